/*
	A serial port without a UART, for wires of at most 2400 baud: the pin's interrupt gives each edge with its time to the bit engine
	(soft-line.h), and the RMT, which has a clock of its own, sends. The same face to JavaScript as the UART's port.

	A task per port ends characters that no further edge ends, hands chunks to the RMT, and turns what has happened into at most one message in
	flight to the machine. The interrupt and the task share the record under a spin lock; nothing is called under it that may wait.

	The interrupt is not served while the flash is written to. A page costs nothing at these rates; an erased sector (up to 45 ms) costs the
	characters that were on their way, which the checks of the protocols find. What the RMT has in its memory leaves undisturbed.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "mc.defines.h"
#include "builtinCommon.h"

#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "freertos/task.h"
#include "driver/gpio.h"
#include "driver/rmt_tx.h"
#include "esp_attr.h"
#include "esp_timer.h"
#include "soc/soc_caps.h"

#define SOFT_LINE_ATTRIBUTE IRAM_ATTR
#include "soft-line.h"

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
	kInvertReceive = 1 << 0,
	kInvertTransmit = 1 << 1,
};

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
	SoftFormatRecord	format;
	uint32_t			quiet;			// ms
	uint8_t				invert;
} SettingsRecord, *Settings;

typedef struct {
	// written before the task starts, never after
	xsSlot					obj;
	xsMachine				*the;
	xsSlot					*onReadable;
	xsSlot					*onWritable;
	xsSlot					*onFault;
	xsSlot					*onConfigured;
	xsSlot					*onError;
	SemaphoreHandle_t		stopped;
	StaticSemaphore_t		stoppedStorage;
	TaskHandle_t			task;
	rmt_channel_handle_t	channel;
	rmt_encoder_handle_t	encoder;
	int8_t					receive;
	int8_t					transmit;
	uint8_t					listening;		// the interrupt is ours
	uint8_t					enabled;		// the RMT's channel is

	uint32_t				useCount;		// atomic: the instance, the task, each message in flight
	uint32_t				posted;			// atomic: a message is in flight
	uint32_t				pending;		// atomic: what it is to say

	// under the lock
	portMUX_TYPE			lock;
	SoftReceiverRecord		receiver;
	SettingsRecord			settings;
	SettingsRecord			next;
	int32_t					sequence;		// of next
	int32_t					applied;		// sequence of settings
	uint32_t				edges;			// since the last turn
	uint8_t					stormy;			// the interrupt is off until the next turn
	uint8_t					awake;			// the task comes round soon
	uint8_t					sending;		// the RMT has a chunk
	uint8_t					closing;
	uint8_t					configuring;
	uint8_t					breakWanted;
	uint8_t					breakOn;
	uint8_t					announce;		// onWritable is due when everything was handed to the RMT
	uint32_t				head;			// free running: head - tail is what the transmit ring holds
	uint32_t				tail;
	uint32_t				barrier;		// bytes from here on wait for a new format or the end of a break
	uint8_t					ring[kTransmitSize];

	// the task's own, and the encoder's while a chunk is on its way
	uint8_t					chunk[kChunkSize];
	SoftFormatRecord		chunkFormat;
	size_t					encoded;
	uint32_t				seen;			// receiver.head when last looked
	uint32_t				lastFaults;		// ms
	uint32_t				lastArrival;	// ms
	uint8_t					unreported;		// bytes have arrived that JavaScript has not been told of
} SoftUARTRecord, *SoftUART;

static void softMark(xsMachine *the, void *it, xsMarkRoot markRoot);
void xs_meterwire_soft_uart_destructor(void *it);

static const xsHostHooks ICACHE_RODATA_ATTR softHooks = { xs_meterwire_soft_uart_destructor, softMark, NULL };

static void softRelease(SoftUART soft)
{
	if (0 == __atomic_sub_fetch(&soft->useCount, 1, __ATOMIC_SEQ_CST)) {
		c_free(soft->receiver.ring);
		c_free(soft);
	}
}

static void softWake(SoftUART soft)
{
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

	portENTER_CRITICAL_ISR(&soft->lock);
	softReceiverEdge(&soft->receiver, now, (uint8_t)gpio_get_level(soft->receive));
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
	machine
*/

static uint32_t softRoom(SoftUART soft)
{
	return kTransmitSize - (soft->head - soft->tail);
}

static void softCall(SoftUART soft, xsSlot *callback, xsIntegerValue value)
{
	if (soft->closing || !callback)		// the callback before may have closed the instance
		return;
	xsBeginHost(soft->the);
		xsmcSetInteger(xsResult, value);
		xsCallFunction1(xsReference(callback), soft->obj, xsResult);
	xsEndHost(soft->the);
}

static void softReportFaults(SoftUART soft)
{
	uint16_t faults[kSoftFaultKinds];

	if (soft->closing || !soft->onFault)
		return;
	portENTER_CRITICAL(&soft->lock);
	c_memcpy(faults, soft->receiver.faults, sizeof(faults));
	c_memset(soft->receiver.faults, 0, sizeof(faults));
	portEXIT_CRITICAL(&soft->lock);
	if (!faults[kSoftOverrun] && !faults[kSoftFraming] && !faults[kSoftParity] && !faults[kSoftBreak])
		return;
	xsBeginHost(soft->the);
		xsmcVars(kSoftFaultKinds);
		for (int kind = 0; kind < kSoftFaultKinds; kind++)
			xsmcSetInteger(xsVar(kind), faults[kind]);
		xsCallFunction4(xsReference(soft->onFault), soft->obj, xsVar(kSoftOverrun), xsVar(kSoftFraming), xsVar(kSoftParity), xsVar(kSoftBreak));
	xsEndHost(soft->the);
}

static uint32_t softCount(SoftUART soft)
{
	portENTER_CRITICAL(&soft->lock);
	softReceiverRun(&soft->receiver, esp_timer_get_time());
	uint32_t count = softReceiverCount(&soft->receiver);
	portEXIT_CRITICAL(&soft->lock);
	return count;
}

static void softDeliver(void *the, void *refcon, uint8_t *message, uint16_t messageLength)
{
	SoftUART soft = refcon;
	(void)the;
	(void)message;
	(void)messageLength;

	// in this order: what the task adds from here on needs a message of its own
	__atomic_store_n(&soft->posted, 0, __ATOMIC_SEQ_CST);
	uint32_t pending = __atomic_exchange_n(&soft->pending, 0, __ATOMIC_SEQ_CST);

	if (pending & (kFaulty | kReadable))
		softReportFaults(soft);
	if ((pending & kReadable) && !soft->closing) {
		uint32_t count = softCount(soft);
		if (count)
			softCall(soft, soft->onReadable, (xsIntegerValue)count);
	}
	if (pending & kConfigured) {
		portENTER_CRITICAL(&soft->lock);
		int32_t applied = soft->applied;
		portEXIT_CRITICAL(&soft->lock);
		softCall(soft, soft->onConfigured, applied);
	}
	if (pending & kWritable) {
		portENTER_CRITICAL(&soft->lock);
		uint32_t room = softRoom(soft);
		portEXIT_CRITICAL(&soft->lock);
		softCall(soft, soft->onWritable, (xsIntegerValue)room);
	}
	if (pending & kFailed)
		softCall(soft, soft->onError, 0);
	softRelease(soft);
}

/*
	task
*/

static void softPost(SoftUART soft, uint32_t bits)
{
	if (bits)
		__atomic_or_fetch(&soft->pending, bits, __ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&soft->pending, __ATOMIC_SEQ_CST) || __atomic_exchange_n(&soft->posted, 1, __ATOMIC_SEQ_CST))
		return;		// nothing to say, or a message is on its way and will say it
	__atomic_add_fetch(&soft->useCount, 1, __ATOMIC_SEQ_CST);
	if (modMessagePostToMachine(soft->the, NULL, 0, softDeliver, soft)) {
		__atomic_store_n(&soft->posted, 0, __ATOMIC_SEQ_CST);		// the machine is busy. pending stays, the next turn of the task tries again
		softRelease(soft);
	}
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
	if (soft->settings.quiet && (count < (soft->receiver.size / 2)) && ((now - soft->lastArrival) < soft->settings.quiet))
		return 0;
	soft->unreported = 0;
	return kReadable;
}

// under the lock
static uint32_t softServeFaults(SoftUART soft, uint32_t now)
{
	int any = 0;

	for (int kind = 0; kind < kSoftFaultKinds; kind++)
		any |= soft->receiver.faults[kind];
	if (!any || ((now - soft->lastFaults) < kFaultInterval))
		return 0;
	soft->lastFaults = now;
	return kFaulty;
}

// under the lock: the next chunk, as far as it may leave. returns its length
static size_t softTakeChunk(SoftUART soft)
{
	uint8_t waiting = soft->configuring || (soft->breakWanted && !soft->breakOn);
	uint32_t limit = waiting ? soft->barrier : soft->head;
	size_t count = limit - soft->tail;

	if (soft->sending || soft->breakOn || !count)
		return 0;
	if (count > kChunkSize)
		count = kChunkSize;
	for (size_t i = 0; i < count; i++)
		soft->chunk[i] = soft->ring[soft->tail++ % kTransmitSize];
	soft->chunkFormat = soft->settings.format;
	soft->sending = 1;
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
	portENTER_CRITICAL(&soft->lock);
	if (soft->receive >= 0)
		softReceiverFormat(&soft->receiver, &soft->settings.format, esp_timer_get_time(), (uint8_t)gpio_get_level(soft->receive));
	portEXIT_CRITICAL(&soft->lock);
}

static int softSameLine(Settings a, Settings b)
{
	return (a->format.baud == b->format.baud) && (a->format.data == b->format.data) && (a->format.parity == b->format.parity) &&
		(a->format.stop == b->format.stop) && (a->invert == b->invert);
}

// does what waits for the line to be at rest. returns bits to post
static uint32_t softServeRest(SoftUART soft)
{
	uint32_t bits = 0;
	SettingsRecord next, before;

	portENTER_CRITICAL(&soft->lock);
	uint8_t rest = !soft->sending;
	uint8_t reached = rest && (soft->tail == soft->barrier);
	uint8_t configure = soft->configuring && reached;
	uint8_t begin = soft->breakWanted && !soft->breakOn && reached;
	uint8_t end = !soft->breakWanted && soft->breakOn;
	before = soft->settings;
	next = soft->next;
	int32_t sequence = soft->sequence;
	if (configure)
		soft->configuring = 0;
	if (soft->announce && (soft->tail == soft->head)) {
		soft->announce = 0;
		bits |= kWritable;
	}
	portEXIT_CRITICAL(&soft->lock);

	if (configure) {
		if (((next.invert ^ before.invert) & kInvertTransmit) && softTurn(soft, !!(next.invert & kInvertTransmit) ^ soft->breakOn))
			bits |= kFailed;
		portENTER_CRITICAL(&soft->lock);
		soft->settings = next;
		soft->applied = sequence;
		portEXIT_CRITICAL(&soft->lock);
		if (!softSameLine(&next, &before))		// the same again must not cost the character that is on its way
			softListen(soft);
		before = next;
		bits |= kConfigured;
	}
	if (begin || end) {
		if (softTurn(soft, !!(before.invert & kInvertTransmit) ^ begin))
			bits |= kFailed;
		portENTER_CRITICAL(&soft->lock);
		soft->breakOn = begin;
		portEXIT_CRITICAL(&soft->lock);
	}
	if (configure || begin || end)
		softWake(soft);		// what was written after it leaves in the next turn
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
	uint8_t undelivered = __atomic_load_n(&soft->pending, __ATOMIC_SEQ_CST) && !__atomic_load_n(&soft->posted, __ATOMIC_SEQ_CST);
	uint8_t faulty = 0;

	for (int kind = 0; kind < kSoftFaultKinds; kind++)
		faulty |= 0 != soft->receiver.faults[kind];
	soft->awake = soft->stormy || soft->edges || (kSoftIdle != soft->receiver.state) || soft->unreported || undelivered;
	if (soft->awake)
		return kActiveTurn;
	return faulty ? kFaultInterval : kRestTurn;
}

// nobody wakes the task any more. from here and not from the machine, so that nothing of it is under way
static void softStop(SoftUART soft)
{
	if (soft->listening)
		(void)gpio_isr_handler_remove(soft->receive);
	if (soft->enabled)
		(void)rmt_disable(soft->channel);		// cuts off what is on its way
	soft->listening = soft->enabled = 0;
	vTaskDelay(1);		// an interrupt may still run on the other core
}

static void softTask(void *refcon)
{
	SoftUART soft = refcon;
	uint32_t wait = 0, turned = 0;

	for (;;) {
		(void)ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(wait));
		uint32_t now = modMilliseconds();

		portENTER_CRITICAL(&soft->lock);
		if (soft->closing) {
			portEXIT_CRITICAL(&soft->lock);
			break;
		}
		uint32_t bits = softServeReceive(soft, now) | softServeFaults(soft, now);
		size_t count = softTakeChunk(soft);
		portEXIT_CRITICAL(&soft->lock);

		if (count && softTransmit(soft, count)) {
			portENTER_CRITICAL(&soft->lock);
			soft->sending = 0;
			portEXIT_CRITICAL(&soft->lock);
			bits |= kFailed;
		}
		bits |= softServeRest(soft);
		softPost(soft, bits);		// not under the lock: it may wait

		portENTER_CRITICAL(&soft->lock);
		wait = softNextTurn(soft);
		portEXIT_CRITICAL(&soft->lock);
		if ((now - turned) >= kActiveTurn) {		// not when it was woken for something else
			turned = now;
			softCalm(soft);
		}
	}
	softStop(soft);
	(void)xSemaphoreGive(soft->stopped);
	softRelease(soft);
	vTaskDelete(NULL);
}

/*
	instance
*/

static int softGetInteger(xsMachine *the, xsSlot *object, xsIdentifier id, int value)
{
	xsSlot slot;

	xsmcGet(slot, *object, id);
	return (xsUndefinedType == xsmcTypeOf(slot)) ? value : xsmcToInteger(slot);
}

static void softGetSettings(xsMachine *the, xsSlot *object, Settings settings)
{
	settings->format.baud = (uint32_t)softGetInteger(the, object, xsID_baud, kMaximumBaud);
	settings->format.data = (uint8_t)softGetInteger(the, object, xsID_data, 8);
	settings->format.parity = (uint8_t)softGetInteger(the, object, xsID_parity, 0);
	settings->format.stop = (uint8_t)softGetInteger(the, object, xsID_stop, 1);
	settings->quiet = (uint32_t)softGetInteger(the, object, xsID_quiet, 0);
	settings->invert = (uint8_t)softGetInteger(the, object, xsID_invert, 0);
	settings->format.mark = !(settings->invert & kInvertReceive);
	if ((settings->format.baud < kMinimumBaud) || (settings->format.baud > kMaximumBaud))
		xsRangeError("baud");
}

static esp_err_t softInstallTransmit(SoftUART soft)
{
	rmt_tx_channel_config_t config = {
		.gpio_num = soft->transmit,
		.clk_src = RMT_CLK_SRC_DEFAULT,
		.resolution_hz = kClock,
		.mem_block_symbols = SOC_RMT_MEM_WORDS_PER_CHANNEL,
		.trans_queue_depth = 1,
		.flags = { .invert_out = !!(soft->settings.invert & kInvertTransmit), .init_level = 1 },
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
		.intr_type = GPIO_INTR_ANYEDGE,
	};
	esp_err_t error = gpio_install_isr_service(ESP_INTR_FLAG_IRAM);		// somebody else may have done so, with the same flag
	if (ESP_ERR_INVALID_STATE == error)
		error = ESP_OK;
	if (!error) error = gpio_config(&config);
	softListen(soft);
	if (!error) error = gpio_isr_handler_add(soft->receive, softInterrupt, soft);
	soft->listening = !error;
	return error;
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
		(void)gpio_set_intr_type(soft->receive, GPIO_INTR_DISABLE);
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
	softRelease(soft);
}

void xs_meterwire_soft_uart_constructor(xsMachine *the)
{
	SettingsRecord settings;

	// look at everything first: nothing below may be claimed if an option is wrong
	softGetSettings(the, &xsArg(0), &settings);
	int receive = softGetInteger(the, &xsArg(0), xsID_receive, -1);
	int transmit = softGetInteger(the, &xsArg(0), xsID_transmit, -1);
	int wanted = softGetInteger(the, &xsArg(0), xsID_bufferSize, 512);
	if (((receive < 0) && (transmit < 0)) || (receive == transmit))
		xsRangeError("pins");
	if ((receive >= 0) && !GPIO_IS_VALID_GPIO(receive))
		xsRangeError("receive");
	if ((transmit >= 0) && !GPIO_IS_VALID_OUTPUT_GPIO(transmit))
		xsRangeError("transmit");
	if (((receive >= 0) && !builtinIsPinFree(receive)) || ((transmit >= 0) && !builtinIsPinFree(transmit)))
		xsUnknownError("in use");
	xsSlot *onReadable = builtinGetCallback(the, xsID_onReadable);
	xsSlot *onWritable = builtinGetCallback(the, xsID_onWritable);
	xsSlot *onFault = builtinGetCallback(the, xsID_onFault);
	xsSlot *onConfigured = builtinGetCallback(the, xsID_onConfigured);
	xsSlot *onError = builtinGetCallback(the, xsID_onError);
	uint32_t size = 128;
	while ((int)size < wanted)
		size <<= 1;

	SoftUART soft = c_calloc(1, sizeof(SoftUARTRecord));
	uint8_t *ring = soft ? c_malloc(size) : NULL;
	if (!ring) {
		c_free(soft);
		xsUnknownError("no memory");
	}
	soft->obj = xsThis;
	soft->the = the;
	soft->onReadable = onReadable;
	soft->onWritable = onWritable;
	soft->onFault = onFault;
	soft->onConfigured = onConfigured;
	soft->onError = onError;
	soft->settings = settings;
	soft->receiver.ring = ring;
	soft->receiver.size = size;
	soft->receive = -1;
	soft->transmit = -1;
	soft->useCount = 1;
	soft->announce = NULL != onWritable;
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
	soft->useCount = 2;
	if (pdPASS != xTaskCreate(softTask, "softuart", kTaskStack, soft, kTaskPriority, &soft->task)) {
		soft->useCount = 1;
		softGiveBack(soft);
		xsUnknownError("no task");
	}
	// now that there is a task to wake
	if ((receive >= 0) && softInstallReceive(soft)) {
		xs_meterwire_soft_uart_destructor(soft);
		xsUnknownError("no interrupt");
	}

	xsmcSetHostData(xsThis, soft);
	xsSetHostHooks(xsThis, &softHooks);
	xsRemember(soft->obj);
}

void xs_meterwire_soft_uart_destructor(void *it)		// no XS calls: may run from the garbage collector
{
	SoftUART soft = it;
	if (!soft) return;

	portENTER_CRITICAL(&soft->lock);
	soft->closing = 1;
	portEXIT_CRITICAL(&soft->lock);
	softWake(soft);
	(void)xSemaphoreTake(soft->stopped, portMAX_DELAY);		// the task waits for at most one turn and task.queuewait
	softGiveBack(soft);		// a message in flight may still hold the record
}

void xs_meterwire_soft_uart_close(xsMachine *the)
{
	SoftUART soft = xsmcGetHostData(xsThis);
	if (soft && xsmcGetHostDataValidate(xsThis, (void *)&softHooks)) {
		xsForget(soft->obj);
		xs_meterwire_soft_uart_destructor(soft);
		xsmcSetHostData(xsThis, NULL);
		xsmcSetHostDestructor(xsThis, NULL);
	}
}

static void softMark(xsMachine *the, void *it, xsMarkRoot markRoot)
{
	SoftUART soft = it;
	xsSlot *callbacks[] = { soft->onReadable, soft->onWritable, soft->onFault, soft->onConfigured, soft->onError };
	for (size_t i = 0; i < sizeof(callbacks) / sizeof(callbacks[0]); i++) {
		if (callbacks[i])
			(*markRoot)(the, callbacks[i]);
	}
}

static uint32_t softRead(SoftUART soft, void *to, uint32_t count)
{
	portENTER_CRITICAL(&soft->lock);
	count = softReceiverRead(&soft->receiver, to, count);
	portEXIT_CRITICAL(&soft->lock);
	return count;
}

void xs_meterwire_soft_uart_read(xsMachine *the)
{
	SoftUART soft = xsmcGetHostDataValidate(xsThis, (void *)&softHooks);
	xsType type = xsmcArgc ? xsmcTypeOf(xsArg(0)) : xsUndefinedType;
	uint32_t count = softCount(soft);
	void *to;

	if (!count)
		return;
	if (xsReferenceType == type) {
		xsUnsignedValue room;
		xsmcGetBufferWritable(xsArg(0), &to, &room);
		xsmcSetInteger(xsResult, (xsIntegerValue)softRead(soft, to, (count < room) ? count : room));
		return;
	}
	if (xsUndefinedType != type) {
		xsIntegerValue limit = xsmcToInteger(xsArg(0));
		if ((limit > 0) && ((uint32_t)limit < count))
			count = (uint32_t)limit;
	}
	to = xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)count);
	(void)softRead(soft, to, count);		// there are at least so many: nobody else reads
}

void xs_meterwire_soft_uart_write(xsMachine *the)
{
	SoftUART soft = xsmcGetHostDataValidate(xsThis, (void *)&softHooks);
	xsUnsignedValue count;
	void *from;

	if (soft->transmit < 0)
		xsUnknownError("no transmit pin");
	xsmcGetBufferReadable(xsArg(0), &from, &count);
	portENTER_CRITICAL(&soft->lock);
	uint8_t fits = count <= softRoom(soft);
	if (fits && count) {
		for (xsUnsignedValue i = 0; i < count; i++)
			soft->ring[soft->head++ % kTransmitSize] = ((uint8_t *)from)[i];
		soft->announce = NULL != soft->onWritable;
	}
	portEXIT_CRITICAL(&soft->lock);
	if (!fits)
		xsUnknownError("output full");		// all or nothing
	softWake(soft);
}

void xs_meterwire_soft_uart_configure(xsMachine *the)
{
	SoftUART soft = xsmcGetHostDataValidate(xsThis, (void *)&softHooks);
	SettingsRecord next;
	int32_t sequence;

	softGetSettings(the, &xsArg(0), &next);
	sequence = xsmcToInteger(xsArg(1));
	portENTER_CRITICAL(&soft->lock);
	soft->next = next;
	soft->sequence = sequence;
	soft->barrier = soft->head;
	soft->configuring = 1;
	portEXIT_CRITICAL(&soft->lock);
	softWake(soft);
}

void xs_meterwire_soft_uart_flush(xsMachine *the)
{
	SoftUART soft = xsmcGetHostDataValidate(xsThis, (void *)&softHooks);
	uint8_t input = xsmcToBoolean(xsArg(0)) ? 1 : 0, output = xsmcToBoolean(xsArg(1)) ? 1 : 0;

	portENTER_CRITICAL(&soft->lock);
	if (input) {
		softReceiverRun(&soft->receiver, esp_timer_get_time());
		soft->receiver.tail = soft->receiver.head;
		soft->receiver.lost = 0;
	}
	if (output)
		soft->tail = soft->barrier = soft->head;		// what the RMT has, 128 bytes at most, still leaves
	portEXIT_CRITICAL(&soft->lock);
	softWake(soft);
}

void xs_meterwire_soft_uart_break(xsMachine *the)
{
	SoftUART soft = xsmcGetHostDataValidate(xsThis, (void *)&softHooks);
	uint8_t wanted = xsmcToBoolean(xsArg(0)) ? 1 : 0;

	portENTER_CRITICAL(&soft->lock);
	if (wanted && !soft->breakWanted)
		soft->barrier = soft->head;
	soft->breakWanted = wanted;
	portEXIT_CRITICAL(&soft->lock);
	softWake(soft);
}
