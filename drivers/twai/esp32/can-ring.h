/*
	Frames from the interrupt to the machine: one writes, one reads, and neither waits. Plain C, so that a test can compile it for a PC.
*/

#ifndef __CAN_RING__
#define __CAN_RING__

#include <stdint.h>

#define kCanRingSize (64)				// a power of two. 64 frames of 8 bytes take 32 ms at 250 kbit/s
#define kCanData (8)
#define kCanHead (5)
#define kCanExtended (0x80000000U)		// beside an identifier of 29 bits
#define kCanIdentifier (0x1FFFFFFFU)

typedef struct {
	uint32_t	id;						// with kCanExtended
	uint8_t		count;
	uint8_t		data[kCanData];
} CanFrameRecord, *CanFrame;

typedef struct {
	// only frames whose identifier is `code` wherever `mask` has a 0
	uint32_t		code;
	uint32_t		mask;

	// atomic, free running: head - tail is what the ring holds
	uint32_t		head;				// the interrupt's
	uint32_t		tail;				// the machine's
	uint32_t		lost;				// the interrupt's
	CanFrameRecord	frames[kCanRingSize];
} CanRingRecord, *CanRing;

// by the interrupt: where the next frame goes; NULL when there is no room
static inline CanFrame canRingNext(CanRing ring)
{
	uint32_t head = __atomic_load_n(&ring->head, __ATOMIC_RELAXED);

	if ((head - __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE)) == kCanRingSize)
		return NULL;
	return &ring->frames[head & (kCanRingSize - 1)];
}

// by the interrupt: the frame is complete. false when it is one that is not wanted
static inline uint8_t canRingPut(CanRing ring, CanFrame frame)
{
	if ((frame->id ^ ring->code) & ~ring->mask & kCanIdentifier)
		return 0;
	__atomic_store_n(&ring->head, __atomic_load_n(&ring->head, __ATOMIC_RELAXED) + 1, __ATOMIC_RELEASE);
	return 1;
}

static inline uint32_t canRingCount(CanRing ring)
{
	return __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE) - __atomic_load_n(&ring->tail, __ATOMIC_RELAXED);
}

// by the machine: the oldest frame as identifier (the highest byte first), count, data; returns how many bytes these are, 0 when there is none
static inline uint32_t canRingTake(CanRing ring, uint8_t *to)
{
	uint32_t tail = __atomic_load_n(&ring->tail, __ATOMIC_RELAXED);

	if (!canRingCount(ring))
		return 0;
	CanFrame frame = &ring->frames[tail & (kCanRingSize - 1)];
	uint32_t count = (frame->count > kCanData) ? kCanData : frame->count;		// a data length code of 9 to 15 means 8 bytes, too (ISO 11898-1)
	for (int i = 0; i < 4; i++)
		to[i] = (uint8_t)(frame->id >> (24 - 8 * i));
	to[4] = (uint8_t)count;
	for (uint32_t i = 0; i < count; i++)
		to[kCanHead + i] = frame->data[i];
	__atomic_store_n(&ring->tail, tail + 1, __ATOMIC_RELEASE);
	return kCanHead + count;
}

#endif
