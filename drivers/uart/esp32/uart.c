/*
	UART for ESP32: ECMA-419 Serial plus format, line inversion, break, fault counts, and waking JavaScript once per telegram.

	The ESP-IDF driver owns the interrupt and the receive ring. A task per port turns its events into at most one message in flight to the
	machine, and moves bytes from our own transmit ring into the FIFO: the driver's transmit ring can neither be emptied nor filled without the
	risk of waiting. Only the task posts; a method of the instance changes the record under its lock and wakes the task.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "mc.defines.h"
#include "builtinCommon.h"

#include "freertos/FreeRTOS.h"
#include "freertos/queue.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "driver/gpio.h"
#include "driver/uart.h"
#include "hal/uart_ll.h"			// the names of the interrupts

#ifndef MODDEF_TASK_QUEUEWAIT
	// by default a post waits for ever in a release build, and close() waits for the task that posts
	#error "set defines.task.queuewait in the manifest"
#endif

enum {
	kReadable = 1 << 0,
	kWritable = 1 << 1,
	kFaulty = 1 << 2,
	kConfigured = 1 << 3,
	kFailed = 1 << 4,
};

enum {
	kOverrun,
	kFraming,
	kParity,
	kBreak,
	kFaultKinds
};

enum {
	kInvertReceive = 1 << 0,
	kInvertTransmit = 1 << 1,
};

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

#if CONFIG_IDF_TARGET_ESP32
	#define kMinimumBaud (77)		// its divider of the 80 MHz clock has 20 bits
#else
	#define kMinimumBaud (50)
#endif

typedef struct {
	uint32_t			baud;
	uint32_t			quiet;			// ms
	uint8_t				data;
	uint8_t				parity;
	uint8_t				stop;
	uint8_t				invert;
} SettingsRecord, *Settings;

typedef struct {
	// written before the task starts, never after
	xsSlot				obj;
	xsMachine			*the;
	xsSlot				*onReadable;
	xsSlot				*onWritable;
	xsSlot				*onFault;
	xsSlot				*onConfigured;
	xsSlot				*onError;
	QueueHandle_t		events;
	SemaphoreHandle_t	lock;
	SemaphoreHandle_t	stopped;
	StaticSemaphore_t	lockStorage;
	StaticSemaphore_t	stoppedStorage;
	uint32_t			receiveSize;
	int8_t				receive;
	int8_t				transmit;
	uint8_t				port;

	uint32_t			useCount;		// atomic: the instance, the task, each message in flight
	uint32_t			posted;			// atomic: a message is in flight
	uint32_t			pending;		// atomic: what it is to say

	// under the lock
	SettingsRecord		settings;
	SettingsRecord		next;
	int32_t				sequence;		// of next
	int32_t				applied;		// sequence of settings
	uint16_t			faults[kFaultKinds];
	uint8_t				closing;
	uint8_t				configuring;
	uint8_t				breakWanted;
	uint8_t				breakOn;
	uint8_t				failed;
	uint8_t				announce;		// onWritable is due when the transmit ring has run empty
	uint32_t			head;			// free running: head - tail is what the transmit ring holds
	uint32_t			tail;
	uint32_t			barrier;		// bytes from here on wait for a new format or the end of a break
	uint8_t				ring[kTransmitSize];

	// the task's own
	uint32_t			level;			// bytes in the receive ring when last looked
	uint32_t			lastFaults;		// ms
	uint32_t			lastArrival;	// ms
	uint8_t				unreported;		// bytes have arrived that JavaScript has not been told of
	uint8_t				idle;			// the hardware saw the line go idle after the last arrival
} UARTRecord, *UART;

static void uartMark(xsMachine *the, void *it, xsMarkRoot markRoot);
void xs_meterwire_uart_destructor(void *it);

static const xsHostHooks ICACHE_RODATA_ATTR uartHooks = { xs_meterwire_uart_destructor, uartMark, NULL };

static void uartRelease(UART uart)
{
	if (0 == __atomic_sub_fetch(&uart->useCount, 1, __ATOMIC_SEQ_CST))
		c_free(uart);
}

static void uartLock(UART uart)
{
	(void)xSemaphoreTake(uart->lock, portMAX_DELAY);		// held for microseconds only, so this cannot fail
}

static void uartUnlock(UART uart)
{
	(void)xSemaphoreGive(uart->lock);
}

// when the queue is full the task is awake anyway
static void uartWake(UART uart)
{
	uart_event_t wake = { .type = UART_EVENT_MAX };
	(void)xQueueSendToFront(uart->events, &wake, 0);
}

/*
	machine
*/

static uint32_t uartRoom(UART uart)
{
	return kTransmitSize - (uart->head - uart->tail);
}

static void uartCall(UART uart, xsSlot *callback, xsIntegerValue value)
{
	if (uart->closing || !callback)		// the callback before may have closed the instance
		return;
	xsBeginHost(uart->the);
		xsmcSetInteger(xsResult, value);
		xsCallFunction1(xsReference(callback), uart->obj, xsResult);
	xsEndHost(uart->the);
}

static void uartReportFaults(UART uart)
{
	uint16_t faults[kFaultKinds];

	if (uart->closing || !uart->onFault)
		return;
	uartLock(uart);
	c_memcpy(faults, uart->faults, sizeof(faults));
	c_memset(uart->faults, 0, sizeof(faults));
	uartUnlock(uart);
	if (!faults[kOverrun] && !faults[kFraming] && !faults[kParity] && !faults[kBreak])
		return;
	xsBeginHost(uart->the);
		xsmcVars(kFaultKinds);
		for (int kind = 0; kind < kFaultKinds; kind++)
			xsmcSetInteger(xsVar(kind), faults[kind]);
		xsCallFunction4(xsReference(uart->onFault), uart->obj, xsVar(kOverrun), xsVar(kFraming), xsVar(kParity), xsVar(kBreak));
	xsEndHost(uart->the);
}

static void uartDeliver(void *the, void *refcon, uint8_t *message, uint16_t messageLength)
{
	UART uart = refcon;
	(void)the;
	(void)message;
	(void)messageLength;

	// in this order: what the task adds from here on needs a message of its own
	__atomic_store_n(&uart->posted, 0, __ATOMIC_SEQ_CST);
	uint32_t pending = __atomic_exchange_n(&uart->pending, 0, __ATOMIC_SEQ_CST);

	if (pending & (kFaulty | kReadable))
		uartReportFaults(uart);
	if ((pending & kReadable) && !uart->closing) {
		size_t count = 0;
		if ((ESP_OK == uart_get_buffered_data_len(uart->port, &count)) && count)
			uartCall(uart, uart->onReadable, (xsIntegerValue)count);
	}
	if (pending & kConfigured) {
		uartLock(uart);
		int32_t applied = uart->applied;
		uartUnlock(uart);
		uartCall(uart, uart->onConfigured, applied);
	}
	if (pending & kWritable) {
		uartLock(uart);
		uint32_t room = uartRoom(uart);
		uartUnlock(uart);
		uartCall(uart, uart->onWritable, (xsIntegerValue)room);
	}
	if (pending & kFailed)
		uartCall(uart, uart->onError, 0);
	uartRelease(uart);
}

/*
	task
*/

static uint32_t uartCharacters(uint32_t count, uint32_t baud)		// ms, rounded up
{
	return ((count * kBitsPerCharacter * 1000) / baud) + 1;
}

static void uartPost(UART uart, uint32_t bits)
{
	if (bits)
		__atomic_or_fetch(&uart->pending, bits, __ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&uart->pending, __ATOMIC_SEQ_CST) || __atomic_exchange_n(&uart->posted, 1, __ATOMIC_SEQ_CST))
		return;		// nothing to say, or a message is on its way and will say it
	__atomic_add_fetch(&uart->useCount, 1, __ATOMIC_SEQ_CST);
	if (modMessagePostToMachine(uart->the, NULL, 0, uartDeliver, uart)) {
		__atomic_store_n(&uart->posted, 0, __ATOMIC_SEQ_CST);		// the machine is busy. pending stays, the next turn of the task tries again
		uartRelease(uart);
	}
}

// one interrupt per character of low baud rates, per half FIFO of high ones. never 1: the driver leaves a byte in the FIFO to get its time-out
static int uartThreshold(Settings settings)
{
	if (settings->quiet)
		return kFullThreshold;
	int threshold = (int)(settings->baud / 2000);
	if (threshold < 2)
		return 2;
	return (threshold > kFullThreshold) ? kFullThreshold : threshold;
}

static int uartInversion(UART uart, Settings settings)
{
	int inversion = UART_SIGNAL_INV_DISABLE;
	if (settings->invert & kInvertReceive)
		inversion |= UART_SIGNAL_RXD_INV;
	if (settings->invert & kInvertTransmit)
		inversion |= UART_SIGNAL_TXD_INV;
	return uart->breakOn ? (inversion ^ UART_SIGNAL_TXD_INV) : inversion;		// an idle line the other way round is a break
}

static uart_parity_t uartParity(Settings settings)
{
	if (0 == settings->parity)
		return UART_PARITY_DISABLE;
	return (1 == settings->parity) ? UART_PARITY_EVEN : UART_PARITY_ODD;
}

static esp_err_t uartApply(UART uart, Settings settings)
{
	int port = uart->port;
	esp_err_t error = uart_set_baudrate(port, settings->baud);
	if (!error) error = uart_set_word_length(port, (7 == settings->data) ? UART_DATA_7_BITS : UART_DATA_8_BITS);
	if (!error) error = uart_set_parity(port, uartParity(settings));
	if (!error) error = uart_set_stop_bits(port, (1 == settings->stop) ? UART_STOP_BITS_1 : UART_STOP_BITS_2);
	if (!error) error = uart_set_line_inverse(port, uartInversion(uart, settings));
	if (!error) error = uart_set_rx_full_threshold(port, uartThreshold(settings));
	if (!error) error = uart_set_rx_timeout(port, kIdleSymbols);
	return error;
}

static void uartCountFault(UART uart, uart_event_type_t type)
{
	int kind;

	switch (type) {
		case UART_FIFO_OVF:		kind = kOverrun; break;		// not UART_BUFFER_FULL: nothing is lost until the FIFO is full too
		case UART_FRAME_ERR:	kind = kFraming; break;
		case UART_PARITY_ERR:	kind = kParity; break;
		case UART_BREAK:		kind = kBreak; break;
		default:				return;
	}
	if (uart->faults[kind] < UINT16_MAX)
		uart->faults[kind] += 1;
}

// moves what may leave into the FIFO, then does what waited for that to be out. returns bits to post
static uint32_t uartServeTransmit(UART uart)
{
	uint32_t bits = 0;
	uint8_t waiting = uart->configuring || (uart->breakWanted && !uart->breakOn);
	uint32_t limit = (waiting || uart->breakOn) ? uart->barrier : uart->head;

	while (!uart->breakOn && (uart->tail != limit)) {
		uint32_t start = uart->tail % kTransmitSize;
		uint32_t count = limit - uart->tail;
		if (count > (kTransmitSize - start))
			count = kTransmitSize - start;
		int sent = uart_tx_chars(uart->port, (const char *)uart->ring + start, count);		// as many as fit
		if (sent <= 0)
			break;
		uart->tail += (uint32_t)sent;
	}

	if (waiting && (uart->tail == limit) && (ESP_OK == uart_wait_tx_done(uart->port, 0))) {
		if (uart->configuring) {
			uart->configuring = 0;
			if (uartApply(uart, &uart->next)) {
				uart->failed = 1;
				bits |= kFailed;
			}
			else {
				uart->settings = uart->next;
				uart->applied = uart->sequence;
				bits |= kConfigured;
			}
		}
		if (uart->breakWanted && !uart->breakOn) {
			uart->breakOn = 1;
			if (uart_set_line_inverse(uart->port, uartInversion(uart, &uart->settings)))
				uart->breakOn = 0;
		}
		uartWake(uart);		// what was written after it leaves in the next turn
	}
	if (!uart->breakWanted && uart->breakOn) {
		uart->breakOn = 0;
		if (uart_set_line_inverse(uart->port, uartInversion(uart, &uart->settings)))
			bits |= kFailed;
		uartWake(uart);
	}
	if (uart->announce && (uart->tail == uart->head)) {
		uart->announce = 0;
		bits |= kWritable;
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

static uint32_t uartServeReceive(UART uart, uint32_t now)
{
	size_t count = 0;

	if (uart_get_buffered_data_len(uart->port, &count))
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

	if (uart->settings.quiet && (count < (uart->receiveSize / 2))) {
		// without the hardware's word the silence may be a FIFO that has not filled up to its threshold
		uint32_t silence = uart->settings.quiet;
		if (!uart->idle)
			silence += uartCharacters(kFullThreshold + kIdleSymbols, uart->settings.baud);
		if ((now - uart->lastArrival) < silence)
			return 0;
	}
	uart->unreported = 0;
	return kReadable;
}

static uint32_t uartServeFaults(UART uart, uint32_t now)
{
	int any = 0;

	for (int kind = 0; kind < kFaultKinds; kind++)
		any |= uart->faults[kind];
	if (!any || ((now - uart->lastFaults) < kFaultInterval))
		return 0;
	uart->lastFaults = now;
	return kFaulty;
}

// milliseconds until the task has something to do if no event comes
static uint32_t uartNextTurn(UART uart, uint32_t now)
{
	uint32_t wait = kSilentCheck;

	if (uart->unreported && uart->settings.quiet) {
		uint32_t silence = uart->settings.quiet, passed = now - uart->lastArrival;
		if (!uart->idle)
			silence += uartCharacters(kFullThreshold + kIdleSymbols, uart->settings.baud);
		uint32_t left = (passed < silence) ? silence - passed : 1;
		if (left < wait)
			wait = left;
	}
	if (__atomic_load_n(&uart->pending, __ATOMIC_SEQ_CST) && !__atomic_load_n(&uart->posted, __ATOMIC_SEQ_CST) && (wait > 10))
		wait = 10;
	if (uart->configuring || (uart->breakWanted && !uart->breakOn))
		return 1;
	if ((uart->tail != uart->head) && !uart->breakOn) {
		uint32_t half = uartCharacters(UART_HW_FIFO_LEN(uart->port) / 4, uart->settings.baud);
		if (half < wait)
			wait = half;
	}
	return wait;
}

static void uartTask(void *refcon)
{
	UART uart = refcon;
	uint32_t wait = 0;
	uart_event_t event;

	for (;;) {
		TickType_t ticks = pdMS_TO_TICKS(wait);
		int got = pdTRUE == xQueueReceive(uart->events, &event, (wait && !ticks) ? 1 : ticks);
		uint32_t now = modMilliseconds();

		uartLock(uart);
		if (uart->closing) {
			uartUnlock(uart);
			break;
		}
		if (got)
			uartServeEvents(uart, &event, now);
		uint32_t bits = uartServeReceive(uart, now) | uartServeTransmit(uart) | uartServeFaults(uart, now);
		uint32_t next = uartNextTurn(uart, now);
		uartUnlock(uart);

		uartPost(uart, bits);		// not under the lock: it may wait
		wait = next;
	}
	(void)xSemaphoreGive(uart->stopped);
	uartRelease(uart);
	vTaskDelete(NULL);
}

/*
	instance
*/

static int uartGetInteger(xsMachine *the, xsSlot *object, xsIdentifier id, int value)
{
	xsSlot slot;

	xsmcGet(slot, *object, id);
	return (xsUndefinedType == xsmcTypeOf(slot)) ? value : xsmcToInteger(slot);
}

static void uartGetSettings(xsMachine *the, xsSlot *object, Settings settings)
{
	settings->baud = (uint32_t)uartGetInteger(the, object, xsID_baud, 9600);
	settings->quiet = (uint32_t)uartGetInteger(the, object, xsID_quiet, 0);
	settings->data = (uint8_t)uartGetInteger(the, object, xsID_data, 8);
	settings->parity = (uint8_t)uartGetInteger(the, object, xsID_parity, 0);
	settings->stop = (uint8_t)uartGetInteger(the, object, xsID_stop, 1);
	settings->invert = (uint8_t)uartGetInteger(the, object, xsID_invert, 0);
	if (settings->baud < kMinimumBaud)
		xsRangeError("baud");
}

// installs the driver and sets up the line. on failure the caller frees the record, which takes the driver with it
static esp_err_t uartInstall(UART uart)
{
	int port = uart->port;
	uart_config_t config = {
		.baud_rate = (int)uart->settings.baud,
		.data_bits = (7 == uart->settings.data) ? UART_DATA_7_BITS : UART_DATA_8_BITS,
		.parity = uartParity(&uart->settings),
		.stop_bits = (1 == uart->settings.stop) ? UART_STOP_BITS_1 : UART_STOP_BITS_2,
		.flow_ctrl = UART_HW_FLOWCTRL_DISABLE,
		.source_clk = UART_SCLK_DEFAULT,
	};
	// no transmit ring: uart_tx_chars only ever fills the FIFO
	esp_err_t error = uart_driver_install(port, (int)uart->receiveSize, 0, kEventCount, &uart->events, kInterruptFlags);
	if (error)
		uart->events = NULL;
	if (!error) error = uart_param_config(port, &config);
	if (!error) error = uart_set_pin(port, uart->transmit, uart->receive, UART_PIN_NO_CHANGE, UART_PIN_NO_CHANGE);
	// meters have open collectors. a pin that can be an output has a pull-up too; on the others a resistor on the board must do
	if (!error && (uart->receive >= 0) && GPIO_IS_VALID_OUTPUT_GPIO(uart->receive))
		error = gpio_set_pull_mode(uart->receive, GPIO_PULLUP_ONLY);
	if (!error) error = uartApply(uart, &uart->settings);
	if (!error) error = uart_enable_intr_mask(port, UART_INTR_FRAM_ERR);		// the driver reports these, but does not ask for them
	if (!error) uart_set_always_rx_timeout(port, true);		// also when a telegram ends exactly with a full threshold
	if (!error) error = uart_flush_input(port);		// what came while the line was not inverted yet
	return error;
}

// the other half of the constructor. no XS calls: also serves the garbage collector
static void uartGiveBack(UART uart)
{
	if (uart->events)
		(void)uart_driver_delete(uart->port);		// also deletes the event queue. cannot fail for a port that exists
	uart->events = NULL;
	if (uart->receive >= 0) {
		if (GPIO_IS_VALID_OUTPUT_GPIO(uart->receive))
			(void)gpio_set_pull_mode(uart->receive, GPIO_FLOATING);		// a pin that had one
		builtinFreePin(uart->receive);
	}
	if (uart->transmit >= 0)
		builtinFreePin(uart->transmit);
	uart->receive = uart->transmit = UART_PIN_NO_CHANGE;
	uartRelease(uart);
}

void xs_meterwire_uart_constructor(xsMachine *the)
{
	SettingsRecord settings;

	// look at everything first: nothing below may be claimed if an option is wrong
	uartGetSettings(the, &xsArg(0), &settings);
	int receive = uartGetInteger(the, &xsArg(0), xsID_receive, UART_PIN_NO_CHANGE);
	int transmit = uartGetInteger(the, &xsArg(0), xsID_transmit, UART_PIN_NO_CHANGE);
	int port = uartGetInteger(the, &xsArg(0), xsID_port, 1);
	int size = uartGetInteger(the, &xsArg(0), xsID_bufferSize, 4096);
	if ((port < 0) || (port >= SOC_UART_HP_NUM))
		xsRangeError("port");
	if (size <= UART_HW_FIFO_LEN(port))
		xsRangeError("bufferSize");
	if (((receive < 0) && (transmit < 0)) || (receive == transmit))
		xsRangeError("pins");
	if ((receive >= 0) && !GPIO_IS_VALID_GPIO(receive))
		xsRangeError("receive");
	if ((transmit >= 0) && !GPIO_IS_VALID_OUTPUT_GPIO(transmit))
		xsRangeError("transmit");
	if (((receive >= 0) && !builtinIsPinFree(receive)) || ((transmit >= 0) && !builtinIsPinFree(transmit)))
		xsUnknownError("in use");
	if (uart_is_driver_installed(port))
		xsUnknownError("port in use");
	xsSlot *onReadable = builtinGetCallback(the, xsID_onReadable);
	xsSlot *onWritable = builtinGetCallback(the, xsID_onWritable);
	xsSlot *onFault = builtinGetCallback(the, xsID_onFault);
	xsSlot *onConfigured = builtinGetCallback(the, xsID_onConfigured);
	xsSlot *onError = builtinGetCallback(the, xsID_onError);

	UART uart = c_calloc(1, sizeof(UARTRecord));
	if (!uart)
		xsUnknownError("no memory");
	uart->obj = xsThis;
	uart->the = the;
	uart->onReadable = onReadable;
	uart->onWritable = onWritable;
	uart->onFault = onFault;
	uart->onConfigured = onConfigured;
	uart->onError = onError;
	uart->settings = settings;
	uart->receiveSize = (uint32_t)size;
	uart->port = (uint8_t)port;
	uart->receive = UART_PIN_NO_CHANGE;
	uart->transmit = UART_PIN_NO_CHANGE;
	uart->useCount = 1;
	uart->announce = NULL != onWritable;
	uart->lock = xSemaphoreCreateMutexStatic(&uart->lockStorage);
	uart->stopped = xSemaphoreCreateBinaryStatic(&uart->stoppedStorage);

	// from here on uartGiveBack knows what is ours
	if ((receive >= 0) && builtinUsePin(receive))
		uart->receive = (int8_t)receive;
	if ((transmit >= 0) && builtinUsePin(transmit))
		uart->transmit = (int8_t)transmit;
	if ((uart->receive != receive) || (uart->transmit != transmit)) {
		uartGiveBack(uart);
		xsUnknownError("in use");
	}
	if (uartInstall(uart)) {
		uartGiveBack(uart);
		xsUnknownError("no driver");
	}
	uart->useCount = 2;
	if (pdPASS != xTaskCreate(uartTask, "uart", kTaskStack, uart, kTaskPriority, NULL)) {
		uart->useCount = 1;
		uartGiveBack(uart);
		xsUnknownError("no task");
	}

	xsmcSetHostData(xsThis, uart);
	xsSetHostHooks(xsThis, &uartHooks);
	xsRemember(uart->obj);
}

void xs_meterwire_uart_destructor(void *it)		// no XS calls: may run from the garbage collector
{
	UART uart = it;
	if (!uart) return;

	uartLock(uart);
	uart->closing = 1;
	uartUnlock(uart);
	uartWake(uart);
	(void)xSemaphoreTake(uart->stopped, portMAX_DELAY);		// the task waits for at most one turn and task.queuewait
	uartGiveBack(uart);		// a message in flight may still hold the record
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

void xs_meterwire_uart_read(xsMachine *the)
{
	UART uart = xsmcGetHostDataValidate(xsThis, (void *)&uartHooks);
	xsType type = xsmcArgc ? xsmcTypeOf(xsArg(0)) : xsUndefinedType;
	size_t available = 0;
	void *to;

	if (uart_get_buffered_data_len(uart->port, &available) || !available)
		return;
	xsUnsignedValue count = available;
	if (xsReferenceType == type) {
		xsUnsignedValue room;
		xsmcGetBufferWritable(xsArg(0), &to, &room);
		if (count > room)
			count = room;
		int got = count ? uart_read_bytes(uart->port, to, count, 0) : 0;
		if (got >= 0)
			xsmcSetInteger(xsResult, got);
		return;
	}

	if (xsUndefinedType != type) {
		xsIntegerValue limit = xsmcToInteger(xsArg(0));
		if ((limit > 0) && ((xsUnsignedValue)limit < count))
			count = (xsUnsignedValue)limit;
	}
	to = xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)count);
	int got = uart_read_bytes(uart->port, to, count, 0);
	if (got <= 0)
		xsmcSetUndefined(xsResult);
	else if ((xsUnsignedValue)got < count)
		xsmcSetArrayBufferLength(xsResult, got);		// cannot be, for nobody else reads: but not bytes that nobody sent
}

void xs_meterwire_uart_write(xsMachine *the)
{
	UART uart = xsmcGetHostDataValidate(xsThis, (void *)&uartHooks);
	xsUnsignedValue count;
	void *from;

	if (uart->transmit < 0)
		xsUnknownError("no transmit pin");
	xsmcGetBufferReadable(xsArg(0), &from, &count);
	uartLock(uart);
	uint8_t fits = count <= uartRoom(uart);
	if (fits && count) {
		uint32_t start = uart->head % kTransmitSize;
		uint32_t first = kTransmitSize - start;
		if (first > count)
			first = count;
		c_memcpy(uart->ring + start, from, first);
		c_memcpy(uart->ring, (uint8_t *)from + first, count - first);
		uart->head += count;
		uart->announce = NULL != uart->onWritable;
	}
	uartUnlock(uart);
	if (!fits)
		xsUnknownError("output full");		// all or nothing. not under the lock: this does not return
	uartWake(uart);
}

void xs_meterwire_uart_configure(xsMachine *the)
{
	UART uart = xsmcGetHostDataValidate(xsThis, (void *)&uartHooks);
	SettingsRecord next;
	int32_t sequence;

	uartGetSettings(the, &xsArg(0), &next);
	sequence = xsmcToInteger(xsArg(1));
	uartLock(uart);
	uart->next = next;
	uart->sequence = sequence;
	uart->barrier = uart->head;
	uart->configuring = 1;
	uartUnlock(uart);
	uartWake(uart);
}

void xs_meterwire_uart_flush(xsMachine *the)
{
	UART uart = xsmcGetHostDataValidate(xsThis, (void *)&uartHooks);

	if (xsmcToBoolean(xsArg(0)) && uart_flush_input(uart->port))
		xsUnknownError("flush");
	if (xsmcToBoolean(xsArg(1))) {
		uartLock(uart);
		uart->tail = uart->head;		// what is in the FIFO, 128 bytes at most, still leaves
		uart->barrier = uart->head;
		uartUnlock(uart);
		uartWake(uart);
	}
}

void xs_meterwire_uart_break(xsMachine *the)
{
	UART uart = xsmcGetHostDataValidate(xsThis, (void *)&uartHooks);
	uint8_t wanted = xsmcToBoolean(xsArg(0)) ? 1 : 0;

	uartLock(uart);
	if (wanted && !uart->breakWanted)
		uart->barrier = uart->head;
	uart->breakWanted = wanted;
	uartUnlock(uart);
	uartWake(uart);
}
