/*
	Pulse counter for ESP32, C3 and S3: counts in the pin's interrupt; JavaScript only ever asks for the sum.

	Not on PCNT where the chip has it: its glitch filter ends at 12.8 us and contacts bounce for milliseconds, so time stamps would be needed all the
	same. At the most that is wanted, 42 pulses a second with some bounce, the interrupt takes less than a thousandth of the time.

	The pin's interrupt is one of level, turned over at each change: on an ESP32 edge interrupts of two pins of a group lose each other (errata,
	GPIO-3.14), and the level is never lost. All that runs in the interrupt is in IRAM and in internal memory: it goes on while flash is written. It takes
	no lock: it is the only writer, and marks with `sequence` when it writes.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "builtinCommon.h"

#include "driver/gpio.h"
#include "esp_attr.h"
#include "esp_heap_caps.h"
#include "esp_intr_alloc.h"
#include "esp_timer.h"
#include "soc/gpio_reg.h"
#include "soc/soc.h"
#include "soc/soc_caps.h"

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

// the registers themselves: where the driver's functions are depends on the configuration
#if SOC_GPIO_PIN_COUNT > 32
	#define pinLevel(pin) ((((pin) < 32) ? (REG_READ(GPIO_IN_REG) >> (pin)) : (REG_READ(GPIO_IN1_REG) >> ((pin) - 32))) & 1)
#else
	#define pinLevel(pin) ((REG_READ(GPIO_IN_REG) >> (pin)) & 1)
#endif
#define pinRegister(pin) (GPIO_PIN0_REG + ((pin) * (GPIO_PIN1_REG - GPIO_PIN0_REG)))

static void IRAM_ATTR counterInterrupt(void *refcon)
{
	Counter counter = refcon;
	uint8_t pin = counter->pin;
	uint8_t level = pinLevel(pin);

	REG_SET_FIELD(pinRegister(pin), GPIO_PIN0_INT_TYPE, level ? GPIO_INTR_LOW_LEVEL : GPIO_INTR_HIGH_LEVEL);
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
	// somebody else may have installed it, with the same flag. only the SDK's Digital does without, for pins with a callback, of which we have none
	esp_err_t installed = gpio_install_isr_service(ESP_INTR_FLAG_IRAM);
	if (((ESP_OK != installed) && (ESP_ERR_INVALID_STATE != installed)) || gpio_config(&config)) {
		heap_caps_free(counter);
		xsUnknownError("no interrupt");
	}
	counter->level = pinLevel(pin);
	pulseFilterStart(&counter->filter, esp_timer_get_time(), counter->level == active, (uint32_t)minimumPulse, (uint32_t)minimumPause);
	if (gpio_isr_handler_add(pin, counterInterrupt, counter)) {
		gpio_reset_pin(pin);
		heap_caps_free(counter);
		xsUnknownError("no interrupt");
	}
	builtinUsePin(pin);
	xsmcSetHostData(xsThis, counter);
	xsSetHostHooks(xsThis, (xsHostHooks *)&counterHooks);
	xsRemember(counter->obj);
	// last, when a handler is there to turn it over
	(void)gpio_set_intr_type(pin, counter->level ? GPIO_INTR_LOW_LEVEL : GPIO_INTR_HIGH_LEVEL);
}

void xs_meterwire_counter_destructor(void *it)		// no XS calls: may run from the garbage collector
{
	Counter counter = it;
	if (!counter) return;

	gpio_set_intr_type(counter->pin, GPIO_INTR_DISABLE);
	gpio_isr_handler_remove(counter->pin);		// the service's interrupt is on the machine's core: it does not run now
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
