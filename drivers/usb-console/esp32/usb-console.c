/*
	The serial port that the USB Serial/JTAG of an ESP32-S3 or C3 shows to a PC. The same face to JavaScript as the UART's port; without a line there is no
	format, no break and no fault.

	No task: the ESP-IDF driver's interrupt posts the message, and the machine itself moves bytes from the port's ring into the driver's. Nothing waits.
	The driver cannot tell whether a program on the PC has the port open: until one reads, both rings stay full.

	What ESP-IDF prints by itself (a panic, an uncaught exception) it writes to the same FIFO, past the driver, between two of its packets.
*/

#include "chip-port.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values

// the SDK's makefile has the folder of all components in its path, and not this one's
#include "esp_driver_usb_serial_jtag/include/driver/usb_serial_jtag.h"

// of driver/usb_serial_jtag_select.h, which finds the header above in that folder only. the first argument is an enumeration: read, write, error
void usb_serial_jtag_set_select_notif_callback(void (*callback)(int event, int *woken));
size_t usb_serial_jtag_get_read_bytes_available(void);

#define kTransmitSize (1024)		// a power of two
#define kDriverSize (256)			// the driver's transmit ring
#define kPacketSize (64)			// of the USB endpoint. the driver's rings hold more than that

// a port of its own has nothing to add. the chip has one, and the driver's callback no reference to it
static Port gPort;

static const PortKindRecord usbKind;

static void usbInterrupt(int event, int *woken)
{
	Port port = gPort;
	(void)event;

	if (port)
		portPostFromISR(port, kPortReadable, woken);
}

/*
	called by the machine
*/

// as much of the ring as the driver has room for. returns what is to be told
static uint32_t usbServe(Port port)
{
	uint32_t bits = 0, count;
	uint8_t *from;

	port->breakOn = port->breakWanted = 0;
	if (port->configuring) {
		port->configuring = 0;
		port->settings = port->next;
		port->applied = port->sequence;
		bits |= kPortConfigured;
	}
	while ((count = portToSend(port, &from))) {
		if (count > kPacketSize)
			count = kPacketSize;
		if (usb_serial_jtag_write_bytes(from, count, 0) <= 0)		// all or nothing
			break;
		port->tail += count;
	}
	if (port->announce && !portWaiting(port)) {
		port->announce = 0;
		bits |= kPortWritable;
	}
	return bits;
}

// only the machine looks at what stands under the lock
static void usbLock(Port port)
{
	(void)port;
}

static void usbWake(Port port)
{
	portPost(port, usbServe(port));
}

static uint32_t usbAvailable(Port port)
{
	(void)port;
	return (uint32_t)usb_serial_jtag_get_read_bytes_available();
}

static uint32_t usbTake(Port port, uint8_t *to, uint32_t count)
{
	uint32_t taken = 0;
	(void)port;

	while (taken < count) {
		int got = usb_serial_jtag_read_bytes(to + taken, count - taken, 0);		// up to the end of its ring
		if (got <= 0)
			break;
		taken += (uint32_t)got;
	}
	return taken;
}

static int usbFlush(Port port, uint8_t input, uint8_t output)
{
	uint8_t bytes[kPacketSize];
	(void)output;		// what the driver has, 320 bytes at most, still leaves

	while (input && usbTake(port, bytes, sizeof(bytes)))
		;
	return 0;
}

static void usbTakeFaults(Port port, uint32_t *faults)
{
	(void)port;
	(void)faults;
}

static void usbClose(Port port)
{
	port->closing = 1;
	usb_serial_jtag_set_select_notif_callback(NULL);
	(void)usb_serial_jtag_driver_uninstall();		// waits for the interrupt, on whichever core it is
	gPort = NULL;
	portRelease(port);		// a message in flight may still hold the record
}

static const PortKindRecord usbKind = {
	.minimumBaud = 1,
	.maximumBaud = UINT32_MAX,
	.lock = usbLock,
	.unlock = usbLock,
	.wake = usbWake,
	.serve = usbServe,
	.available = usbAvailable,
	.take = usbTake,
	.flush = usbFlush,
	.takeFaults = usbTakeFaults,
	.close = usbClose,
};

void xs_meterwire_usb_console_constructor(xsMachine *the)
{
	PortSettingsRecord settings;
	usb_serial_jtag_driver_config_t config = { .tx_buffer_size = kDriverSize };

	portGetSettings(the, &xsArg(0), &usbKind, &settings);
	config.rx_buffer_size = (uint32_t)portOption(the, &xsArg(0), xsID_bufferSize, 4096);
	if (config.rx_buffer_size <= kPacketSize)
		xsRangeError("bufferSize");
	// also when it is the debugger's: that of builds with xsbug or instrumentation installs the driver before there is a machine
	if (usb_serial_jtag_is_driver_installed())
		xsUnknownError("port in use");

	Port port = portCreate(the, &usbKind, &settings, sizeof(PortRecord), 0, kTransmitSize);
	if (usb_serial_jtag_driver_install(&config)) {
		portRelease(port);
		xsUnknownError("no driver");
	}
	portBegin(the, port);
	gPort = port;
	usb_serial_jtag_set_select_notif_callback(usbInterrupt);
	portPost(port, kPortReadable);		// what came before the callback was there; and the first onWritable
}
