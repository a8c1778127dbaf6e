/*
	Pulse counter for ESP32, C3 and S3: counts in the pin's interrupt; JavaScript only ever asks for the sum.

	Not on PCNT where the chip has it: its glitch filter reaches 12.8 us, and contacts bounce for milliseconds. At the most that is wanted, 42
	pulses a second with some bounce, the interrupt takes less than a thousandth of the time.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "builtinCommon.h"

#include "driver/gpio.h"
#include "esp_attr.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"

#define PULSE_FILTER_ATTRIBUTE IRAM_ATTR
#include "pulse-filter.h"

typedef struct {
	xsSlot				obj;
	portMUX_TYPE		lock;
	PulseFilterRecord	filter;
	uint8_t				pin;
	uint8_t				activeLevel;
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

	portENTER_CRITICAL_ISR(&counter->lock);
	pulseFilterEdge(&counter->filter, esp_timer_get_time(), gpio_get_level(counter->pin) == counter->activeLevel);
	portEXIT_CRITICAL_ISR(&counter->lock);
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
	if (!builtinIsPinFree(pin))
		xsUnknownError("in use");

	Counter counter = c_calloc(1, sizeof(CounterRecord));
	if (!counter)
		xsUnknownError("no memory");
	gpio_config_t config = {
		.pin_bit_mask = 1ULL << pin,
		.mode = GPIO_MODE_INPUT,
		.pull_up_en = (1 == pull) ? GPIO_PULLUP_ENABLE : GPIO_PULLUP_DISABLE,
		.pull_down_en = (2 == pull) ? GPIO_PULLDOWN_ENABLE : GPIO_PULLDOWN_DISABLE,
		.intr_type = GPIO_INTR_ANYEDGE,
	};
	counter->obj = xsThis;
	counter->pin = (uint8_t)pin;
	counter->activeLevel = (uint8_t)active;
	portMUX_INITIALIZE(&counter->lock);
	esp_err_t installed = gpio_install_isr_service(0);		// somebody else may have done so
	if (((ESP_OK != installed) && (ESP_ERR_INVALID_STATE != installed)) || gpio_config(&config)) {
		c_free(counter);
		xsUnknownError("no interrupt");
	}
	pulseFilterStart(&counter->filter, esp_timer_get_time(), gpio_get_level(pin) == active, (uint32_t)minimumPulse, (uint32_t)minimumPause);
	if (gpio_isr_handler_add(pin, counterInterrupt, counter)) {
		gpio_reset_pin(pin);
		c_free(counter);
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

	gpio_isr_handler_remove(counter->pin);
	gpio_reset_pin(counter->pin);
	builtinFreePin(counter->pin);
	c_free(counter);
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

// fills a Float64Array: pulses, and milliseconds since the last of them began (-1 before the first)
void xs_meterwire_counter_read(xsMachine *the)
{
	Counter counter = xsmcGetHostDataValidate(xsThis, (void *)&counterHooks);
	double values[2];
	void *to;
	xsUnsignedValue room;

	int64_t now = esp_timer_get_time();
	portENTER_CRITICAL(&counter->lock);
	pulseFilterLook(&counter->filter, now);
	uint32_t count = counter->filter.count;
	int64_t last = counter->filter.last;
	portEXIT_CRITICAL(&counter->lock);

	values[0] = count;
	values[1] = (last < 0) ? -1 : (double)(now - last) / 1000;
	xsmcGetBufferWritable(xsArg(0), &to, &room);
	if (room < sizeof(values))
		xsRangeError("values");
	c_memcpy(to, values, sizeof(values));
}
