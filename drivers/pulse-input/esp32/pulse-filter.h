/*
	Which edges are pulses: nothing but the time between an edge and the one before decides, so it runs in an interrupt and needs no timer. The
	simulator's PulseFilter is the same in TypeScript; a test holds the two against each other. Times in microseconds.
*/

#ifndef __PULSE_FILTER__
#define __PULSE_FILTER__

#include <stdint.h>

#ifndef PULSE_FILTER_ATTRIBUTE
	#define PULSE_FILTER_ATTRIBUTE
#endif

typedef struct {
	int64_t		since;			// the last edge
	int64_t		last;			// when the last pulse began; -1 before the first
	uint32_t	minimumPulse;
	uint32_t	minimumPause;
	uint32_t	count;
	uint8_t		active;			// level since the last edge is that of a pulse
	uint8_t		armed;			// the pause before the next pulse has been long enough
} PulseFilterRecord, *PulseFilter;

static inline void pulseFilterStart(PulseFilter filter, int64_t now, uint8_t active, uint32_t minimumPulse, uint32_t minimumPause)
{
	filter->since = now;
	filter->last = -1;
	filter->minimumPulse = minimumPulse;
	filter->minimumPause = minimumPause;
	filter->count = 0;
	filter->active = active;
	filter->armed = 0;			// a pulse that was there before us is none that we have seen begin
}

// nothing has happened up to now
static inline void PULSE_FILTER_ATTRIBUTE pulseFilterLook(PulseFilter filter, int64_t now)
{
	int64_t lasted = now - filter->since;

	if (!filter->active) {
		if (lasted >= filter->minimumPause)
			filter->armed = 1;
	}
	else if (filter->armed && (lasted >= filter->minimumPulse)) {
		filter->armed = 0;
		filter->count += 1;
		filter->last = filter->since;
	}
}

// the line has changed, and is now active or not. two edges may come as one interrupt: then the level is what it was, and the stretch ends all the same
static inline void PULSE_FILTER_ATTRIBUTE pulseFilterEdge(PulseFilter filter, int64_t now, uint8_t active)
{
	pulseFilterLook(filter, now);
	filter->active = active;
	filter->since = now;
}

#endif
