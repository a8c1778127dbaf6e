/*
	Light reflected by a Ferraris disc to the mark's passing. The simulator's DiscFilter is the same in TypeScript; a test holds the two against each
	other. One sample each 5 ms; light is the sum of four, 0 to 16380: 20 ms, in which lamps at 50 and 100 Hz are gone.

	There is no fixed threshold. While it is bright the brightest light is followed, and what is darker by `fall` is the mark; while it is dark the
	darkest, and what is brighter by as much is the disc again. So daylight that comes and goes does no harm as long as it changes by less than that,
	however slowly, and a disc that stands at the mark's edge does not flutter. `fall` is a part of the contrast between disc and mark, which is learnt
	from half turns: at first the most that was seen; then by a quarter of the way to what was seen, and by no more than a quarter of itself, so that a
	torch does not spoil it. While no mark comes the contrast sinks to its half in three hours, to find a mark that has become weaker.
*/

#ifndef __DISC_FILTER__
#define __DISC_FILTER__

#include <stdint.h>

enum {
	kDiscSamples = 4,
	kDiscNoise = 160,			// no fall is less: 40 steps of the ADC
	kDiscFirstContrast = 800,
	kDiscFirstChanges = 4,
	kDiscFadeShift = 16,		// samples of one step, 5.5 minutes, as a power of two
	kDiscFadeSteps = 32,		// of a 64th each
};

typedef struct {
	int32_t		samples[kDiscSamples];
	int32_t		light;			// their sum
	int32_t		count;			// of samples, up to kDiscSamples
	int32_t		at;				// of the oldest sample
	int32_t		extreme;		// brightest light while bright, darkest while dark
	int32_t		turned;			// the extreme before the last change; -1 when there was none
	int32_t		contrast;
	int32_t		learnt;			// the contrast at the last change
	int32_t		changes;		// up to kDiscFirstChanges
	int32_t		share;			// fall in 256ths of contrast
	int32_t		still;			// samples since the last change
	uint8_t		dark;
} DiscFilterRecord, *DiscFilter;

// threshold: 1 to 200; 100 puts the fall at half of the contrast, 1 at a tenth, 200 at nine tenths
static inline void discFilterStart(DiscFilter filter, int32_t threshold)
{
	*filter = (DiscFilterRecord){ 0 };
	filter->contrast = filter->learnt = kDiscFirstContrast;
	filter->share = 26 + threshold * 205 / 200;
	filter->turned = -1;
}

static inline int32_t discFilterFall(DiscFilter filter)
{
	int32_t fall = filter->contrast * filter->share / 256;

	return (fall < kDiscNoise) ? kDiscNoise : fall;
}

static inline void discFilterChange(DiscFilter filter)
{
	if (filter->turned >= 0) {
		int32_t swing = filter->dark ? (filter->turned - filter->extreme) : (filter->extreme - filter->turned);
		if (filter->changes < kDiscFirstChanges) {
			filter->changes += 1;
			if (swing > filter->contrast)
				filter->contrast = swing;
		}
		else {
			if (swing > 2 * filter->contrast)
				swing = 2 * filter->contrast;
			filter->contrast += (swing - filter->contrast) / 4;
		}
	}
	filter->learnt = filter->contrast;
	filter->turned = filter->extreme;
	filter->extreme = filter->light;
	filter->dark = !filter->dark;
	filter->still = 0;
}

// 1 when the mark has come or gone: filter->dark says which. the first one only teaches what a mark is: it may be no more than a stain
static inline int discFilterStep(DiscFilter filter, int32_t sample)
{
	filter->light += sample - filter->samples[filter->at];
	filter->samples[filter->at] = sample;
	filter->at = (filter->at + 1) % kDiscSamples;
	if (filter->count < kDiscSamples) {
		filter->count += 1;
		filter->extreme = filter->light;
		return 0;
	}
	if (filter->still < (kDiscFadeSteps << kDiscFadeShift)) {
		filter->still += 1;
		if (0 == (filter->still & ((1 << kDiscFadeShift) - 1)))
			filter->contrast -= filter->learnt / 64;
	}
	if (filter->dark ? (filter->light < filter->extreme) : (filter->light > filter->extreme)) {
		filter->extreme = filter->light;
		return 0;
	}
	int32_t turn = filter->dark ? (filter->light - filter->extreme) : (filter->extreme - filter->light);
	if (turn < discFilterFall(filter))
		return 0;
	discFilterChange(filter);
	return filter->changes >= 2;
}

#endif
