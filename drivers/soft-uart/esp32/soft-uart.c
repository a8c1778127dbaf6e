/*
	A serial port without a UART, for wires of at most 2400 baud: the pin's interrupt gives each edge with its time to the bit engine
	(soft-line.h), and the RMT, which has a clock of its own, sends. The same face to JavaScript as the UART's port.

	A task per port ends characters that no further edge ends, hands chunks to the RMT, and turns what has happened into at most one message in
	flight to the machine. The interrupt and the task share the record under a spin lock; nothing is called under it that may wait.

	All that runs in an interrupt is in IRAM and in internal memory: both go on while the flash is written to. The task does not, so that a character that
	no further edge ends, and the next chunk, wait as long as that takes (a sector up to 45 ms, in the worst case 400).
*/

#include "chip-port.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "builtinCommon.h"

#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "driver/rmt_tx.h"
#include "esp_timer.h"
#include "pin-change.h"

#define SOFT_LINE_ATTRIBUTE IRAM_ATTR
#include "soft-line.h"

#define kTransmitSize (512)			// a power of two
#define kChunkSize (128)			// what the RMT is given at once, as a UART's FIFO
#define kTaskStack (2560)
#define kTaskPriority (5)			// one above the machine
#define kFaultInterval (100)		// ms
#define kActiveTurn (10)			// ms between two turns of the task while something comes in: two characters at 2400 baud
#define kRestTurn (1000)
#define kClock (500000)				// Hz: ten bits of 300 baud are 16,667 of 32,767 ticks
#define kMostEdges (400)			// in a turn. no line of 2400 baud has more than 24: it is noise, and the pin is left alone until the next turn
#define kMinimumBaud (200)			// twelve bits must fit into a duration of the RMT
#define kMaximumBaud (2400)

typedef struct {
	PortRecord				port;

	// written before the task starts, never after
	SemaphoreHandle_t		stopped;
	StaticSemaphore_t		stoppedStorage;
	TaskHandle_t			task;
	rmt_channel_handle_t	channel;
	rmt_encoder_handle_t	encoder;
	int8_t					receive;
	int8_t					transmit;
	uint8_t					listening;		// the interrupt is ours
	uint8_t					enabled;		// the RMT's channel is

	// under the lock
	portMUX_TYPE			lock;
	SoftReceiverRecord		receiver;
	uint32_t				edges;			// since the last turn
	uint8_t					stormy;			// the interrupt is off until the next turn
	uint8_t					awake;			// the task comes round soon
	uint8_t					sending;		// the RMT has a chunk

	// the task's own, and the encoder's while a chunk is on its way
	uint8_t					chunk[kChunkSize];
	SoftFormatRecord		chunkFormat;
	size_t					encoded;
	uint32_t				seen;			// receiver.head when last looked
	uint32_t				lastFaults;		// ms
	uint32_t				lastArrival;	// ms
	uint8_t					unreported;		// bytes have arrived that JavaScript has not been told of
} SoftUARTRecord, *SoftUART;

static const PortKindRecord softKind;

static void softLock(Port port)
{
	SoftUART soft = (SoftUART)port;
	portENTER_CRITICAL(&soft->lock);
}

static void softUnlock(Port port)
{
	SoftUART soft = (SoftUART)port;
	portEXIT_CRITICAL(&soft->lock);
}

static void softWake(Port port)
{
	SoftUART soft = (SoftUART)port;
	(void)xTaskNotifyGive(soft->task);
}

/*
	interrupts
*/

static void IRAM_ATTR softInterrupt(void *refcon)
{
	SoftUART soft = refcon;
	BaseType_t woken = pdFALSE;
	int64_t now = esp_timer_get_time();

	uint8_t level = pinTurnOver((uint8_t)soft->receive);

	portENTER_CRITICAL_ISR(&soft->lock);
	softReceiverEdge(&soft->receiver, now, level);
	uint8_t wake = !soft->awake;
	soft->awake = 1;
	uint8_t storm = ++soft->edges > kMostEdges;
	soft->stormy |= storm;
	portEXIT_CRITICAL_ISR(&soft->lock);
	if (storm)
		(void)gpio_intr_disable(soft->receive);
	if (wake)
		vTaskNotifyGiveFromISR(soft->task, &woken);
	portYIELD_FROM_ISR(woken);
}

static bool IRAM_ATTR softSent(rmt_channel_handle_t channel, const rmt_tx_done_event_data_t *event, void *refcon)
{
	SoftUART soft = refcon;
	BaseType_t woken = pdFALSE;
	(void)channel;
	(void)event;

	portENTER_CRITICAL_ISR(&soft->lock);
	soft->sending = 0;
	portEXIT_CRITICAL_ISR(&soft->lock);
	vTaskNotifyGiveFromISR(soft->task, &woken);
	return pdTRUE == woken;
}

// as many whole characters as there is room for
static size_t IRAM_ATTR softEncode(const void *data, size_t size, size_t written, size_t room, rmt_symbol_word_t *symbols, bool *done, void *refcon)
{
	SoftUART soft = refcon;
	const uint8_t *bytes = data;
	SoftPairRecord pairs[kSoftMostPairs];
	size_t count = 0;

	if (0 == written)
		soft->encoded = 0;
	while ((soft->encoded < size) && ((room - count) >= kSoftMostPairs)) {
		uint8_t made = softTransmitterEncode(&soft->chunkFormat, kClock, bytes[soft->encoded++], pairs);
		for (uint8_t i = 0; i < made; i++) {
			symbols[count].level0 = 0;
			symbols[count].duration0 = pairs[i].space;
			symbols[count].level1 = 1;
			symbols[count].duration1 = pairs[i].mark;
			count += 1;
		}
	}
	*done = soft->encoded == size;
	return count;
}

/*
	called by the machine
*/

static uint32_t softAvailable(Port port)
{
	SoftUART soft = (SoftUART)port;

	softLock(port);
	softReceiverRun(&soft->receiver, esp_timer_get_time());
	uint32_t count = softReceiverCount(&soft->receiver);
	softUnlock(port);
	return count;
}

static uint32_t softTake(Port port, uint8_t *to, uint32_t count)
{
	SoftUART soft = (SoftUART)port;

	softLock(port);
	count = softReceiverRead(&soft->receiver, to, count);
	softUnlock(port);
	return count;
}

static int softFlush(Port port, uint8_t input, uint8_t output)
{
	SoftUART soft = (SoftUART)port;
	(void)output;		// what the RMT has, 128 bytes at most, still leaves

	if (!input)
		return 0;
	softLock(port);
	softReceiverRun(&soft->receiver, esp_timer_get_time());
	soft->receiver.tail = soft->receiver.head;
	soft->receiver.lost = 0;
	softUnlock(port);
	return 0;
}

static void softTakeFaults(Port port, uint32_t *faults)
{
	SoftUART soft = (SoftUART)port;

	softLock(port);
	for (int kind = 0; kind < kPortFaultKinds; kind++) {
		faults[kind] = soft->receiver.faults[kind];
		soft->receiver.faults[kind] = 0;
	}
	softUnlock(port);
}

/*
	task
*/

static SoftFormatRecord softFormat(PortSettings settings)
{
	return (SoftFormatRecord){
		.baud = settings->baud,
		.data = settings->data,
		.parity = settings->parity,
		.stop = settings->stop,
		.mark = !(settings->invert & kPortInvertReceive),
	};
}

// under the lock
static uint32_t softServeReceive(SoftUART soft, uint32_t now)
{
	softReceiverRun(&soft->receiver, esp_timer_get_time());
	uint32_t count = softReceiverCount(&soft->receiver);
	if (soft->seen != soft->receiver.head) {
		soft->seen = soft->receiver.head;
		soft->lastArrival = now;
		soft->unreported = 1;
	}
	if (!count)
		soft->unreported = 0;		// read already
	if (!soft->unreported)
		return 0;
	uint32_t quiet = soft->port.settings.quiet;
	if (quiet && (count < (soft->receiver.size / 2)) && ((now - soft->lastArrival) < quiet))
		return 0;
	soft->unreported = 0;
	return kPortReadable;
}

// under the lock
static uint32_t softServeFaults(SoftUART soft, uint32_t now)
{
	int any = 0;

	for (int kind = 0; kind < kPortFaultKinds; kind++)
		any |= soft->receiver.faults[kind];
	if (!any || ((now - soft->lastFaults) < kFaultInterval))
		return 0;
	soft->lastFaults = now;
	return kPortFaulty;
}

// under the lock: the next chunk, as far as it may leave. returns its length
static size_t softTakeChunk(SoftUART soft)
{
	Port port = &soft->port;
	size_t count = 0;
	uint8_t *from;

	if (soft->sending)
		return 0;
	for (uint32_t piece; (count < kChunkSize) && (piece = portToSend(port, &from)); ) {
		if (piece > (kChunkSize - count))
			piece = kChunkSize - count;
		c_memcpy(soft->chunk + count, from, piece);
		port->tail += piece;
		count += piece;
	}
	if (count) {
		soft->chunkFormat = softFormat(&port->settings);
		soft->sending = 1;
	}
	return count;
}

static esp_err_t softTransmit(SoftUART soft, size_t count)
{
	rmt_transmit_config_t config = { .loop_count = 0, .flags = { .eot_level = 1 } };		// back to mark
	return rmt_transmit(soft->channel, soft->encoder, soft->chunk, count, &config);
}

// the pin is turned over behind the RMT, whose own mark is always 1: at its rest, the other way round is a break
static esp_err_t softTurn(SoftUART soft, uint8_t inverted)
{
	if (!soft->channel)
		return ESP_OK;
	esp_err_t error = rmt_disable(soft->channel);
	soft->enabled = 0;
	if (!error) error = rmt_tx_switch_gpio(soft->channel, soft->transmit, inverted);
	if (!error) error = rmt_enable(soft->channel);
	soft->enabled = !error;
	return error;
}

static void softListen(SoftUART soft)		// in the format of the settings, from now on
{
	if (soft->receive < 0)
		return;
	softLock(&soft->port);
	SoftFormatRecord format = softFormat(&soft->port.settings);
	softReceiverFormat(&soft->receiver, &format, esp_timer_get_time(), pinLevel(soft->receive));
	softUnlock(&soft->port);
}

static int softSameLine(PortSettings a, PortSettings b)
{
	return (a->baud == b->baud) && (a->data == b->data) && (a->parity == b->parity) && (a->stop == b->stop) && (a->invert == b->invert);
}

// does what waits for the line to be at rest. returns bits to post
static uint32_t softServeRest(SoftUART soft)
{
	Port port = &soft->port;
	uint32_t bits = 0;

	softLock(port);
	uint8_t reached = !soft->sending && portReached(port);
	uint8_t configure = reached && port->configuring;
	uint8_t begin = reached && port->breakWanted && !port->breakOn;
	uint8_t end = !port->breakWanted && port->breakOn;
	PortSettingsRecord before = port->settings, next = port->next;
	int32_t sequence = port->sequence;
	if (configure)
		port->configuring = 0;
	if (port->announce && !portWaiting(port)) {
		port->announce = 0;
		bits |= kPortWritable;
	}
	softUnlock(port);

	if (configure) {
		if (((next.invert ^ before.invert) & kPortInvertTransmit) && softTurn(soft, !!(next.invert & kPortInvertTransmit) ^ port->breakOn))
			bits |= kPortFailed;
		softLock(port);
		port->settings = next;
		port->applied = sequence;
		softUnlock(port);
		if (!softSameLine(&next, &before))		// the same again must not cost the character that is on its way
			softListen(soft);
		before = next;
		bits |= kPortConfigured;
	}
	if (begin || end) {
		if (softTurn(soft, !!(before.invert & kPortInvertTransmit) ^ begin))
			bits |= kPortFailed;
		softLock(port);
		port->breakOn = begin;
		softUnlock(port);
	}
	if (configure || begin || end)
		softWake(port);		// what was written after it leaves in the next turn
	return bits;
}

static void softCalm(SoftUART soft)		// after a storm
{
	portENTER_CRITICAL(&soft->lock);
	uint8_t stormy = soft->stormy;
	soft->stormy = 0;
	soft->edges = 0;
	if (stormy)
		softReceiverFault(&soft->receiver, kSoftFraming);
	portEXIT_CRITICAL(&soft->lock);
	if (!stormy)
		return;
	softListen(soft);
	(void)gpio_intr_enable(soft->receive);
}

// under the lock: milliseconds until the task has something to do if nobody wakes it
static uint32_t softNextTurn(SoftUART soft)
{
	uint8_t faulty = 0;

	for (int kind = 0; kind < kPortFaultKinds; kind++)
		faulty |= 0 != soft->receiver.faults[kind];
	soft->awake = soft->stormy || soft->edges || (kSoftIdle != soft->receiver.state) || soft->unreported || portUnposted(&soft->port);
	if (soft->awake)
		return kActiveTurn;
	return faulty ? kFaultInterval : kRestTurn;
}

// nobody wakes the task any more. from here and not from the machine, so that nothing of it is under way
static void softStop(SoftUART soft)
{
	if (soft->listening)
		pinUnwatch((uint8_t)soft->receive);
	if (soft->enabled)
		(void)rmt_disable(soft->channel);		// cuts off what is on its way
	soft->listening = soft->enabled = 0;
	vTaskDelay(2);		// one tick at least: the RMT's interrupt may still run on the other core
}

static void softTask(void *refcon)
{
	SoftUART soft = refcon;
	Port port = &soft->port;
	uint32_t wait = 0, turned = 0;

	for (;;) {
		(void)ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(wait));
		uint32_t now = modMilliseconds();

		softLock(port);
		if (port->closing) {
			softUnlock(port);
			break;
		}
		uint32_t bits = softServeReceive(soft, now) | softServeFaults(soft, now);
		size_t count = softTakeChunk(soft);
		softUnlock(port);

		if (count && softTransmit(soft, count)) {
			softLock(port);
			soft->sending = 0;
			softUnlock(port);
			bits |= kPortFailed;
		}
		bits |= softServeRest(soft);
		portPost(port, bits);		// not under the lock: it may wait

		softLock(port);
		wait = softNextTurn(soft);
		softUnlock(port);
		if ((now - turned) >= kActiveTurn) {		// not when it was woken for something else
			turned = now;
			softCalm(soft);
		}
	}
	softStop(soft);
	(void)xSemaphoreGive(soft->stopped);
	portRelease(port);
	vTaskDelete(NULL);
}

/*
	instance
*/

static esp_err_t softInstallTransmit(SoftUART soft)
{
	rmt_tx_channel_config_t config = {
		.gpio_num = soft->transmit,
		.clk_src = RMT_CLK_SRC_DEFAULT,
		.resolution_hz = kClock,
		.mem_block_symbols = SOC_RMT_MEM_WORDS_PER_CHANNEL,
		.trans_queue_depth = 1,
		.flags = { .invert_out = !!(soft->port.settings.invert & kPortInvertTransmit), .init_level = 1 },
	};
	rmt_simple_encoder_config_t encoder = { .callback = softEncode, .arg = soft, .min_chunk_size = kSoftMostPairs };
	rmt_tx_event_callbacks_t callbacks = { .on_trans_done = softSent };
	esp_err_t error = rmt_new_tx_channel(&config, &soft->channel);
	if (error)
		soft->channel = NULL;
	if (!error) error = rmt_new_simple_encoder(&encoder, &soft->encoder);
	if (!error) error = rmt_tx_register_event_callbacks(soft->channel, &callbacks, soft);
	if (!error) error = rmt_enable(soft->channel);
	soft->enabled = !error;
	return error;
}

static esp_err_t softInstallReceive(SoftUART soft)
{
	// meters have open collectors. a pin that can be an output has a pull-up too; on the others a resistor on the board must do
	gpio_config_t config = {
		.pin_bit_mask = 1ULL << soft->receive,
		.mode = GPIO_MODE_INPUT,
		.pull_up_en = GPIO_IS_VALID_OUTPUT_GPIO(soft->receive) ? GPIO_PULLUP_ENABLE : GPIO_PULLUP_DISABLE,
		.pull_down_en = GPIO_PULLDOWN_DISABLE,
		.intr_type = GPIO_INTR_DISABLE,
	};
	esp_err_t error = pinInstall();
	if (!error) error = gpio_config(&config);
	if (error)
		return error;
	softListen(soft);
	soft->listening = 1;
	return pinWatch((uint8_t)soft->receive, soft->receiver.level, softInterrupt, soft);
}

// the other half of the constructor, after the task has ended. no XS calls: also serves the garbage collector
static void softGiveBack(SoftUART soft)
{
	if (soft->enabled)		// no task came to be
		(void)rmt_disable(soft->channel);
	if (soft->channel)
		(void)rmt_del_channel(soft->channel);
	if (soft->encoder)
		(void)rmt_del_encoder(soft->encoder);
	if (soft->receive >= 0) {
		if (GPIO_IS_VALID_OUTPUT_GPIO(soft->receive))
			(void)gpio_set_pull_mode(soft->receive, GPIO_FLOATING);
		builtinFreePin(soft->receive);
	}
	if (soft->transmit >= 0) {
		(void)gpio_set_direction(soft->transmit, GPIO_MODE_INPUT);		// lets go without a pull-up, which a reset of the pin would switch on
		(void)gpio_set_pull_mode(soft->transmit, GPIO_FLOATING);
		builtinFreePin(soft->transmit);
	}
	soft->enabled = 0;
	soft->channel = NULL;
	soft->encoder = NULL;
	soft->receive = soft->transmit = -1;
	portRelease(&soft->port);
}

static void softClose(Port port)
{
	SoftUART soft = (SoftUART)port;

	softLock(port);
	port->closing = 1;
	softUnlock(port);
	softWake(port);
	(void)xSemaphoreTake(soft->stopped, portMAX_DELAY);		// the task waits for at most one turn and task.queuewait
	softGiveBack(soft);		// a message in flight may still hold the record
}

static const PortKindRecord softKind = {
	.minimumBaud = kMinimumBaud,
	.maximumBaud = kMaximumBaud,
	.lock = softLock,
	.unlock = softUnlock,
	.wake = softWake,
	.available = softAvailable,
	.take = softTake,
	.flush = softFlush,
	.takeFaults = softTakeFaults,
	.close = softClose,
};

void xs_meterwire_soft_uart_constructor(xsMachine *the)
{
	PortSettingsRecord settings;

	// look at everything first: nothing below may be claimed if an option is wrong
	portGetSettings(the, &xsArg(0), &softKind, &settings);
	int receive = portOption(the, &xsArg(0), xsID_receive, -1);
	int transmit = portOption(the, &xsArg(0), xsID_transmit, -1);
	int wanted = portOption(the, &xsArg(0), xsID_bufferSize, 512);
	portCheckPins(the, receive, transmit);
	uint32_t size = 128;
	while ((int)size < wanted)
		size <<= 1;

	SoftUART soft = (SoftUART)portCreate(the, &softKind, &settings, sizeof(SoftUARTRecord), (receive < 0) ? 0 : size, (transmit < 0) ? 0 : kTransmitSize);
	Port port = &soft->port;
	soft->receiver.ring = (uint8_t *)(soft + 1);
	soft->receiver.size = size;
	soft->receive = soft->transmit = -1;
	portMUX_INITIALIZE(&soft->lock);
	soft->stopped = xSemaphoreCreateBinaryStatic(&soft->stoppedStorage);

	// from here on softGiveBack knows what is ours
	if ((receive >= 0) && builtinUsePin(receive))
		soft->receive = (int8_t)receive;
	if ((transmit >= 0) && builtinUsePin(transmit))
		soft->transmit = (int8_t)transmit;
	if ((soft->receive != receive) || (soft->transmit != transmit)) {
		softGiveBack(soft);
		xsUnknownError("in use");
	}
	if ((transmit >= 0) && softInstallTransmit(soft)) {
		softGiveBack(soft);
		xsUnknownError("no RMT channel");
	}
	portHold(port);		// for the task
	if (pdPASS != xTaskCreate(softTask, "softuart", kTaskStack, soft, kTaskPriority, &soft->task)) {
		portRelease(port);
		softGiveBack(soft);
		xsUnknownError("no task");
	}
	// now that there is a task to wake
	if ((receive >= 0) && softInstallReceive(soft)) {
		softClose(port);
		xsUnknownError("no interrupt");
	}
	portBegin(the, port);
}
