/*
	Characters from edges and back, without a UART: plain C, so that it also runs on a PC, where a test holds it against the simulator's wires.

	The receiver is told of each edge when it came, and of the time when nothing has come: what lies between decides. It looks at each bit three
	times around its middle, and two of three count. The transmitter makes pairs of space and mark; each character is a whole number of them.
	Times are microseconds, in the receiver's inside 1/256 of that.
*/

#ifndef __SOFT_LINE__
#define __SOFT_LINE__

#include <stdint.h>

#ifndef SOFT_LINE_ATTRIBUTE
	#define SOFT_LINE_ATTRIBUTE
#endif

enum {
	kSoftOverrun,
	kSoftFraming,
	kSoftParity,
	kSoftBreak,
	kSoftFaultKinds
};

enum {
	kSoftIdle,
	kSoftReceiving,			// since a start edge
	kSoftHeld				// at space after a framing error: still a break if it lasts for a whole character
};

typedef struct {
	uint32_t	baud;
	uint8_t		data;		// 7, 8
	uint8_t		parity;		// 0 none, 1 even, 2 odd
	uint8_t		stop;		// 1, 2
	uint8_t		mark;		// level of the line at rest
} SoftFormatRecord, *SoftFormat;

typedef struct {
	// format
	uint32_t	bit;		// 1/256 us
	uint8_t		bits;		// data and parity
	uint8_t		data;
	uint8_t		parity;
	uint8_t		space;

	// the character on its way
	int64_t		start;		// us
	uint16_t	pattern;
	uint8_t		state;
	uint8_t		look;		// the next of three looks at each bit, the start bit's first
	uint8_t		votes;		// for mark
	uint8_t		level;		// of the line, since the last edge

	uint16_t	faults[kSoftFaultKinds];
	uint8_t		lost;		// bytes since somebody has read: one overrun

	// ring, a power of two. head - tail is what it holds
	uint8_t		*ring;
	uint32_t	size;
	uint32_t	head;
	uint32_t	tail;
} SoftReceiverRecord, *SoftReceiver;

static inline uint8_t SOFT_LINE_ATTRIBUTE softParity(uint8_t value)		// 1 for an odd number of ones
{
	value ^= value >> 4;
	value ^= value >> 2;
	return (value ^ (value >> 1)) & 1;
}

static inline void SOFT_LINE_ATTRIBUTE softReceiverFault(SoftReceiver receiver, int kind)
{
	if (receiver->faults[kind] < UINT16_MAX)
		receiver->faults[kind] += 1;
}

static inline void SOFT_LINE_ATTRIBUTE softReceiverPut(SoftReceiver receiver, uint8_t byte)
{
	if ((receiver->head - receiver->tail) == receiver->size) {
		if (!receiver->lost)
			softReceiverFault(receiver, kSoftOverrun);
		receiver->lost = 1;
		return;
	}
	receiver->lost = 0;
	receiver->ring[receiver->head++ & (receiver->size - 1)] = byte;
}

static inline void SOFT_LINE_ATTRIBUTE softReceiverBegin(SoftReceiver receiver, int64_t now)
{
	receiver->state = kSoftReceiving;
	receiver->start = now;
	receiver->pattern = 0;
	receiver->look = 0;
	receiver->votes = 0;
}

// in force from now on: a character on its way is lost. a line at space counts as the edge of a start bit
static inline void softReceiverFormat(SoftReceiver receiver, SoftFormat format, int64_t now, uint8_t level)
{
	receiver->bit = (uint32_t)((256000000ULL + (format->baud / 2)) / format->baud);
	receiver->data = format->data;
	receiver->parity = format->parity;
	receiver->bits = format->data + (format->parity ? 1 : 0);
	receiver->space = !format->mark;
	receiver->level = level;
	receiver->state = kSoftIdle;
	if (level == receiver->space)
		softReceiverBegin(receiver, now);
}

// from the start edge to a look, 1/256 us
static inline uint32_t SOFT_LINE_ATTRIBUTE softReceiverLookTime(SoftReceiver receiver, uint32_t look)
{
	uint32_t bit = receiver->bit;
	return ((look / 3) * bit) + (bit / 2) + ((look % 3) * (bit / 16)) - (bit / 16);
}

// from the start edge until the character is complete: the last look at the stop bit
static inline uint32_t SOFT_LINE_ATTRIBUTE softReceiverComplete(SoftReceiver receiver)
{
	return softReceiverLookTime(receiver, (receiver->bits + 1) * 3 + 2);
}

// us after which the character on its way is complete, counted from its start
static inline uint32_t softReceiverCharacter(SoftReceiver receiver)
{
	return (softReceiverComplete(receiver) >> 8) + 1;
}

static inline void SOFT_LINE_ATTRIBUTE softReceiverEnd(SoftReceiver receiver, uint8_t stopped)
{
	uint8_t value = receiver->pattern & ((1 << receiver->data) - 1);

	receiver->state = kSoftIdle;
	if (!stopped) {
		softReceiverFault(receiver, receiver->pattern ? kSoftFraming : kSoftBreak);
		if (receiver->pattern && (receiver->level == receiver->space)) {
			receiver->state = kSoftHeld;
			receiver->start += softReceiverComplete(receiver) >> 8;
		}
	}
	else if (receiver->parity && ((receiver->pattern >> receiver->data) != (softParity(value) ^ (2 == receiver->parity))))
		softReceiverFault(receiver, kSoftParity);
	softReceiverPut(receiver, value);
}

// one look at a bit, which is due
static inline void SOFT_LINE_ATTRIBUTE softReceiverLook(SoftReceiver receiver)
{
	receiver->votes += receiver->level != receiver->space;
	receiver->look += 1;
	if (receiver->look % 3)
		return;

	uint8_t mark = receiver->votes >= 2, bit = receiver->look / 3 - 1;
	receiver->votes = 0;
	if (0 == bit) {
		if (mark)
			receiver->state = kSoftIdle;		// a glitch
	}
	else if (bit <= receiver->bits)
		receiver->pattern |= (uint16_t)(mark << (bit - 1));
	else
		softReceiverEnd(receiver, mark);
}

// the line has had its level until now
static inline void SOFT_LINE_ATTRIBUTE softReceiverRun(SoftReceiver receiver, int64_t now)
{
	while (kSoftReceiving == receiver->state) {
		if (((now - receiver->start) * 256) <= softReceiverLookTime(receiver, receiver->look))
			return;
		softReceiverLook(receiver);
	}
	if ((kSoftHeld == receiver->state) && (((now - receiver->start) * 256) >= softReceiverComplete(receiver))) {
		receiver->state = kSoftIdle;
		softReceiverFault(receiver, kSoftBreak);
		softReceiverPut(receiver, 0);
	}
}

// the line has changed, and now has this level. two edges that came as one leave it as it was
static inline void SOFT_LINE_ATTRIBUTE softReceiverEdge(SoftReceiver receiver, int64_t now, uint8_t level)
{
	softReceiverRun(receiver, now);
	if (level == receiver->level)
		return;
	receiver->level = level;
	if (kSoftHeld == receiver->state)
		receiver->state = kSoftIdle;
	else if ((kSoftIdle == receiver->state) && (level == receiver->space))
		softReceiverBegin(receiver, now);
}

static inline uint32_t softReceiverCount(SoftReceiver receiver)
{
	return receiver->head - receiver->tail;
}

static inline uint32_t softReceiverRead(SoftReceiver receiver, uint8_t *to, uint32_t count)
{
	uint32_t available = softReceiverCount(receiver);

	if (count > available)
		count = available;
	for (uint32_t i = 0; i < count; i++)
		to[i] = receiver->ring[receiver->tail++ & (receiver->size - 1)];
	receiver->lost = 0;
	return count;
}

typedef struct {
	uint16_t	space;
	uint16_t	mark;
} SoftPairRecord, *SoftPair;

#define kSoftMostPairs (6)

// the pairs of one character, in ticks of a clock of `hertz`. returns how many: at most kSoftMostPairs
static inline uint8_t SOFT_LINE_ATTRIBUTE softTransmitterEncode(SoftFormat format, uint32_t hertz, uint8_t byte, SoftPair pairs)
{
	uint8_t value = byte & ((1 << format->data) - 1), count = 0, at = 0;
	uint8_t bits = 1 + format->data + (format->parity ? 1 : 0) + format->stop;
	uint32_t pattern = (uint32_t)value << 1;		// start bit first
	uint32_t edge = 0;

	if (format->parity)
		pattern |= (uint32_t)(softParity(value) ^ (2 == format->parity)) << (1 + format->data);
	pattern |= ((1u << format->stop) - 1) << (bits - format->stop);
	while (at < bits) {
		uint32_t ends[2];
		for (uint8_t level = 0; level < 2; level++) {
			while ((at < bits) && (((pattern >> at) & 1) == level))
				at += 1;
			ends[level] = ((at * hertz) + (format->baud / 2)) / format->baud;		// from the character's begin, so that rounding does not add up
		}
		pairs[count].space = (uint16_t)(ends[0] - edge);
		pairs[count].mark = (uint16_t)(ends[1] - ends[0]);
		edge = ends[1];
		count += 1;
	}
	return count;
}

#endif
