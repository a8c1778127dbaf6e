/*
	As much of FreeRTOS and ESP-IDF as drivers/uart/esp32 asks for, on threads of Linux: so that the chip's code runs on the SDK's engine without a chip.
	The names, and what they promise, are theirs.
*/

#ifndef __FAKE_IDF__
#define __FAKE_IDF__

#include <pthread.h>
#include <stdint.h>
#include <stddef.h>
#include <stdbool.h>
#include "xs.h"

typedef int BaseType_t;
typedef unsigned int UBaseType_t;
typedef uint32_t TickType_t;
typedef int esp_err_t;

#define pdTRUE (1)
#define pdFALSE (0)
#define pdPASS (1)
#define portMAX_DELAY (0xFFFFFFFFU)
#define pdMS_TO_TICKS(time) (time)
#define ESP_OK (0)
#define ESP_FAIL (-1)
#define ESP_ERR_TIMEOUT (0x107)

// both a counter with a limit and a queue of it
typedef struct {
	pthread_mutex_t	mutex;
	pthread_cond_t	changed;
	uint32_t		count;
	uint32_t		limit;
	uint32_t		first;
	size_t			size;
	uint8_t			*items;
} FakeQueue, StaticSemaphore_t;

typedef FakeQueue *QueueHandle_t;
typedef FakeQueue *SemaphoreHandle_t;

SemaphoreHandle_t xSemaphoreCreateMutexStatic(StaticSemaphore_t *storage);
SemaphoreHandle_t xSemaphoreCreateBinaryStatic(StaticSemaphore_t *storage);
BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t wait);
BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore);

QueueHandle_t fakeQueue(uint32_t limit, size_t size);
void fakeQueueDelete(QueueHandle_t queue);
BaseType_t fakeQueueSend(QueueHandle_t queue, const void *item, int front);
BaseType_t xQueueReceive(QueueHandle_t queue, void *item, TickType_t wait);
#define xQueueSendToFront(queue, item, wait) fakeQueueSend(queue, item, 1)
BaseType_t xQueueReset(QueueHandle_t queue);

BaseType_t xTaskCreate(void (*run)(void *), const char *name, uint32_t stack, void *refcon, UBaseType_t priority, void *handle);
void vTaskDelete(void *task);

typedef void (*modMessageDeliver)(void *the, void *refcon, uint8_t *message, uint16_t messageLength);
int modMessagePostToMachine(xsMachine *the, uint8_t *message, uint16_t messageLength, modMessageDeliver callback, void *refcon);
int modMessagePostToMachineFromISR(xsMachine *the, modMessageDeliver callback, void *refcon);
uint32_t modMilliseconds(void);		// the SDK has it for Linux, too

#define SOC_UART_HP_NUM (3)
#define UART_HW_FIFO_LEN(number) (128)
#define UART_PIN_NO_CHANGE (-1)
#define UART_SCLK_DEFAULT (0)
#define UART_INTR_FRAM_ERR (8)

typedef enum { UART_DATA_7_BITS = 2, UART_DATA_8_BITS = 3 } uart_word_length_t;
typedef enum { UART_STOP_BITS_1 = 1, UART_STOP_BITS_2 = 3 } uart_stop_bits_t;
typedef enum { UART_PARITY_DISABLE = 0, UART_PARITY_EVEN = 2, UART_PARITY_ODD = 3 } uart_parity_t;
typedef enum { UART_HW_FLOWCTRL_DISABLE = 0 } uart_hw_flowcontrol_t;
typedef enum { UART_MODE_UART = 0, UART_MODE_RS485_HALF_DUPLEX = 1 } uart_mode_t;
typedef enum { UART_DATA, UART_BREAK, UART_BUFFER_FULL, UART_FIFO_OVF, UART_FRAME_ERR, UART_PARITY_ERR, UART_EVENT_MAX } uart_event_type_t;

enum {
	UART_SIGNAL_INV_DISABLE = 0,
	UART_SIGNAL_RXD_INV = 1 << 2,
	UART_SIGNAL_TXD_INV = 1 << 5,
	UART_SIGNAL_RTS_INV = 1 << 6,
};

typedef struct {
	int						baud_rate;
	uart_word_length_t		data_bits;
	uart_parity_t			parity;
	uart_stop_bits_t		stop_bits;
	uart_hw_flowcontrol_t	flow_ctrl;
	int						source_clk;
} uart_config_t;

typedef struct {
	uart_event_type_t	type;
	size_t				size;
	bool				timeout_flag;
} uart_event_t;

esp_err_t uart_driver_install(int number, int receiveSize, int transmitSize, int eventCount, QueueHandle_t *events, int flags);
esp_err_t uart_driver_delete(int number);
bool uart_is_driver_installed(int number);
esp_err_t uart_param_config(int number, const uart_config_t *config);
esp_err_t uart_set_pin(int number, int transmit, int receive, int rts, int cts);
esp_err_t uart_set_rts(int number, int level);
esp_err_t uart_set_mode(int number, uart_mode_t mode);
esp_err_t uart_set_baudrate(int number, uint32_t baud);
esp_err_t uart_set_word_length(int number, uart_word_length_t length);
esp_err_t uart_set_parity(int number, uart_parity_t parity);
esp_err_t uart_set_stop_bits(int number, uart_stop_bits_t bits);
esp_err_t uart_set_line_inverse(int number, uint32_t mask);
esp_err_t uart_set_rx_full_threshold(int number, int threshold);
esp_err_t uart_set_rx_timeout(int number, uint8_t symbols);
esp_err_t uart_enable_intr_mask(int number, uint32_t mask);
void uart_set_always_rx_timeout(int number, bool always);
esp_err_t uart_flush_input(int number);
esp_err_t uart_get_buffered_data_len(int number, size_t *size);
int uart_read_bytes(int number, void *to, uint32_t count, TickType_t wait);
int uart_tx_chars(int number, const char *from, uint32_t count);
esp_err_t uart_wait_tx_done(int number, TickType_t wait);

#define GPIO_PULLUP_ONLY (0)
#define GPIO_FLOATING (3)
#define GPIO_IS_VALID_GPIO(pin) (((pin) >= 0) && ((pin) < 40))
#define GPIO_IS_VALID_OUTPUT_GPIO(pin) (((pin) >= 0) && ((pin) < 34))
esp_err_t gpio_set_pull_mode(int pin, int mode);
int builtinIsPinFree(int pin);
int builtinUsePin(int pin);
void builtinFreePin(int pin);

#endif
