#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "builtinCommon.h"

#include "esp_adc/adc_cali.h"
#include "esp_adc/adc_cali_scheme.h"
#include "esp_adc/adc_oneshot.h"
#include "soc/soc_caps.h"

#include "adc-pin.h"

#define kFullScale (2450)			// mV: what 12 dB of attenuation can measure on every chip
#define kHighest (4095)

typedef struct {
	adc_oneshot_unit_handle_t	handle;
	adc_cali_handle_t			calibration;		// NULL where nothing was burnt in
	uint32_t					useCount;
} UnitRecord;

struct AdcPinRecord {
	xsSlot			obj;			// of an AnalogPort only
	UnitRecord		*unit;
	adc_channel_t	channel;
	uint8_t			pin;
};

static UnitRecord units[SOC_ADC_PERIPH_NUM];		// the machine's task alone opens and closes

static void calibrationOpen(UnitRecord *unit, adc_unit_t id)
{
#if ADC_CALI_SCHEME_CURVE_FITTING_SUPPORTED
	adc_cali_curve_fitting_config_t config = { .unit_id = id, .atten = ADC_ATTEN_DB_12, .bitwidth = ADC_BITWIDTH_12 };
	if (adc_cali_create_scheme_curve_fitting(&config, &unit->calibration))
		unit->calibration = NULL;
#elif ADC_CALI_SCHEME_LINE_FITTING_SUPPORTED
	adc_cali_line_fitting_config_t config = { .unit_id = id, .atten = ADC_ATTEN_DB_12, .bitwidth = ADC_BITWIDTH_12 };
	if (adc_cali_create_scheme_line_fitting(&config, &unit->calibration))
		unit->calibration = NULL;
#endif
}

static void calibrationClose(UnitRecord *unit)
{
	if (NULL == unit->calibration)
		return;
#if ADC_CALI_SCHEME_CURVE_FITTING_SUPPORTED
	adc_cali_delete_scheme_curve_fitting(unit->calibration);
#elif ADC_CALI_SCHEME_LINE_FITTING_SUPPORTED
	adc_cali_delete_scheme_line_fitting(unit->calibration);
#endif
	unit->calibration = NULL;
}

static void unitRelease(UnitRecord *unit)
{
	if (--unit->useCount)
		return;
	calibrationClose(unit);
	adc_oneshot_del_unit(unit->handle);
}

const char *adcPinOpen(AdcPin *result, int pin)
{
	adc_unit_t id;
	adc_channel_t channel;
	adc_oneshot_chan_cfg_t config = { .atten = ADC_ATTEN_DB_12, .bitwidth = ADC_BITWIDTH_12 };

	if (adc_oneshot_io_to_channel(pin, &id, &channel))
		return "pin has no ADC";
	if (!builtinIsPinFree(pin))
		return "in use";
	AdcPin adc = c_calloc(1, sizeof(struct AdcPinRecord));
	if (!adc)
		return "no memory";
	UnitRecord *unit = &units[id];
	if (0 == unit->useCount) {
		adc_oneshot_unit_init_cfg_t start = { .unit_id = id, .ulp_mode = ADC_ULP_MODE_DISABLE };
		if (adc_oneshot_new_unit(&start, &unit->handle)) {
			c_free(adc);
			return "ADC in use";
		}
		calibrationOpen(unit, id);
	}
	unit->useCount += 1;
	if (adc_oneshot_config_channel(unit->handle, channel, &config)) {
		unitRelease(unit);
		c_free(adc);
		return "ADC";
	}
	adc->unit = unit;
	adc->channel = channel;
	adc->pin = (uint8_t)pin;
	builtinUsePin(pin);
	*result = adc;
	return NULL;
}

int adcPinRead(AdcPin adc)
{
	int value;

	return adc_oneshot_read(adc->unit->handle, adc->channel, &value) ? -1 : value;
}

void adcPinClose(AdcPin adc)
{
	unitRelease(adc->unit);
	builtinFreePin(adc->pin);
	c_free(adc);
}

// AnalogPort: the pin by itself

void xs_meterwire_analog_destructor(void *it);

static const xsHostHooks ICACHE_RODATA_ATTR analogHooks = {
	xs_meterwire_analog_destructor,
	NULL,
	NULL
};

// pin: already checked
void xs_meterwire_analog_constructor(xsMachine *the)
{
	AdcPin adc;
	const char *error = adcPinOpen(&adc, xsmcToInteger(xsArg(0)));

	if (error)
		xsUnknownError((char *)error);
	adc->obj = xsThis;
	xsmcSetHostData(xsThis, adc);
	xsSetHostHooks(xsThis, (xsHostHooks *)&analogHooks);
	xsRemember(adc->obj);
}

void xs_meterwire_analog_destructor(void *it)		// no XS calls: may run from the garbage collector
{
	if (it)
		adcPinClose(it);
}

// 0 to 4095 of 2.45 V, corrected; -1 when the conversion failed
void xs_meterwire_analog_read(xsMachine *the)
{
	AdcPin adc = xsmcGetHostDataValidate(xsThis, (void *)&analogHooks);
	int value = adcPinRead(adc), millivolts;

	if ((value >= 0) && adc->unit->calibration && (0 == adc_cali_raw_to_voltage(adc->unit->calibration, value, &millivolts))) {
		value = millivolts * kHighest / kFullScale;
		if (value > kHighest)
			value = kHighest;
	}
	xsmcSetInteger(xsResult, value);
}

void xs_meterwire_analog_close(xsMachine *the)
{
	AdcPin adc = xsmcGetHostData(xsThis);
	if (adc && xsmcGetHostDataValidate(xsThis, (void *)&analogHooks)) {
		xsForget(adc->obj);
		xs_meterwire_analog_destructor(adc);
		xsmcSetHostData(xsThis, NULL);
		xsmcSetHostDestructor(xsThis, NULL);
	}
}
