// as twai_types.h
#include "esp_hal_twai/include/hal/twai_types_deprecated.h"
