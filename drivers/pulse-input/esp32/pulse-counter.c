/*
	Pulse counter for ESP32, C3 and S3: counts in the pin's interrupt; JavaScript only ever asks for the sum.

	Not on PCNT where the chip has it: its glitch filter ends at 12.8 us and contacts bounce for milliseconds, so time stamps would be needed all the
	same. At the most that is wanted, 42 pulses a second with some bounce, the interrupt takes less than a thousandth of the time.

	All that runs in the interrupt is in IRAM and in internal memory: it goes on while flash is written. It takes no lock: it is the only writer, and
	marks with `sequence` when it writes.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "builtinCommon.h"

#include "esp_heap_caps.h"
#include "esp_timer.h"
#include "pin-change.h"

#define PULSE_FILTER_ATTRIBUTE IRAM_ATTR
#include "pulse-filter.h"

typedef struct {
	xsSlot				obj;
	uint32_t			sequence;		// odd while the interrupt writes the filter
	PulseFilterRecord	filter;			// the interrupt's own, once it runs
	uint8_t				pin;
	uint8_t				activeLevel;
	uint8_t				level;			// of the pin, as last seen
} CounterRecord, *Counter;

void xs_meterwire_counter_destructor(void *it);

static const xsHostHooks ICACHE_RODATA_ATTR counterHooks = {
	xs_meterwire_counter_destructor,
	NULL,
	NULL
};

static void IRAM_ATTR counterInterrupt(void *refcon)
{
	Counter counter = refcon;
	uint8_t level = pinTurnOver(counter->pin);

	if (level == counter->level)
		return;						// it was back before we came, or the status bit was still set from the last change
	counter->level = level;

	uint32_t sequence = counter->sequence + 1;
	__atomic_store_n(&counter->sequence, sequence, __ATOMIC_RELAXED);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	pulseFilterEdge(&counter->filter, esp_timer_get_time(), level == counter->activeLevel);
	__atomic_store_n(&counter->sequence, sequence + 1, __ATOMIC_RELEASE);
}

// pin, active level, pull (0 none, 1 up, 2 down), minimum pulse and pause in us: already checked
void xs_meterwire_counter_constructor(xsMachine *the)
{
	int pin = xsmcToInteger(xsArg(0));
	int active = xsmcToInteger(xsArg(1));
	int pull = xsmcToInteger(xsArg(2));
	int minimumPulse = xsmcToInteger(xsArg(3));
	int minimumPause = xsmcToInteger(xsArg(4));

	if (!GPIO_IS_VALID_GPIO(pin))
		xsRangeError("pin");
	if (pull && !GPIO_IS_VALID_OUTPUT_GPIO(pin))
		xsRangeError("pin has no pull resistors");		// GPIO 34 to 39 of an ESP32
	if (!builtinIsPinFree(pin))
		xsUnknownError("in use");

	Counter counter = heap_caps_calloc(1, sizeof(CounterRecord), MALLOC_CAP_INTERNAL | MALLOC_CAP_8BIT);
	if (!counter)
		xsUnknownError("no memory");
	gpio_config_t config = {
		.pin_bit_mask = 1ULL << pin,
		.mode = GPIO_MODE_INPUT,
		.pull_up_en = (1 == pull) ? GPIO_PULLUP_ENABLE : GPIO_PULLUP_DISABLE,
		.pull_down_en = (2 == pull) ? GPIO_PULLDOWN_ENABLE : GPIO_PULLDOWN_DISABLE,
		.intr_type = GPIO_INTR_DISABLE,
	};
	counter->obj = xsThis;
	counter->pin = (uint8_t)pin;
	counter->activeLevel = (uint8_t)active;
	if (pinInstall() || gpio_config(&config)) {
		heap_caps_free(counter);
		xsUnknownError("no interrupt");
	}
	counter->level = pinLevel(pin);
	pulseFilterStart(&counter->filter, esp_timer_get_time(), counter->level == active, (uint32_t)minimumPulse, (uint32_t)minimumPause);
	if (pinWatch((uint8_t)pin, counter->level, counterInterrupt, counter)) {
		pinUnwatch((uint8_t)pin);
		gpio_reset_pin(pin);
		heap_caps_free(counter);
		xsUnknownError("no interrupt");
	}
	builtinUsePin(pin);
	xsmcSetHostData(xsThis, counter);
	xsSetHostHooks(xsThis, (xsHostHooks *)&counterHooks);
	xsRemember(counter->obj);
}

void xs_meterwire_counter_destructor(void *it)		// no XS calls: may run from the garbage collector
{
	Counter counter = it;
	if (!counter) return;

	pinUnwatch(counter->pin);
	gpio_reset_pin(counter->pin);
	builtinFreePin(counter->pin);
	heap_caps_free(counter);
}

void xs_meterwire_counter_close(xsMachine *the)
{
	Counter counter = xsmcGetHostData(xsThis);
	if (counter && xsmcGetHostDataValidate(xsThis, (void *)&counterHooks)) {
		xsForget(counter->obj);
		xs_meterwire_counter_destructor(counter);
		xsmcSetHostData(xsThis, NULL);
		xsmcSetHostDestructor(xsThis, NULL);
	}
}

// fills a Float64Array: pulses, milliseconds since the last of them began (-1 before the first), whether there is one now, 0
void xs_meterwire_counter_read(xsMachine *the)
{
	Counter counter = xsmcGetHostDataValidate(xsThis, (void *)&counterHooks);
	PulseFilterRecord filter;
	uint32_t sequence;
	void *to;
	xsUnsignedValue room;

	int64_t now = esp_timer_get_time();		// before the copy, so that no edge is older than it and not yet in there
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	do {
		sequence = __atomic_load_n(&counter->sequence, __ATOMIC_ACQUIRE);
		filter = counter->filter;
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
	} while ((sequence & 1) || (sequence != __atomic_load_n(&counter->sequence, __ATOMIC_RELAXED)));
	// on the copy. what it finds the interrupt finds, too, at the next edge
	pulseFilterLook(&filter, now);

	double values[4] = { filter.count, (filter.last < 0) ? -1 : (double)(now - filter.last) / 1000, filter.active, 0 };
	xsmcGetBufferWritable(xsArg(0), &to, &room);
	if (room < sizeof(values))
		xsRangeError("values");
	c_memcpy(to, values, sizeof(values));
}
