/*
	UART for Linux: a tty in raw mode, served by the GLib main loop of the thread that made it. Nothing here blocks.
	Same behaviour as esp32/uart.c; what a tty cannot do is described in docs/drivers/uart.md.
*/

#include "native-port.h"
#include "mc.xs.h"			// for xsID_* values

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <glib.h>
#include <glib-unix.h>
#include <asm/termbits.h>		// not <termios.h>: only this one has arbitrary speeds
#include <linux/serial.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define kTransmitSize (1024)
#define kIdlePoll (2)			// milliseconds between two looks at whether the line is idle
#define kPseudoTerminalFirst (136)	// major numbers of pseudo terminals, Documentation/admin-guide/devices.txt
#define kPseudoTerminalLast (143)

typedef struct {
	PortRecord			port;
	int					fd;
	struct termios2		before;			// put back by close
	struct serial_icounter_struct counters;

	guint				inputSource;
	guint				outputSource;
	guint				quietSource;
	guint				idleSource;
	guint				errorSource;

	uint8_t				pseudo;
	uint8_t				counting;		// the device counts faults
	uint8_t				restore;
	uint8_t				hungUp;

	uint32_t			receiveCount;
	uint32_t			receiveStart;
	uint32_t			receiveSize;
	uint8_t				*receiveRing;
} UARTRecord, *UART;

static gboolean uartOnInput(gint fd, GIOCondition condition, gpointer it);
static gboolean uartOnOutput(gint fd, GIOCondition condition, gpointer it);
static gboolean uartOnIdle(gpointer it);

static void uartCancel(guint *source)
{
	if (*source)
		g_source_remove(*source);
	*source = 0;
}

static void uartListen(UART uart)
{
	if (!uart->inputSource && !uart->hungUp && (uart->receiveCount < uart->receiveSize))
		uart->inputSource = g_unix_fd_add(uart->fd, G_IO_IN | G_IO_HUP | G_IO_ERR, uartOnInput, uart);
}

static void uartTransmit(UART uart)
{
	if (!uart->outputSource && !uart->hungUp)
		uart->outputSource = g_unix_fd_add(uart->fd, G_IO_OUT | G_IO_HUP | G_IO_ERR, uartOnOutput, uart);
}

// the port may be closed when this returns
static void uartTell(UART uart, uint32_t bits)
{
	portHold(&uart->port);
	portTell(&uart->port, bits);
	portRelease(&uart->port);
}

static gboolean uartOnError(gpointer it)
{
	UART uart = it;

	uart->errorSource = 0;
	uartTell(uart, kPortFailed);
	return G_SOURCE_REMOVE;
}

static void uartHangUp(UART uart)
{
	if (uart->hungUp)
		return;
	uart->hungUp = 1;
	uart->port.head = uart->port.tail + uart->port.ringSize;		// nothing more goes out: no room
	uartCancel(&uart->idleSource);
	if (!uart->port.closing)
		uart->errorSource = g_idle_add(uartOnError, uart);
}

static gboolean uartOnQuiet(gpointer it)
{
	UART uart = it;

	uart->quietSource = 0;
	uartTell(uart, kPortReadable);
	return G_SOURCE_REMOVE;
}

// takes what the kernel has, as far as the ring has room. returns what read said last
static ssize_t uartFill(UART uart)
{
	ssize_t count = 0;

	while (uart->receiveCount < uart->receiveSize) {
		uint32_t end = (uart->receiveStart + uart->receiveCount) % uart->receiveSize;
		uint32_t room = uart->receiveSize - uart->receiveCount;
		if (room > (uart->receiveSize - end))
			room = uart->receiveSize - end;
		count = read(uart->fd, uart->receiveRing + end, room);
		if (count <= 0)
			break;
		uart->receiveCount += (uint32_t)count;
	}
	return count;
}

static gboolean uartOnInput(gint fd, GIOCondition condition, gpointer it)
{
	UART uart = it;
	Port port = &uart->port;
	uint32_t before = uart->receiveCount;
	ssize_t count = uartFill(uart);
	int gone = (count < 0) ? ((EAGAIN != errno) && (EINTR != errno)) : ((0 == count) && (condition & (G_IO_HUP | G_IO_ERR)));
	gboolean more = !gone && (uart->receiveCount < uart->receiveSize);

	(void)fd;
	if (!more)
		uart->inputSource = 0;		// a full ring is not watched until somebody reads: what the kernel holds is not lost
	portHold(port);
	if (uart->receiveCount > before) {
		uartCancel(&uart->quietSource);
		if (!gone && port->settings.quiet && (uart->receiveCount < (uart->receiveSize / 2)))
			uart->quietSource = g_timeout_add(port->settings.quiet, uartOnQuiet, uart);
		else
			portTell(port, kPortReadable);
	}
	if (gone && !port->closing)
		uartHangUp(uart);
	more = more && !port->closing;
	portRelease(port);
	return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean uartOnOutput(gint fd, GIOCondition condition, gpointer it)
{
	UART uart = it;
	Port port = &uart->port;
	uint8_t *from;
	uint32_t count;

	(void)condition;
	while ((count = portToSend(port, &from))) {
		ssize_t sent = write(fd, from, count);
		if (sent > 0) {
			port->tail += (uint32_t)sent;
			continue;
		}
		if ((sent < 0) && (EAGAIN != errno) && (EINTR != errno)) {
			uart->outputSource = 0;
			uartHangUp(uart);
			return G_SOURCE_REMOVE;
		}
		return G_SOURCE_CONTINUE;
	}

	uart->outputSource = 0;
	if (port->announce) {
		port->announce = 0;
		uartTell(uart, kPortWritable);
	}
	return G_SOURCE_REMOVE;
}

static tcflag_t uartFlags(PortSettings settings)
{
	tcflag_t flags = BOTHER | CLOCAL | CREAD | ((7 == settings->data) ? CS7 : CS8);
	if (settings->parity)
		flags |= PARENB;
	if (2 == settings->parity)
		flags |= PARODD;
	if (2 == settings->stop)
		flags |= CSTOPB;
	return flags;
}

// raw mode: bytes with a wrong parity are delivered as they came, a break as a zero byte, like the chip does
static int uartApply(UART uart, PortSettings settings)
{
	struct termios2 wanted = { 0 }, got = { 0 };

	wanted.c_cflag = uartFlags(settings);
	wanted.c_ispeed = settings->baud;
	wanted.c_ospeed = settings->baud;
	wanted.c_cc[VMIN] = 1;
	if (ioctl(uart->fd, TCSETS2, &wanted) || ioctl(uart->fd, TCGETS2, &got))
		return -1;
	// drivers drop what the hardware cannot do without saying so. a pseudo terminal has no line: it carries whole bytes, whatever is asked
	if (!uart->pseudo) {
		const tcflag_t checked = CSIZE | PARENB | PARODD | CSTOPB;
		uint32_t off = (got.c_ospeed > settings->baud) ? got.c_ospeed - settings->baud : settings->baud - got.c_ospeed;
		if (((got.c_cflag ^ wanted.c_cflag) & checked) || (off > (settings->baud / 20))) {
			errno = EINVAL;
			return -1;
		}
	}
	return 0;
}

static int uartLineIdle(UART uart)
{
	int queued = 0;
	unsigned int status = 0;

	if (!ioctl(uart->fd, TIOCOUTQ, &queued) && queued)
		return 0;
	// only hardware with a shift register that can be asked has this
	if (!ioctl(uart->fd, TIOCSERGETLSR, &status) && !(status & TIOCSER_TEMT))
		return 0;
	return 1;
}

// what waits for the end of everything written before: new settings, the start of a break
static gboolean uartOnIdle(gpointer it)
{
	UART uart = it;
	Port port = &uart->port;

	if (!portChanging(port)) {		// a break that is no longer wanted
		uart->idleSource = 0;
		return G_SOURCE_REMOVE;
	}
	if (!portReached(port) || !uartLineIdle(uart))
		return G_SOURCE_CONTINUE;

	uart->idleSource = 0;
	portHold(port);
	if (port->configuring) {
		port->configuring = 0;
		if (uartApply(uart, &port->next))
			uartHangUp(uart);
		else {
			port->settings = port->next;
			port->applied = port->sequence;
			portTell(port, kPortConfigured);
		}
	}
	if (!port->closing && !uart->hungUp && !port->configuring) {
		if (port->breakWanted && !port->breakOn)
			port->breakOn = !ioctl(uart->fd, TIOCSBRK);
		uartTransmit(uart);
	}
	portRelease(port);
	return G_SOURCE_REMOVE;
}

/*
	called by native-port.c
*/

// nobody else is here
static void uartLock(Port port)
{
	(void)port;
}

static void uartWake(Port port)
{
	UART uart = (UART)port;

	if (uart->hungUp)
		return;
	if (!port->breakWanted && port->breakOn) {
		(void)ioctl(uart->fd, TIOCCBRK);
		port->breakOn = 0;
	}
	if (portChanging(port) && !uart->idleSource)
		uart->idleSource = g_timeout_add(kIdlePoll, uartOnIdle, uart);
	uartTransmit(uart);
}

static uint32_t uartAvailable(Port port)
{
	return ((UART)port)->receiveCount;
}

static uint32_t uartTake(Port port, uint8_t *to, uint32_t count)
{
	UART uart = (UART)port;
	uint32_t first = uart->receiveSize - uart->receiveStart;

	if (first > count)
		first = count;
	memcpy(to, uart->receiveRing + uart->receiveStart, first);
	memcpy(to + first, uart->receiveRing, count - first);
	uart->receiveStart = (uart->receiveStart + count) % uart->receiveSize;
	uart->receiveCount -= count;
	uartListen(uart);
	return count;
}

static int uartFlush(Port port, uint8_t input, uint8_t output)
{
	UART uart = (UART)port;

	if (input) {
		(void)ioctl(uart->fd, TCFLSH, TCIFLUSH);
		uart->receiveCount = 0;
		uartCancel(&uart->quietSource);
		uartListen(uart);
	}
	if (output)
		(void)ioctl(uart->fd, TCFLSH, TCOFLUSH);
	return 0;
}

static void uartTakeFaults(Port port, uint32_t *faults)
{
	UART uart = (UART)port;
	struct serial_icounter_struct now, *last = &uart->counters;

	if (!uart->counting || ioctl(uart->fd, TIOCGICOUNT, &now))
		return;
	faults[kPortOverrun] = (uint32_t)((now.overrun - last->overrun) + (now.buf_overrun - last->buf_overrun));
	faults[kPortFraming] = (uint32_t)(now.frame - last->frame);
	faults[kPortParity] = (uint32_t)(now.parity - last->parity);
	faults[kPortBreak] = (uint32_t)(now.brk - last->brk);
	*last = now;
}

static void uartClose(Port port)
{
	UART uart = (UART)port;

	port->closing = 1;
	uartCancel(&uart->inputSource);
	uartCancel(&uart->outputSource);
	uartCancel(&uart->quietSource);
	uartCancel(&uart->idleSource);
	uartCancel(&uart->errorSource);
	if (uart->fd >= 0) {
		if (port->breakOn)
			(void)ioctl(uart->fd, TIOCCBRK);
		if (uart->restore && !uart->hungUp)
			(void)ioctl(uart->fd, TCSETS2, &uart->before);		// a device that is gone cannot be put back
		(void)close(uart->fd);
		uart->fd = -1;
	}
	portRelease(port);		// a callback that is running may still hold the record
}

static const PortKindRecord uartKind = {
	.minimumBaud = 1,
	.maximumBaud = UINT32_MAX,
	.lock = uartLock,
	.unlock = uartLock,
	.wake = uartWake,
	.available = uartAvailable,
	.take = uartTake,
	.flush = uartFlush,
	.takeFaults = uartTakeFaults,
	.close = uartClose,
};

static const char *uartOpen(UART uart, const char *device)		// what is wrong, or NULL
{
	struct stat status;

	uart->fd = open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (uart->fd < 0)
		return "no device";
	if (flock(uart->fd, LOCK_EX | LOCK_NB))
		return "in use";
	if (fstat(uart->fd, &status) || ioctl(uart->fd, TCGETS2, &uart->before))
		return "not a serial device";
	unsigned int kind = major(status.st_rdev);
	uart->pseudo = (kPseudoTerminalFirst <= kind) && (kind <= kPseudoTerminalLast);
	uart->restore = 1;
	if (uartApply(uart, &uart->port.settings))
		return "the device cannot do this format";
	(void)ioctl(uart->fd, TCFLSH, TCIFLUSH);		// what came before is in another format
	uart->counting = !ioctl(uart->fd, TIOCGICOUNT, &uart->counters);
	return NULL;
}

void xs_meterwire_uart_constructor(xsMachine *the)
{
	PortSettingsRecord settings;
	char device[256];
	xsSlot slot;

	portGetSettings(the, &xsArg(0), &uartKind, &settings);
	int size = portOption(the, &xsArg(0), xsID_bufferSize, 4096);
	xsmcGet(slot, xsArg(0), xsID_device);
	if (xsStringType != xsmcTypeOf(slot) && xsStringXType != xsmcTypeOf(slot))
		xsTypeError("device");
	xsmcToStringBuffer(slot, device, sizeof(device));

	UART uart = (UART)portCreate(the, &uartKind, &settings, sizeof(UARTRecord), (size_t)size, kTransmitSize);
	Port port = &uart->port;
	uart->receiveSize = (uint32_t)size;
	uart->receiveRing = (uint8_t *)(uart + 1);
	const char *problem = uartOpen(uart, device);
	if (problem) {
		uartClose(port);
		xsUnknownError((char *)problem);
	}
	portBegin(the, port);
	uartListen(uart);
	if (port->announce)
		uartTransmit(uart);
}
