/*
	Turns of a Ferraris disc: a timer of ESP-IDF reads the light of a reflective sensor each 5 ms (40 to 80 us of its task's time), the disc filter
	finds the mark and the pulse filter counts it; JavaScript only ever asks for the sum. While flash is written the timer waits, 50 ms for a sector, which
	hides a mark only where a mark is that short.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "builtinCommon.h"

#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"

#include "adc-pin.h"
#include "disc-filter.h"
#include "pulse-filter.h"

#define kDiscCount (2)
#define kSampleTime (5000)		// microseconds

typedef struct {
	xsSlot				obj;
	portMUX_TYPE		lock;
	esp_timer_handle_t	timer;
	AdcPin				adc;
	DiscFilterRecord	disc;
	PulseFilterRecord	filter;
	uint8_t				used;
	uint8_t				running;	// samples are wanted
	uint8_t				busy;		// one is being taken
} DiscRecord, *Disc;

// never freed: a timer that was stopped may call once more
static DiscRecord discs[kDiscCount] = {
	{ .lock = portMUX_INITIALIZER_UNLOCKED },
	{ .lock = portMUX_INITIALIZER_UNLOCKED },
};

void xs_meterwire_disc_destructor(void *it);

static const xsHostHooks ICACHE_RODATA_ATTR discHooks = {
	xs_meterwire_disc_destructor,
	NULL,
	NULL
};

static void discSample(void *refcon)
{
	Disc disc = refcon;

	portENTER_CRITICAL(&disc->lock);
	uint8_t running = disc->busy = disc->running;
	portEXIT_CRITICAL(&disc->lock);
	if (!running)
		return;

	int light = adcPinRead(disc->adc);
	int64_t now = esp_timer_get_time();
	portENTER_CRITICAL(&disc->lock);
	if ((light >= 0) && discFilterStep(&disc->disc, light))
		pulseFilterEdge(&disc->filter, now, disc->disc.dark);
	disc->busy = 0;
	portEXIT_CRITICAL(&disc->lock);
}

// pin, threshold 1 to 200, minimum pulse and pause in us: already checked
void xs_meterwire_disc_constructor(xsMachine *the)
{
	int pin = xsmcToInteger(xsArg(0));
	int threshold = xsmcToInteger(xsArg(1));
	int minimumPulse = xsmcToInteger(xsArg(2));
	int minimumPause = xsmcToInteger(xsArg(3));
	Disc disc = discs;

	while (disc->used) {
		if (++disc == discs + kDiscCount)
			xsUnknownError("no more than two discs");
	}
	const char *error = adcPinOpen(&disc->adc, pin);
	if (error)
		xsUnknownError((char *)error);
	esp_timer_create_args_t arguments = {
		.callback = discSample,
		.arg = disc,
		.name = "disc",
		.skip_unhandled_events = true,		// after a wait one sample, not all that were due
	};
	if (esp_timer_create(&arguments, &disc->timer)) {
		adcPinClose(disc->adc);
		xsUnknownError("no timer");
	}
	discFilterStart(&disc->disc, threshold);
	pulseFilterStart(&disc->filter, esp_timer_get_time(), 0, (uint32_t)minimumPulse, (uint32_t)minimumPause);
	disc->obj = xsThis;
	disc->used = 1;
	disc->running = 1;
	if (esp_timer_start_periodic(disc->timer, kSampleTime)) {
		xs_meterwire_disc_destructor(disc);
		xsUnknownError("no timer");
	}
	xsmcSetHostData(xsThis, disc);
	xsSetHostHooks(xsThis, (xsHostHooks *)&discHooks);
	xsRemember(disc->obj);
}

void xs_meterwire_disc_destructor(void *it)		// no XS calls: may run from the garbage collector
{
	Disc disc = it;
	uint8_t busy;
	if (!disc) return;

	(void)esp_timer_stop(disc->timer);
	(void)esp_timer_delete(disc->timer);
	portENTER_CRITICAL(&disc->lock);
	disc->running = 0;
	portEXIT_CRITICAL(&disc->lock);
	do {
		portENTER_CRITICAL(&disc->lock);
		busy = disc->busy;
		portEXIT_CRITICAL(&disc->lock);
		if (busy)
			vTaskDelay(1);
	} while (busy);
	adcPinClose(disc->adc);
	disc->used = 0;
}

void xs_meterwire_disc_close(xsMachine *the)
{
	Disc disc = xsmcGetHostData(xsThis);
	if (disc && xsmcGetHostDataValidate(xsThis, (void *)&discHooks)) {
		xsForget(disc->obj);
		xs_meterwire_disc_destructor(disc);
		xsmcSetHostData(xsThis, NULL);
		xsmcSetHostDestructor(xsThis, NULL);
	}
}

// fills a Float64Array: turns, milliseconds since the last of them began (-1 before the first), light and contrast from 0 to 4095
void xs_meterwire_disc_read(xsMachine *the)
{
	Disc disc = xsmcGetHostDataValidate(xsThis, (void *)&discHooks);
	void *to;
	xsUnsignedValue room;

	portENTER_CRITICAL(&disc->lock);
	int64_t now = esp_timer_get_time();
	pulseFilterLook(&disc->filter, now);
	uint32_t count = disc->filter.count;
	int64_t last = disc->filter.last;
	int32_t light = disc->disc.light, contrast = disc->disc.contrast;
	portEXIT_CRITICAL(&disc->lock);

	double values[4] = {
		count,
		(last < 0) ? -1 : (double)(now - last) / 1000,
		light / kDiscSamples,
		contrast / kDiscSamples,
	};
	xsmcGetBufferWritable(xsArg(0), &to, &room);
	if (room < sizeof(values))
		xsRangeError("values");
	c_memcpy(to, values, sizeof(values));
}
