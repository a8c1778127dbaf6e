/*
	Interrupts at each change of a pin, without edge interrupts: on an ESP32 those of two pins of a group lose each other (errata, GPIO-3.14). Instead the
	interrupt is one of level, and is turned over at each change: a level is there until somebody has looked, so no change is lost that lasts.

	All this runs in interrupts while flash is written, too. It is the registers themselves, for where the driver's functions are depends on the
	configuration.
*/

#ifndef __PIN_CHANGE__
#define __PIN_CHANGE__

#include "driver/gpio.h"
#include "esp_attr.h"
#include "esp_intr_alloc.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "soc/gpio_reg.h"
#include "soc/soc.h"
#include "soc/soc_caps.h"

#if SOC_GPIO_PIN_COUNT > 32
	#define pinLevel(pin) ((((pin) < 32) ? (REG_READ(GPIO_IN_REG) >> (pin)) : (REG_READ(GPIO_IN1_REG) >> ((pin) - 32))) & 1)
#else
	#define pinLevel(pin) ((REG_READ(GPIO_IN_REG) >> (pin)) & 1)
#endif

// the pin's level. the next interrupt comes when it is the other one, at once if it is that already
static inline uint8_t IRAM_ATTR pinTurnOver(uint8_t pin)
{
	uint8_t level = pinLevel(pin);

	REG_SET_FIELD(GPIO_PIN0_REG + (pin * (GPIO_PIN1_REG - GPIO_PIN0_REG)), GPIO_PIN0_INT_TYPE, level ? GPIO_INTR_LOW_LEVEL : GPIO_INTR_HIGH_LEVEL);
	return level;
}

// all pins of a chip have one handler between them. not needed where no interrupt of ours runs yet
static inline esp_err_t pinInstall(void)
{
	// somebody else may have installed it, with the same flag. only the SDK's Digital does without, for pins with a callback, of which we have none
	esp_err_t error = gpio_install_isr_service(ESP_INTR_FLAG_IRAM);
	return (ESP_ERR_INVALID_STATE == error) ? ESP_OK : error;
}

// the pin is an input and has no interrupt yet. `handler` runs at each change from now on, and for a change since `level`
static inline esp_err_t pinWatch(uint8_t pin, uint8_t level, gpio_isr_t handler, void *refcon)
{
	esp_err_t error = gpio_isr_handler_add(pin, handler, refcon);
	// last, when a handler is there to turn it over
	return error ? error : gpio_set_intr_type(pin, level ? GPIO_INTR_LOW_LEVEL : GPIO_INTR_HIGH_LEVEL);
}

// when it returns the handler neither runs nor will: it may have been running on the other core, and have put back what was switched off
static inline void pinUnwatch(uint8_t pin)
{
	(void)gpio_set_intr_type(pin, GPIO_INTR_DISABLE);
	(void)gpio_isr_handler_remove(pin);
	vTaskDelay(2);		// one tick at least
	(void)gpio_set_intr_type(pin, GPIO_INTR_DISABLE);
	(void)gpio_intr_disable(pin);
}

#endif
