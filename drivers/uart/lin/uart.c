/*
	UART for Linux: a tty in raw mode, served by the GLib main loop of the thread that made it. Nothing here blocks.
	Same behaviour as esp32/uart.c; what a tty cannot do is described in docs/drivers/uart.md.
*/

#include "xsmc.h"
#include "mc.xs.h"			// for xsID_* values
#include "builtinCommon.h"

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
	uint32_t			baud;
	uint8_t				data;
	uint8_t				parity;
	uint8_t				stop;
	uint32_t			quiet;
} SettingsRecord, *Settings;

typedef struct {
	xsSlot				obj;
	xsMachine			*the;
	xsSlot				*onReadable;
	xsSlot				*onWritable;
	xsSlot				*onFault;
	xsSlot				*onConfigured;
	xsSlot				*onError;

	int					fd;
	int					useCount;
	struct termios2		before;			// put back by close
	struct serial_icounter_struct counters;

	guint				inputSource;
	guint				outputSource;
	guint				quietSource;
	guint				idleSource;
	guint				errorSource;

	SettingsRecord		settings;
	SettingsRecord		next;
	int32_t				sequence;
	uint8_t				closed;
	uint8_t				pseudo;
	uint8_t				counting;		// the device counts faults
	uint8_t				restore;
	uint8_t				configuring;
	uint8_t				breakWanted;
	uint8_t				breakOn;
	uint8_t				hungUp;
	uint8_t				announce;		// onWritable is due

	// free running positions: head - tail is what the ring holds. size is a power of two for the transmit ring only
	uint32_t			transmitHead;
	uint32_t			transmitTail;
	uint32_t			barrier;		// bytes from here on wait for a new format or the end of a break
	uint8_t				transmitRing[kTransmitSize];

	uint32_t			receiveCount;
	uint32_t			receiveStart;
	uint32_t			receiveSize;
	uint8_t				receiveRing[1];
} UARTRecord, *UART;

static void uartMark(xsMachine *the, void *it, xsMarkRoot markRoot);
void xs_meterwire_uart_destructor(void *it);

static const xsHostHooks uartHooks = { xs_meterwire_uart_destructor, uartMark, NULL };

static gboolean uartOnInput(gint fd, GIOCondition condition, gpointer it);
static gboolean uartOnOutput(gint fd, GIOCondition condition, gpointer it);
static gboolean uartOnIdle(gpointer it);

static void uartCancel(guint *source)
{
	if (*source)
		g_source_remove(*source);
	*source = 0;
}

static void uartHold(UART uart)
{
	uart->useCount += 1;
}

static void uartRelease(UART uart)
{
	uart->useCount -= 1;
	if (0 == uart->useCount)
		c_free(uart);
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

// one call for all callbacks with up to one integer. the instance may be closed when this returns
static void uartCall(UART uart, xsSlot *callback, xsIntegerValue value)
{
	if (uart->closed || !callback)
		return;
	xsBeginHost(uart->the);
		xsmcSetInteger(xsResult, value);
		xsCallFunction1(xsReference(callback), uart->obj, xsResult);
	xsEndHost(uart->the);
}

static gboolean uartOnError(gpointer it)
{
	UART uart = it;

	uart->errorSource = 0;
	uartHold(uart);
	uartCall(uart, uart->onError, 0);
	uartRelease(uart);
	return G_SOURCE_REMOVE;
}

static void uartHangUp(UART uart)
{
	if (uart->hungUp)
		return;
	uart->hungUp = 1;
	uartCancel(&uart->idleSource);
	if (uart->onError)
		uart->errorSource = g_idle_add(uartOnError, uart);
}

static void uartReportFaults(UART uart)
{
	struct serial_icounter_struct now, *last = &uart->counters;
	int overrun, framing, parity, broken;

	if (!uart->counting || !uart->onFault || uart->closed || ioctl(uart->fd, TIOCGICOUNT, &now))
		return;
	overrun = (now.overrun - last->overrun) + (now.buf_overrun - last->buf_overrun);
	framing = now.frame - last->frame;
	parity = now.parity - last->parity;
	broken = now.brk - last->brk;
	*last = now;
	if (!overrun && !framing && !parity && !broken)
		return;
	xsBeginHost(uart->the);
		xsmcVars(4);
		xsmcSetInteger(xsVar(0), overrun);
		xsmcSetInteger(xsVar(1), framing);
		xsmcSetInteger(xsVar(2), parity);
		xsmcSetInteger(xsVar(3), broken);
		xsCallFunction4(xsReference(uart->onFault), uart->obj, xsVar(0), xsVar(1), xsVar(2), xsVar(3));
	xsEndHost(uart->the);
}

static void uartReportReadable(UART uart)
{
	uartReportFaults(uart);
	if (uart->receiveCount)
		uartCall(uart, uart->onReadable, (xsIntegerValue)uart->receiveCount);
}

static gboolean uartOnQuiet(gpointer it)
{
	UART uart = it;

	uart->quietSource = 0;
	uartHold(uart);
	uartReportReadable(uart);
	uartRelease(uart);
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
	uint32_t before = uart->receiveCount;
	ssize_t count = uartFill(uart);
	int gone = (count < 0) ? ((EAGAIN != errno) && (EINTR != errno)) : ((0 == count) && (condition & (G_IO_HUP | G_IO_ERR)));
	gboolean more = !gone && (uart->receiveCount < uart->receiveSize);

	(void)fd;
	if (!more)
		uart->inputSource = 0;		// a full ring is not watched until somebody reads: what the kernel holds is not lost
	uartHold(uart);
	if (uart->receiveCount > before) {
		if (!gone && uart->settings.quiet && (uart->receiveCount < (uart->receiveSize / 2))) {
			uartCancel(&uart->quietSource);
			uart->quietSource = g_timeout_add(uart->settings.quiet, uartOnQuiet, uart);
		}
		else {
			uartCancel(&uart->quietSource);
			uartReportReadable(uart);
		}
	}
	if (gone && !uart->closed)
		uartHangUp(uart);
	more = more && !uart->closed;
	uartRelease(uart);
	return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static gboolean uartOnOutput(gint fd, GIOCondition condition, gpointer it)
{
	UART uart = it;
	uint32_t limit = (uart->configuring || uart->breakWanted) ? uart->barrier : uart->transmitHead;

	(void)condition;
	while (!uart->breakOn && (uart->transmitTail != limit)) {
		uint32_t start = uart->transmitTail % kTransmitSize;
		uint32_t count = limit - uart->transmitTail;
		if (count > (kTransmitSize - start))
			count = kTransmitSize - start;
		ssize_t sent = write(fd, uart->transmitRing + start, count);
		if (sent > 0) {
			uart->transmitTail += (uint32_t)sent;
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
	if (uart->announce) {
		uart->announce = 0;
		uartHold(uart);
		uartCall(uart, uart->onWritable, (xsIntegerValue)(kTransmitSize - (uart->transmitHead - uart->transmitTail)));
		uartRelease(uart);
	}
	return G_SOURCE_REMOVE;
}

static tcflag_t uartFlags(Settings settings)
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
static int uartApply(UART uart, Settings settings)
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

// what waits for the end of everything written before: a new format, the start of a break
static gboolean uartOnIdle(gpointer it)
{
	UART uart = it;

	if (uart->transmitTail != uart->barrier || !uartLineIdle(uart))
		return G_SOURCE_CONTINUE;

	uart->idleSource = 0;
	uartHold(uart);
	if (uart->configuring) {
		uart->configuring = 0;
		if (uartApply(uart, &uart->next))
			uartHangUp(uart);
		else {
			uart->settings = uart->next;
			uartCall(uart, uart->onConfigured, uart->sequence);
		}
	}
	if (!uart->closed && !uart->hungUp && !uart->configuring) {
		if (uart->breakWanted && !uart->breakOn)
			uart->breakOn = !ioctl(uart->fd, TIOCSBRK);
		uartTransmit(uart);
	}
	uartRelease(uart);
	return G_SOURCE_REMOVE;
}

static void uartAwaitIdle(UART uart)
{
	uart->barrier = uart->transmitHead;
	uartTransmit(uart);
	if (!uart->idleSource && !uart->hungUp)
		uart->idleSource = g_timeout_add(kIdlePoll, uartOnIdle, uart);
}

static int uartGetInteger(xsMachine *the, xsSlot *object, xsIdentifier id, int value)
{
	xsSlot slot;

	xsmcGet(slot, *object, id);
	return (xsUndefinedType == xsmcTypeOf(slot)) ? value : xsmcToInteger(slot);
}

static void uartGetSettings(xsMachine *the, xsSlot *object, Settings settings)
{
	settings->baud = (uint32_t)uartGetInteger(the, object, xsID_baud, 9600);
	settings->data = (uint8_t)uartGetInteger(the, object, xsID_data, 8);
	settings->parity = (uint8_t)uartGetInteger(the, object, xsID_parity, 0);
	settings->stop = (uint8_t)uartGetInteger(the, object, xsID_stop, 1);
	settings->quiet = (uint32_t)uartGetInteger(the, object, xsID_quiet, 0);
}

void xs_meterwire_uart_constructor(xsMachine *the)
{
	SettingsRecord settings;
	char device[256];
	UART uart;
	struct stat status;
	xsSlot slot;
	const char *problem = NULL;

	uartGetSettings(the, &xsArg(0), &settings);
	int size = uartGetInteger(the, &xsArg(0), xsID_bufferSize, 4096);
	xsmcGet(slot, xsArg(0), xsID_device);
	if (xsStringType != xsmcTypeOf(slot) && xsStringXType != xsmcTypeOf(slot))
		xsTypeError("device");
	xsmcToStringBuffer(slot, device, sizeof(device));
	xsSlot *onReadable = builtinGetCallback(the, xsID_onReadable);
	xsSlot *onWritable = builtinGetCallback(the, xsID_onWritable);
	xsSlot *onFault = builtinGetCallback(the, xsID_onFault);
	xsSlot *onConfigured = builtinGetCallback(the, xsID_onConfigured);
	xsSlot *onError = builtinGetCallback(the, xsID_onError);

	uart = c_calloc(1, sizeof(UARTRecord) + (size_t)size);
	if (!uart)
		xsUnknownError("no memory");
	uart->useCount = 1;
	uart->receiveSize = (uint32_t)size;
	uart->settings = settings;
	uart->fd = open(device, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (uart->fd < 0)
		problem = "no device";
	else if (flock(uart->fd, LOCK_EX | LOCK_NB))
		problem = "in use";
	else if (fstat(uart->fd, &status) || ioctl(uart->fd, TCGETS2, &uart->before))
		problem = "not a serial device";
	else {
		unsigned int kind = major(status.st_rdev);
		uart->pseudo = (kPseudoTerminalFirst <= kind) && (kind <= kPseudoTerminalLast);
		uart->restore = 1;
		if (uartApply(uart, &settings))
			problem = "the device cannot do this format";
	}
	if (problem) {
		xs_meterwire_uart_destructor(uart);
		xsUnknownError((char *)problem);
	}
	(void)ioctl(uart->fd, TCFLSH, TCIFLUSH);		// what came before is in another format
	uart->counting = !ioctl(uart->fd, TIOCGICOUNT, &uart->counters);

	uart->the = the;
	uart->obj = xsThis;
	uart->onReadable = onReadable;
	uart->onWritable = onWritable;
	uart->onFault = onFault;
	uart->onConfigured = onConfigured;
	uart->onError = onError;
	xsmcSetHostData(xsThis, uart);
	xsSetHostHooks(xsThis, &uartHooks);
	xsRemember(uart->obj);

	uartListen(uart);
	uart->announce = NULL != onWritable;
	if (uart->announce)
		uartTransmit(uart);
}

void xs_meterwire_uart_destructor(void *it)		// no XS calls: may run from the garbage collector
{
	UART uart = it;
	if (!uart) return;

	uart->closed = 1;
	uartCancel(&uart->inputSource);
	uartCancel(&uart->outputSource);
	uartCancel(&uart->quietSource);
	uartCancel(&uart->idleSource);
	uartCancel(&uart->errorSource);
	if (uart->fd >= 0) {
		if (uart->breakOn)
			(void)ioctl(uart->fd, TIOCCBRK);
		if (uart->restore && !uart->hungUp)
			(void)ioctl(uart->fd, TCSETS2, &uart->before);		// a device that is gone cannot be put back
		(void)close(uart->fd);
		uart->fd = -1;
	}
	uartRelease(uart);		// a callback that is running may still hold the record
}

void xs_meterwire_uart_close(xsMachine *the)
{
	UART uart = xsmcGetHostData(xsThis);
	if (uart && xsmcGetHostDataValidate(xsThis, (void *)&uartHooks)) {
		xsForget(uart->obj);
		xs_meterwire_uart_destructor(uart);
		xsmcSetHostData(xsThis, NULL);
		xsmcSetHostDestructor(xsThis, NULL);
	}
}

static void uartMark(xsMachine *the, void *it, xsMarkRoot markRoot)
{
	UART uart = it;
	xsSlot *callbacks[] = { uart->onReadable, uart->onWritable, uart->onFault, uart->onConfigured, uart->onError };
	for (size_t i = 0; i < sizeof(callbacks) / sizeof(callbacks[0]); i++) {
		if (callbacks[i])
			(*markRoot)(the, callbacks[i]);
	}
}

static void uartTake(UART uart, uint8_t *to, uint32_t count)
{
	uint32_t first = uart->receiveSize - uart->receiveStart;
	if (first > count)
		first = count;
	memcpy(to, uart->receiveRing + uart->receiveStart, first);
	memcpy(to + first, uart->receiveRing, count - first);
	uart->receiveStart = (uart->receiveStart + count) % uart->receiveSize;
	uart->receiveCount -= count;
	uartListen(uart);
}

void xs_meterwire_uart_read(xsMachine *the)
{
	UART uart = xsmcGetHostDataValidate(xsThis, (void *)&uartHooks);
	xsType type = xsmcArgc ? xsmcTypeOf(xsArg(0)) : xsUndefinedType;
	xsUnsignedValue count = uart->receiveCount;
	void *to;

	if (!count)
		return;
	if (xsReferenceType == type) {
		xsUnsignedValue room;
		xsmcGetBufferWritable(xsArg(0), &to, &room);
		if (count > room)
			count = room;
		xsmcSetInteger(xsResult, (xsIntegerValue)count);
	}
	else {
		if (xsUndefinedType != type) {
			xsIntegerValue limit = xsmcToInteger(xsArg(0));
			if ((limit > 0) && ((xsUnsignedValue)limit < count))
				count = (xsUnsignedValue)limit;
		}
		to = xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)count);
	}
	uartTake(uart, to, count);
}

void xs_meterwire_uart_write(xsMachine *the)
{
	UART uart = xsmcGetHostDataValidate(xsThis, (void *)&uartHooks);
	xsUnsignedValue count;
	void *from;

	xsmcGetBufferReadable(xsArg(0), &from, &count);
	if (uart->hungUp || (count > (kTransmitSize - (uart->transmitHead - uart->transmitTail))))
		xsUnknownError("output full");		// all or nothing
	if (!count)
		return;
	uint32_t start = uart->transmitHead % kTransmitSize;
	uint32_t first = kTransmitSize - start;
	if (first > count)
		first = count;
	memcpy(uart->transmitRing + start, from, first);
	memcpy(uart->transmitRing, (uint8_t *)from + first, count - first);
	uart->transmitHead += count;
	uart->announce = NULL != uart->onWritable;
	uartTransmit(uart);
}

void xs_meterwire_uart_configure(xsMachine *the)
{
	UART uart = xsmcGetHostDataValidate(xsThis, (void *)&uartHooks);

	uartGetSettings(the, &xsArg(0), &uart->next);
	uart->sequence = xsmcToInteger(xsArg(1));
	uart->configuring = 1;
	uartAwaitIdle(uart);
}

void xs_meterwire_uart_flush(xsMachine *the)
{
	UART uart = xsmcGetHostDataValidate(xsThis, (void *)&uartHooks);

	if (xsmcToBoolean(xsArg(0))) {
		(void)ioctl(uart->fd, TCFLSH, TCIFLUSH);
		uart->receiveCount = 0;
		uartCancel(&uart->quietSource);
		uartListen(uart);
	}
	if (xsmcToBoolean(xsArg(1))) {
		(void)ioctl(uart->fd, TCFLSH, TCOFLUSH);
		uart->transmitTail = uart->transmitHead;
		uart->barrier = uart->transmitHead;
		uartTransmit(uart);
	}
}

void xs_meterwire_uart_break(xsMachine *the)
{
	UART uart = xsmcGetHostDataValidate(xsThis, (void *)&uartHooks);

	uart->breakWanted = xsmcToBoolean(xsArg(0)) ? 1 : 0;
	if (uart->breakWanted) {
		uartAwaitIdle(uart);
		return;
	}
	if (uart->breakOn)
		(void)ioctl(uart->fd, TIOCCBRK);
	uart->breakOn = 0;
	uartTransmit(uart);
}
