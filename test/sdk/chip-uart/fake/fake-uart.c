/*
	UARTs 1 and 2 at the ends `a` and `b` of a pseudo terminal. The thread of each is the interrupt: as the driver's it leaves a byte in the FIFO until the
	line is idle, sends an event for each load, and stops when the ring is full, with the load that did not fit put aside.
*/

#include "fake-idf.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define kLoad (64)
#define kIdle (2)					// ms

typedef struct {
	pthread_t		thread;
	pthread_mutex_t	mutex;
	QueueHandle_t	events;
	uint8_t			*ring;
	uint32_t		size;
	uint32_t		count;
	uint8_t			aside[kLoad];
	uint32_t		asideCount;
	int				file;
	int				ending;
	int				transmits;
	uint32_t		inversion;
} FakeUART;

static FakeUART *uarts[SOC_UART_HP_NUM];
static uint8_t pins[40];

static int fakePut(FakeUART *uart, const uint8_t *from, uint32_t count)
{
	if ((uart->size - uart->count) < count)
		return 0;
	memcpy(uart->ring + uart->count, from, count);
	uart->count += count;
	return 1;
}

static void fakeLoad(FakeUART *uart, const uint8_t *from, uint32_t count, bool idle)
{
	uart_event_t event = { .type = UART_DATA, .size = count, .timeout_flag = idle };

	pthread_mutex_lock(&uart->mutex);
	if (!fakePut(uart, from, count)) {
		memcpy(uart->aside, from, count);
		uart->asideCount = count;
		event.type = UART_BUFFER_FULL;
	}
	pthread_mutex_unlock(&uart->mutex);
	(void)fakeQueueSend(uart->events, &event, 0);
}

static void *fakeInterrupt(void *it)
{
	FakeUART *uart = it;
	uint8_t fifo[kLoad];
	uint32_t held = 0;

	while (!__atomic_load_n(&uart->ending, __ATOMIC_SEQ_CST)) {
		struct pollfd wait = { .fd = uart->file, .events = POLLIN };
		pthread_mutex_lock(&uart->mutex);
		uint32_t full = uart->asideCount;
		pthread_mutex_unlock(&uart->mutex);
		if (full) {
			(void)poll(NULL, 0, 1);
			continue;
		}
		if (poll(&wait, 1, kIdle) <= 0) {
			if (held)
				fakeLoad(uart, fifo, held, true);
			held = 0;
			continue;
		}
		ssize_t got = read(uart->file, fifo + held, kLoad - held);
		if (got > 0)
			held += (uint32_t)got;
		if (held == kLoad) {
			fakeLoad(uart, fifo, held - 1, false);
			fifo[0] = fifo[held - 1];
			held = 1;
		}
	}
	return NULL;
}

esp_err_t uart_driver_install(int number, int receiveSize, int transmitSize, int eventCount, QueueHandle_t *events, int flags)
{
	struct termios raw;
	(void)transmitSize, (void)flags;

	if ((number < 1) || uarts[number])
		return ESP_FAIL;
	FakeUART *uart = calloc(1, sizeof(FakeUART));
	uart->file = open((1 == number) ? "a" : "b", O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if ((uart->file < 0) || tcgetattr(uart->file, &raw)) {
		free(uart);
		return ESP_FAIL;
	}
	cfmakeraw(&raw);
	(void)tcsetattr(uart->file, TCSANOW, &raw);
	(void)tcflush(uart->file, TCIFLUSH);
	pthread_mutex_init(&uart->mutex, NULL);
	uart->size = (uint32_t)receiveSize;
	uart->ring = malloc(uart->size);
	*events = uart->events = fakeQueue((uint32_t)eventCount, sizeof(uart_event_t));
	uarts[number] = uart;
	return pthread_create(&uart->thread, NULL, fakeInterrupt, uart) ? ESP_FAIL : ESP_OK;
}

esp_err_t uart_driver_delete(int number)
{
	FakeUART *uart = uarts[number];

	uarts[number] = NULL;
	__atomic_store_n(&uart->ending, 1, __ATOMIC_SEQ_CST);
	pthread_join(uart->thread, NULL);
	fakeQueueDelete(uart->events);
	close(uart->file);
	free(uart->ring);
	memset(uart, 0xDD, sizeof(*uart));
	free(uart);
	return ESP_OK;
}

bool uart_is_driver_installed(int number)
{
	return NULL != uarts[number];
}

// with the mutex held: what was put aside, as soon as there is room for it. no event
static void fakeLetIn(FakeUART *uart)
{
	if (uart->asideCount && fakePut(uart, uart->aside, uart->asideCount))
		uart->asideCount = 0;
}

int uart_read_bytes(int number, void *to, uint32_t count, TickType_t wait)
{
	FakeUART *uart = uarts[number];
	(void)wait;

	pthread_mutex_lock(&uart->mutex);
	if (count > uart->count)
		count = uart->count;
	memcpy(to, uart->ring, count);
	memmove(uart->ring, uart->ring + count, uart->count - count);
	uart->count -= count;
	fakeLetIn(uart);
	pthread_mutex_unlock(&uart->mutex);
	return (int)count;
}

esp_err_t uart_flush_input(int number)
{
	FakeUART *uart = uarts[number];

	pthread_mutex_lock(&uart->mutex);
	uart->count = uart->asideCount = 0;
	(void)tcflush(uart->file, TCIFLUSH);
	pthread_mutex_unlock(&uart->mutex);
	return ESP_OK;
}

esp_err_t uart_get_buffered_data_len(int number, size_t *size)
{
	FakeUART *uart = uarts[number];

	pthread_mutex_lock(&uart->mutex);
	*size = uart->count;
	pthread_mutex_unlock(&uart->mutex);
	return ESP_OK;
}

int uart_tx_chars(int number, const char *from, uint32_t count)
{
	ssize_t sent = write(uarts[number]->file, from, (count > 128) ? 128 : count);
	return (sent > 0) ? (int)sent : 0;
}

esp_err_t uart_wait_tx_done(int number, TickType_t wait)
{
	(void)number, (void)wait;
	return ESP_OK;
}

esp_err_t uart_set_line_inverse(int number, uint32_t mask)
{
	// an idle line the other way round is a break: the other end's driver sends the event when it ends
	FakeUART *other = uarts[3 - number];
	uart_event_t event = { .type = UART_BREAK };

	if (other && ((mask ^ uarts[number]->inversion) & UART_SIGNAL_TXD_INV) && (mask & UART_SIGNAL_TXD_INV))
		(void)fakeQueueSend(other->events, &event, 0);
	uarts[number]->inversion = mask;
	return ESP_OK;
}

// refused, to see what becomes of a line that cannot be set up
esp_err_t uart_set_baudrate(int number, uint32_t baud)
{
	(void)number;
	return (921600 == baud) ? ESP_FAIL : ESP_OK;
}

esp_err_t uart_param_config(int number, const uart_config_t *config) { (void)number, (void)config; return ESP_OK; }
esp_err_t uart_set_pin(int number, int transmit, int receive, int rts, int cts) { (void)number, (void)transmit, (void)receive, (void)rts, (void)cts; return ESP_OK; }
esp_err_t uart_set_rts(int number, int level) { (void)number, (void)level; return ESP_OK; }
esp_err_t uart_set_mode(int number, uart_mode_t mode) { (void)number, (void)mode; return ESP_OK; }
esp_err_t uart_set_word_length(int number, uart_word_length_t length) { (void)number, (void)length; return ESP_OK; }
esp_err_t uart_set_parity(int number, uart_parity_t parity) { (void)number, (void)parity; return ESP_OK; }
esp_err_t uart_set_stop_bits(int number, uart_stop_bits_t bits) { (void)number, (void)bits; return ESP_OK; }
esp_err_t uart_set_rx_full_threshold(int number, int threshold) { (void)number, (void)threshold; return ESP_OK; }
esp_err_t uart_set_rx_timeout(int number, uint8_t symbols) { (void)number, (void)symbols; return ESP_OK; }
esp_err_t uart_enable_intr_mask(int number, uint32_t mask) { (void)number, (void)mask; return ESP_OK; }
void uart_set_always_rx_timeout(int number, bool always) { (void)number, (void)always; }
esp_err_t gpio_set_pull_mode(int pin, int mode) { (void)pin, (void)mode; return ESP_OK; }

int builtinIsPinFree(int pin) { return !pins[pin]; }
int builtinUsePin(int pin) { return pins[pin] ? 0 : (pins[pin] = 1); }
void builtinFreePin(int pin) { pins[pin] = 0; }
