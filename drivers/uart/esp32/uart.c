/*
	UART for ESP32: ECMA-419 Serial plus format, line inversion, break, fault counts, and waking JavaScript once per telegram.

	The ESP-IDF driver owns the interrupt and the receive ring. A task per port turns its events into at most one message in flight to the
	machine, and moves bytes from our own transmit ring into the FIFO: the driver's transmit ring can neither be emptied nor filled without the
	risk of waiting. Only the task posts; a method of the instance changes the record under its lock and wakes the task.
*/

#include "chip-port.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "builtinCommon.h"

#include "freertos/FreeRTOS.h"
#include "freertos/queue.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "driver/gpio.h"
#include "driver/uart.h"
#include "hal/uart_ll.h"			// the names of the interrupts

#define kTransmitSize (1024)		// a power of two
#define kEventCount (24)
#define kTaskStack (2560)
#define kTaskPriority (5)			// one above the machine, which must not keep it from the FIFO
#define kFaultInterval (100)		// milliseconds. a line that is inverted makes thousands of faults in a second
#define kSilentCheck (100)			// milliseconds between two looks at what events may have missed
#define kIdleSymbols (4)			// characters of silence after which the hardware says that the line is idle
#define kFullThreshold (64)			// bytes: half the FIFO, 5.5 ms at 115200 until it overflows
#define kBitsPerCharacter (12)		// at most: start, 8 data, parity, 2 stop
#define kInterruptFlags (0)
#define kMaximumBaud (5000000)		// the driver's

#if CONFIG_IDF_TARGET_ESP32
	#define kMinimumBaud (77)		// its divider of the 80 MHz clock has 20 bits
#else
	#define kMinimumBaud (50)
#endif

typedef struct {
	PortRecord			port;

	// written before the task starts, never after
	QueueHandle_t		events;
	SemaphoreHandle_t	lock;
	SemaphoreHandle_t	stopped;
	StaticSemaphore_t	lockStorage;
	StaticSemaphore_t	stoppedStorage;
	uint32_t			receiveSize;
	int8_t				receive;
	int8_t				transmit;
	int8_t				enable;
	uint8_t				number;

	// under the lock
	uint16_t			faults[kPortFaultKinds];
	uint32_t			level;			// bytes in the receive ring that JavaScript has been, or will be, told of

	// the task's own
	uint32_t			lastFaults;		// ms
	uint32_t			lastArrival;	// ms
	uint8_t				unreported;		// bytes have arrived that JavaScript has not been told of
	uint8_t				idle;			// the hardware saw the line go idle after the last arrival
} UARTRecord, *UART;

static const PortKindRecord uartKind;

/*
	called by the machine
*/

static void uartLock(Port port)
{
	UART uart = (UART)port;
	(void)xSemaphoreTake(uart->lock, portMAX_DELAY);		// held for microseconds only, so this cannot fail
}

static void uartUnlock(Port port)
{
	UART uart = (UART)port;
	(void)xSemaphoreGive(uart->lock);
}

// when the queue is full the task is awake anyway
static void uartWake(Port port)
{
	UART uart = (UART)port;
	uart_event_t wake = { .type = UART_EVENT_MAX };
	(void)xQueueSendToFront(uart->events, &wake, 0);
}

static uint32_t uartAvailable(Port port)
{
	UART uart = (UART)port;
	size_t count = 0;

	return uart_get_buffered_data_len(uart->number, &count) ? 0 : (uint32_t)count;
}

static uint32_t uartTake(Port port, uint8_t *to, uint32_t count)
{
	UART uart = (UART)port;
	int got = uart_read_bytes(uart->number, to, count, 0);

	if (got <= 0)
		return 0;
	// what a full ring kept out of it the driver has let in meanwhile, without an event: the task sees it as more than the level
	uartLock(port);
	uart->level -= (uart->level < (uint32_t)got) ? uart->level : (uint32_t)got;
	uartUnlock(port);
	return (uint32_t)got;
}

static int uartFlush(Port port, uint8_t input, uint8_t output)
{
	UART uart = (UART)port;
	(void)output;		// what is in the FIFO, 128 bytes at most, still leaves

	if (!input)
		return 0;
	int error = uart_flush_input(uart->number);
	uartLock(port);
	uart->level = 0;
	uartUnlock(port);
	return error;
}

static void uartTakeFaults(Port port, uint32_t *faults)
{
	UART uart = (UART)port;

	uartLock(port);
	for (int kind = 0; kind < kPortFaultKinds; kind++) {
		faults[kind] = uart->faults[kind];
		uart->faults[kind] = 0;
	}
	uartUnlock(port);
}

/*
	task
*/

static uint32_t uartCharacters(uint32_t count, uint32_t baud)		// ms, rounded up
{
	return ((count * kBitsPerCharacter * 1000) / baud) + 1;
}

// one interrupt per character of low baud rates, per half FIFO of high ones. never 1: the driver leaves a byte in the FIFO to get its time-out
static int uartThreshold(PortSettings settings)
{
	if (settings->quiet)
		return kFullThreshold;
	int threshold = (int)(settings->baud / 2000);
	if (threshold < 2)
		return 2;
	return (threshold > kFullThreshold) ? kFullThreshold : threshold;
}

static uint32_t uartInversion(PortSettings settings, uint8_t breakOn)
{
	uint32_t inversion = UART_SIGNAL_INV_DISABLE;
	if (settings->invert & kPortInvertReceive)
		inversion |= UART_SIGNAL_RXD_INV;
	if (settings->invert & kPortInvertTransmit)
		inversion |= UART_SIGNAL_TXD_INV;
	if (settings->invert & kPortInvertEnable)
		inversion |= UART_SIGNAL_RTS_INV;
	return breakOn ? (inversion ^ UART_SIGNAL_TXD_INV) : inversion;		// an idle line the other way round is a break
}

static uart_parity_t uartParity(PortSettings settings)
{
	if (0 == settings->parity)
		return UART_PARITY_DISABLE;
	return (1 == settings->parity) ? UART_PARITY_EVEN : UART_PARITY_ODD;
}

static esp_err_t uartApply(UART uart, PortSettings settings)
{
	int number = uart->number;
	esp_err_t error = uart_set_baudrate(number, settings->baud);
	if (!error) error = uart_set_word_length(number, (7 == settings->data) ? UART_DATA_7_BITS : UART_DATA_8_BITS);
	if (!error) error = uart_set_parity(number, uartParity(settings));
	if (!error) error = uart_set_stop_bits(number, (1 == settings->stop) ? UART_STOP_BITS_1 : UART_STOP_BITS_2);
	if (!error) error = uart_set_line_inverse(number, uartInversion(settings, uart->port.breakOn));
	if (!error) error = uart_set_rx_full_threshold(number, uartThreshold(settings));
	if (!error) error = uart_set_rx_timeout(number, kIdleSymbols);
	return error;
}

static void uartCountFault(UART uart, uart_event_type_t type)
{
	int kind;

	switch (type) {
		case UART_FIFO_OVF:		kind = kPortOverrun; break;		// not UART_BUFFER_FULL: nothing is lost until the FIFO is full too
		case UART_FRAME_ERR:	kind = kPortFraming; break;
		case UART_PARITY_ERR:	kind = kPortParity; break;
		case UART_BREAK:		kind = kPortBreak; break;
		default:				return;
	}
	if (uart->faults[kind] < UINT16_MAX)
		uart->faults[kind] += 1;
}

// the line is idle, and what was written before the change has left. returns bits to post
static uint32_t uartChange(UART uart)
{
	Port port = &uart->port;
	uint32_t bits = 0;

	if (port->configuring) {
		port->configuring = 0;
		if (uartApply(uart, &port->next))
			bits |= kPortFailed;
		else {
			port->settings = port->next;
			port->applied = port->sequence;
			bits |= kPortConfigured;
		}
	}
	if (port->breakWanted && !port->breakOn)
		port->breakOn = !uart_set_line_inverse(uart->number, uartInversion(&port->settings, 1));
	return bits;
}

// moves what may leave into the FIFO, then does what waited for that to be out. returns bits to post
static uint32_t uartServeTransmit(UART uart)
{
	Port port = &uart->port;
	uint32_t bits = 0, count;
	uint8_t *from;

	while ((count = portToSend(port, &from))) {
		int sent = uart_tx_chars(uart->number, (const char *)from, count);		// as many as fit
		if (sent <= 0)
			break;
		port->tail += (uint32_t)sent;
	}

	if (portReached(port) && (ESP_OK == uart_wait_tx_done(uart->number, 0))) {
		bits |= uartChange(uart);
		uartWake(port);		// what was written after it leaves in the next turn
	}
	if (!port->breakWanted && port->breakOn) {
		port->breakOn = 0;
		if (uart_set_line_inverse(uart->number, uartInversion(&port->settings, 0)))
			bits |= kPortFailed;
		uartWake(port);
	}
	if (port->announce && !portWaiting(port)) {
		port->announce = 0;
		bits |= kPortWritable;
	}
	return bits;
}

// takes in what the driver has reported, without waiting
static void uartServeEvents(UART uart, uart_event_t *event, uint32_t now)
{
	for (int i = 0; i < kEventCount; i++) {
		uartCountFault(uart, event->type);
		if ((UART_DATA == event->type) || (UART_BUFFER_FULL == event->type)) {
			uart->unreported = 1;
			uart->lastArrival = now;
			uart->idle = (UART_DATA == event->type) && event->timeout_flag;
		}
		if (pdTRUE != xQueueReceive(uart->events, event, 0))
			break;
	}
}

// milliseconds of silence after which a telegram is over
static uint32_t uartSilence(UART uart)
{
	PortSettings settings = &uart->port.settings;

	// without the hardware's word the silence may be a FIFO that has not filled up to its threshold
	return settings->quiet + (uart->idle ? 0 : uartCharacters(kFullThreshold + kIdleSymbols, settings->baud));
}

static uint32_t uartServeReceive(UART uart, uint32_t now)
{
	size_t count = 0;

	if (uart_get_buffered_data_len(uart->number, &count))
		return 0;
	// the level decides in the end, not the event: events are dropped when their queue is full
	if ((count > uart->level) && !uart->unreported) {
		uart->unreported = 1;
		uart->lastArrival = now;
		uart->idle = 0;
	}
	uart->level = count;
	if (!count)
		uart->unreported = 0;		// read already
	if (!uart->unreported)
		return 0;
	if (uart->port.settings.quiet && (count < (uart->receiveSize / 2)) && ((now - uart->lastArrival) < uartSilence(uart)))
		return 0;
	uart->unreported = 0;
	return kPortReadable;
}

static uint32_t uartServeFaults(UART uart, uint32_t now)
{
	int any = 0;

	for (int kind = 0; kind < kPortFaultKinds; kind++)
		any |= uart->faults[kind];
	if (!any || ((now - uart->lastFaults) < kFaultInterval))
		return 0;
	uart->lastFaults = now;
	return kPortFaulty;
}

// milliseconds until the task has something to do if no event comes
static uint32_t uartNextTurn(UART uart, uint32_t now)
{
	Port port = &uart->port;
	uint32_t wait = kSilentCheck;

	if (uart->unreported && port->settings.quiet) {
		uint32_t silence = uartSilence(uart), passed = now - uart->lastArrival;
		uint32_t left = (passed < silence) ? silence - passed : 1;
		if (left < wait)
			wait = left;
	}
	if (portChanging(port))
		return 1;
	if (portWaiting(port) && !port->breakOn) {
		uint32_t part = uartCharacters(UART_HW_FIFO_LEN(uart->number) / 4, port->settings.baud);
		if (part < wait)
			wait = part;
	}
	return wait;
}

static void uartTask(void *refcon)
{
	UART uart = refcon;
	Port port = &uart->port;
	uint32_t wait = 0;
	uart_event_t event;

	for (;;) {
		TickType_t ticks = pdMS_TO_TICKS(wait);
		int got = pdTRUE == xQueueReceive(uart->events, &event, (wait && !ticks) ? 1 : ticks);
		uint32_t now = modMilliseconds();

		uartLock(port);
		if (port->closing) {
			uartUnlock(port);
			break;
		}
		if (got)
			uartServeEvents(uart, &event, now);
		uint32_t bits = uartServeReceive(uart, now) | uartServeTransmit(uart) | uartServeFaults(uart, now);
		uint32_t next = uartNextTurn(uart, now);
		uartUnlock(port);

		portPost(port, bits);		// not under the lock: it may wait
		wait = (portUnposted(port) && (next > kPortPostAgain)) ? kPortPostAgain : next;
	}
	(void)xSemaphoreGive(uart->stopped);
	portRelease(port);
	vTaskDelete(NULL);
}

/*
	instance
*/

// installs the driver and sets up the line. on failure the caller frees the record, which takes the driver with it
static esp_err_t uartInstall(UART uart)
{
	PortSettings settings = &uart->port.settings;
	int number = uart->number;
	uart_config_t config = {
		.baud_rate = (int)settings->baud,
		.data_bits = (7 == settings->data) ? UART_DATA_7_BITS : UART_DATA_8_BITS,
		.parity = uartParity(settings),
		.stop_bits = (1 == settings->stop) ? UART_STOP_BITS_1 : UART_STOP_BITS_2,
		.flow_ctrl = UART_HW_FLOWCTRL_DISABLE,
		.source_clk = UART_SCLK_DEFAULT,
	};
	// no transmit ring: uart_tx_chars only ever fills the FIFO
	esp_err_t error = uart_driver_install(number, (int)uart->receiveSize, 0, kEventCount, &uart->events, kInterruptFlags);
	if (error)
		uart->events = NULL;
	if (!error) error = uart_param_config(number, &config);
	// as RTS, which the driver's interrupt drops behind the last bit. 1 is off: the pin is not to drive the pair for a moment
	if (!error && (uart->enable >= 0)) error = uart_set_rts(number, 1);
	if (!error && (uart->enable >= 0)) error = uart_set_line_inverse(number, uartInversion(settings, 0));
	if (!error) error = uart_set_pin(number, uart->transmit, uart->receive, uart->enable, UART_PIN_NO_CHANGE);
	// meters have open collectors. a pin that can be an output has a pull-up too; on the others a resistor on the board must do
	if (!error && (uart->receive >= 0) && GPIO_IS_VALID_OUTPUT_GPIO(uart->receive))
		error = gpio_set_pull_mode(uart->receive, GPIO_PULLUP_ONLY);
	if (!error) error = uartApply(uart, settings);
	if (!error && (uart->enable >= 0)) error = uart_set_mode(number, UART_MODE_RS485_HALF_DUPLEX);
	if (!error) error = uart_enable_intr_mask(number, UART_INTR_FRAM_ERR);		// the driver reports these, but does not ask for them
	if (!error) uart_set_always_rx_timeout(number, true);		// also when a telegram ends exactly with a full threshold
	// what came while the line was not inverted yet, and the faults of that
	if (!error) error = uart_flush_input(number);
	if (!error) (void)xQueueReset(uart->events);
	return error;
}

// the other half of the constructor. no XS calls: also serves the garbage collector
static void uartGiveBack(UART uart)
{
	if (uart->events && (uart->enable >= 0))
		(void)uart_set_mode(uart->number, UART_MODE_UART);		// for whoever has it next
	if (uart->events)
		(void)uart_driver_delete(uart->number);		// also deletes the event queue. cannot fail for a port that exists
	uart->events = NULL;
	if (uart->receive >= 0) {
		if (GPIO_IS_VALID_OUTPUT_GPIO(uart->receive))
			(void)gpio_set_pull_mode(uart->receive, GPIO_FLOATING);		// a pin that had one
		builtinFreePin(uart->receive);
	}
	if (uart->transmit >= 0)
		builtinFreePin(uart->transmit);
	if (uart->enable >= 0)
		builtinFreePin(uart->enable);
	uart->receive = uart->transmit = uart->enable = UART_PIN_NO_CHANGE;
	portRelease(&uart->port);
}

static void uartClose(Port port)
{
	UART uart = (UART)port;

	uartLock(port);
	port->closing = 1;
	uartUnlock(port);
	uartWake(port);
	(void)xSemaphoreTake(uart->stopped, portMAX_DELAY);		// the task waits for at most one turn and task.queuewait
	uartGiveBack(uart);		// a message in flight may still hold the record
}

static const PortKindRecord uartKind = {
	.minimumBaud = kMinimumBaud,
	.maximumBaud = kMaximumBaud,
	.lock = uartLock,
	.unlock = uartUnlock,
	.wake = uartWake,
	.available = uartAvailable,
	.take = uartTake,
	.flush = uartFlush,
	.takeFaults = uartTakeFaults,
	.close = uartClose,
};

void xs_meterwire_uart_constructor(xsMachine *the)
{
	PortSettingsRecord settings;

	// look at everything first: nothing below may be claimed if an option is wrong
	portGetSettings(the, &xsArg(0), &uartKind, &settings);
	int receive = portOption(the, &xsArg(0), xsID_receive, UART_PIN_NO_CHANGE);
	int transmit = portOption(the, &xsArg(0), xsID_transmit, UART_PIN_NO_CHANGE);
	int enable = portOption(the, &xsArg(0), xsID_enable, UART_PIN_NO_CHANGE);
	int number = portOption(the, &xsArg(0), xsID_port, 1);
	int size = portOption(the, &xsArg(0), xsID_bufferSize, 4096);
	if ((number < 0) || (number >= SOC_UART_HP_NUM))
		xsRangeError("port");
	if (size <= UART_HW_FIFO_LEN(number))
		xsRangeError("bufferSize");
	portCheckPins(the, receive, transmit);
	if ((enable >= 0) && (!GPIO_IS_VALID_OUTPUT_GPIO(enable) || (enable == receive) || (enable == transmit)))
		xsRangeError("enable");
	if ((enable >= 0) && !builtinIsPinFree(enable))
		xsUnknownError("in use");
	if (uart_is_driver_installed(number))
		xsUnknownError("port in use");

	UART uart = (UART)portCreate(the, &uartKind, &settings, sizeof(UARTRecord), 0, (transmit < 0) ? 0 : kTransmitSize);
	Port port = &uart->port;
	uart->receiveSize = (uint32_t)size;
	uart->number = (uint8_t)number;
	uart->receive = uart->transmit = uart->enable = UART_PIN_NO_CHANGE;
	uart->lock = xSemaphoreCreateMutexStatic(&uart->lockStorage);
	uart->stopped = xSemaphoreCreateBinaryStatic(&uart->stoppedStorage);

	// from here on uartGiveBack knows what is ours
	if ((receive >= 0) && builtinUsePin(receive))
		uart->receive = (int8_t)receive;
	if ((transmit >= 0) && builtinUsePin(transmit))
		uart->transmit = (int8_t)transmit;
	if ((enable >= 0) && builtinUsePin(enable))
		uart->enable = (int8_t)enable;
	if ((uart->receive != receive) || (uart->transmit != transmit) || (uart->enable != enable)) {
		uartGiveBack(uart);
		xsUnknownError("in use");
	}
	if (uartInstall(uart)) {
		uartGiveBack(uart);
		xsUnknownError("no driver");
	}
	portHold(port);		// for the task
	if (pdPASS != xTaskCreate(uartTask, "uart", kTaskStack, uart, kTaskPriority, NULL)) {
		portRelease(port);
		uartGiveBack(uart);
		xsUnknownError("no task");
	}
	portBegin(the, port);
}
