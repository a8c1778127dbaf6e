/*
	CAN controller of ESP32, C3 and S3 (TWAI) on ESP-IDF's driver. A transceiver stands between it and the bus.

	No task: the driver's interrupt fills a ring and posts at most one message in flight. The interrupt is not served while the flash is written to: the
	controller itself keeps 64 bytes, about five frames. Frames that leave stay in the record until the driver has done with them, in their order.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "mc.defines.h"
#include "builtinCommon.h"
#include "chip-port.h"
#include "can-ring.h"

#include "driver/gpio.h"
#include "esp_driver_twai/include/esp_twai.h"
#include "esp_driver_twai/include/esp_twai_onchip.h"

enum {
	kReadable = 1 << 0,
	kOff = 1 << 1,
};

#define kSendSize (8)			// a power of two: frames on their way out
#define kForEver (-1)

typedef struct {
	twai_frame_t		frame;
	uint8_t				data[kCanData];
} SendRecord, *Send;

typedef struct {
	xsSlot				obj;
	xsMachine			*the;
	xsSlot				*onReadable;
	xsSlot				*onFault;
	twai_node_handle_t	node;
	int8_t				receive;
	int8_t				transmit;
	uint8_t				closing;		// the machine's

	uint32_t			useCount;		// atomic: the instance, each message in flight
	uint32_t			posted;			// atomic: a message is in flight
	uint32_t			pending;		// atomic: what it is to say
	uint32_t			sendHead;		// the machine's: free running
	uint32_t			sendTail;		// atomic, the interrupt's
	SendRecord			sends[kSendSize];
	CanRingRecord		ring;
} TWAIRecord, *TWAI;

static void twaiMark(xsMachine *the, void *it, xsMarkRoot markRoot);
void xs_meterwire_twai_destructor(void *it);

static const xsHostHooks ICACHE_RODATA_ATTR twaiHooks = { xs_meterwire_twai_destructor, twaiMark, NULL };

static void twaiRelease(TWAI twai)
{
	if (0 == __atomic_sub_fetch(&twai->useCount, 1, __ATOMIC_SEQ_CST))
		c_free(twai);
}

/*
	machine
*/

static void twaiCall(TWAI twai, xsSlot *callback, xsIntegerValue value)
{
	if (twai->closing || !callback)		// the callback before may have closed the instance
		return;
	xsBeginHost(twai->the);
		xsmcSetInteger(xsResult, value);
		xsCallFunction1(xsReference(callback), twai->obj, xsResult);
	xsEndHost(twai->the);
}

static void twaiDeliver(void *the, void *refcon, uint8_t *message, uint16_t messageLength)
{
	TWAI twai = refcon;
	(void)the;
	(void)message;
	(void)messageLength;

	// in this order: what the interrupt adds from here on needs a message of its own
	__atomic_store_n(&twai->posted, 0, __ATOMIC_SEQ_CST);
	uint32_t pending = __atomic_exchange_n(&twai->pending, 0, __ATOMIC_SEQ_CST);

	if ((pending & kOff) && !twai->closing) {
		(void)twai_node_recover(twai->node);		// takes 128 times 11 recessive bits. refused when it is back already
		twaiCall(twai, twai->onFault, 0);
	}
	if ((pending & kReadable) && !twai->closing) {
		uint32_t count = canRingCount(&twai->ring);
		if (count)
			twaiCall(twai, twai->onReadable, (xsIntegerValue)count);
	}
	twaiRelease(twai);
}

/*
	interrupt
*/

// a post that fails is tried again at the next event
static void twaiPost(TWAI twai, uint32_t bits)
{
	__atomic_or_fetch(&twai->pending, bits, __ATOMIC_SEQ_CST);
	if (__atomic_exchange_n(&twai->posted, 1, __ATOMIC_SEQ_CST))
		return;
	__atomic_add_fetch(&twai->useCount, 1, __ATOMIC_SEQ_CST);
	if (modMessagePostToMachineFromISR(twai->the, twaiDeliver, twai)) {
		__atomic_store_n(&twai->posted, 0, __ATOMIC_SEQ_CST);
		twaiRelease(twai);
	}
}

static bool twaiReceived(twai_node_handle_t node, const twai_rx_done_event_data_t *event, void *refcon)
{
	TWAI twai = refcon;
	uint8_t nowhere[kCanData];
	CanFrame to = canRingNext(&twai->ring);
	twai_frame_t frame = { .buffer = to ? to->data : nowhere, .buffer_len = kCanData };
	(void)event;

	if (twai_node_receive_from_isr(node, &frame) || frame.header.rtr)		// a request for a frame has no data
		return false;
	if (!to) {
		twai->ring.lost += 1;
		return false;
	}
	to->id = frame.header.id | (frame.header.ide ? kCanExtended : 0);
	to->count = (uint8_t)frame.header.dlc;
	if (!canRingPut(&twai->ring, to))
		return false;
	twaiPost(twai, kReadable);
	return true;
}

// they are sent in their order, so those before this one are done with, too: the bus may have been left with one of them
static bool twaiSent(twai_node_handle_t node, const twai_tx_done_event_data_t *event, void *refcon)
{
	TWAI twai = refcon;
	(void)node;

	for (uint32_t tail = twai->sendTail; tail != twai->sendHead; tail++) {
		if (event->done_tx_frame != &twai->sends[tail & (kSendSize - 1)].frame)
			continue;
		__atomic_store_n(&twai->sendTail, tail + 1, __ATOMIC_RELEASE);
		break;
	}
	return false;
}

static bool twaiChanged(twai_node_handle_t node, const twai_state_change_event_data_t *event, void *refcon)
{
	(void)node;

	if (TWAI_ERROR_BUS_OFF != event->new_sta)
		return false;
	twaiPost(refcon, kOff);
	return true;
}

/*
	instance
*/

static esp_err_t twaiInstall(TWAI twai, uint32_t baud)
{
	twai_onchip_node_config_t config = {
		.io_cfg = { .tx = twai->transmit, .rx = twai->receive, .quanta_clk_out = -1, .bus_off_indicator = -1 },
		.bit_timing = { .bitrate = baud },
		.fail_retry_cnt = kForEver,
		.tx_queue_depth = kSendSize,
	};
	twai_event_callbacks_t callbacks = { .on_rx_done = twaiReceived, .on_tx_done = twaiSent, .on_state_change = twaiChanged };
	esp_err_t error = twai_new_node_onchip(&config, &twai->node);
	if (error)
		twai->node = NULL;
	if (!error) error = twai_node_register_event_callbacks(twai->node, &callbacks, twai);
	if (!error) error = twai_node_enable(twai->node);
	return error;
}

// no XS calls: also serves the garbage collector
static void twaiGiveBack(TWAI twai)
{
	if (twai->node) {
		// the first is refused off the bus, the second on it: and it may be coming back this moment
		int tries = 0;
		do {
			(void)twai_node_disable(twai->node);
		} while (twai_node_delete(twai->node) && (++tries < 10));
	}
	twai->node = NULL;
	if (twai->receive >= 0) {
		if (GPIO_IS_VALID_OUTPUT_GPIO(twai->receive))
			(void)gpio_set_pull_mode(twai->receive, GPIO_FLOATING);		// the driver has switched it on
		builtinFreePin(twai->receive);
	}
	if (twai->transmit >= 0)
		builtinFreePin(twai->transmit);
	twai->receive = twai->transmit = -1;
	twaiRelease(twai);
}

// receive, transmit, baud, code, mask, onReadable, onFault: already checked
void xs_meterwire_twai_constructor(xsMachine *the)
{
	int receive = portOption(the, &xsArg(0), xsID_receive, -1);
	int transmit = portOption(the, &xsArg(0), xsID_transmit, -1);
	int baud = portOption(the, &xsArg(0), xsID_baud, 0);
	int code = portOption(the, &xsArg(0), xsID_code, 0);
	int mask = portOption(the, &xsArg(0), xsID_mask, -1);
	portCheckPins(the, receive, transmit);
	xsSlot *onReadable = builtinGetCallback(the, xsID_onReadable);
	xsSlot *onFault = builtinGetCallback(the, xsID_onFault);

	TWAI twai = c_calloc(1, sizeof(TWAIRecord));
	if (!twai)
		xsUnknownError("no memory");
	twai->obj = xsThis;
	twai->the = the;
	twai->onReadable = onReadable;
	twai->onFault = onFault;
	twai->ring.code = (uint32_t)code;
	twai->ring.mask = (uint32_t)mask;
	twai->receive = twai->transmit = -1;
	twai->useCount = 1;

	// from here on twaiGiveBack knows what is ours
	if (builtinUsePin(receive))
		twai->receive = (int8_t)receive;
	if (builtinUsePin(transmit))
		twai->transmit = (int8_t)transmit;
	if ((twai->receive != receive) || (twai->transmit != transmit)) {
		twaiGiveBack(twai);
		xsUnknownError("in use");
	}
	if (twaiInstall(twai, (uint32_t)baud)) {
		twaiGiveBack(twai);
		xsUnknownError("no CAN controller");
	}
	xsmcSetHostData(xsThis, twai);
	xsSetHostHooks(xsThis, &twaiHooks);
	xsRemember(twai->obj);
}

void xs_meterwire_twai_destructor(void *it)		// no XS calls: may run from the garbage collector
{
	TWAI twai = it;
	if (!twai) return;

	twai->closing = 1;
	twaiGiveBack(twai);		// a message in flight may still hold the record
}

void xs_meterwire_twai_close(xsMachine *the)
{
	TWAI twai = xsmcGetHostData(xsThis);
	if (twai && xsmcGetHostDataValidate(xsThis, (void *)&twaiHooks)) {
		xsForget(twai->obj);
		xs_meterwire_twai_destructor(twai);
		xsmcSetHostData(xsThis, NULL);
		xsmcSetHostDestructor(xsThis, NULL);
	}
}

static void twaiMark(xsMachine *the, void *it, xsMarkRoot markRoot)
{
	TWAI twai = it;
	if (twai->onReadable)
		(*markRoot)(the, twai->onReadable);
	if (twai->onFault)
		(*markRoot)(the, twai->onFault);
}

// fills a buffer of 13 bytes with identifier, count and data of the oldest frame; returns how many bytes these are, 0 when there is none
void xs_meterwire_twai_read(xsMachine *the)
{
	TWAI twai = xsmcGetHostDataValidate(xsThis, (void *)&twaiHooks);
	void *to;
	xsUnsignedValue room;

	xsmcGetBufferWritable(xsArg(0), &to, &room);
	if (room < (kCanHead + kCanData))
		xsRangeError("buffer");
	xsmcSetInteger(xsResult, (xsIntegerValue)canRingTake(&twai->ring, to));
}

// the same bytes. throws when there is no room, and off the bus
void xs_meterwire_twai_write(xsMachine *the)
{
	TWAI twai = xsmcGetHostDataValidate(xsThis, (void *)&twaiHooks);
	void *buffer;
	xsUnsignedValue count;

	xsmcGetBufferReadable(xsArg(0), &buffer, &count);
	const uint8_t *from = buffer;
	if ((count < kCanHead) || (from[4] > kCanData) || (count != (xsUnsignedValue)(kCanHead + from[4])))
		xsRangeError("frame");
	if ((twai->sendHead - __atomic_load_n(&twai->sendTail, __ATOMIC_ACQUIRE)) == kSendSize)
		xsUnknownError("output full");
	Send send = &twai->sends[twai->sendHead & (kSendSize - 1)];
	uint32_t id = ((uint32_t)from[0] << 24) | ((uint32_t)from[1] << 16) | ((uint32_t)from[2] << 8) | from[3];
	*send = (SendRecord){
		.frame = {
			.header = { .id = id & kCanIdentifier, .dlc = from[4], .ide = !!(id & kCanExtended) },
			.buffer = send->data,
			.buffer_len = from[4],
		},
	};
	c_memcpy(send->data, from + kCanHead, from[4]);
	twai->sendHead += 1;		// before the driver has it: the interrupt may be quick
	if (twai_node_transmit(twai->node, &send->frame, 0)) {
		twai->sendHead -= 1;
		xsUnknownError("off the bus");
	}
}
