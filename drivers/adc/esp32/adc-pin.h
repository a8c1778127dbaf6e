/*
	A pin of an ADC, with 12 dB of attenuation. ESP-IDF lets a unit be opened only once, and several parts read pins of it: this is the one place
	that opens it. For tasks, not for interrupts. On an ESP32, ADC2 is the Wi-Fi's as long as that is on.
*/

#ifndef __ADC_PIN__
#define __ADC_PIN__

typedef struct AdcPinRecord *AdcPin;

// NULL, or why not: a text that stays. claims the pin
const char *adcPinOpen(AdcPin *result, int pin);
// 0 to 4095, not corrected; -1 when the conversion failed
int adcPinRead(AdcPin adc);
// makes no XS calls
void adcPinClose(AdcPin adc);

#endif
