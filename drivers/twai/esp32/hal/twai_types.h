// ESP-IDF's own, found by the way that the SDK's makefile knows: it has the folder of all components in its path, and not this one's
#include "esp_hal_twai/include/hal/twai_types.h"
