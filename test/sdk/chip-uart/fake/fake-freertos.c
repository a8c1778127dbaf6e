#include "fake-idf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <glib.h>

#define kMachineQueue (4)			// few, so that posts fail now and then, as they may on the chip
#define kQueueWait (20)

static void fakeInit(FakeQueue *queue, uint32_t limit, uint32_t count, size_t size)
{
	pthread_condattr_t attributes;

	memset(queue, 0, sizeof(*queue));
	pthread_mutex_init(&queue->mutex, NULL);
	pthread_condattr_init(&attributes);
	pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	pthread_cond_init(&queue->changed, &attributes);
	queue->limit = limit;
	queue->count = count;
	queue->size = size;
	if (size)
		queue->items = malloc(limit * size);
}

// with the mutex held: whether there is one now
static int fakeAwait(FakeQueue *queue, TickType_t wait)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += wait / 1000;
	until.tv_nsec += (long)(wait % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_nsec -= 1000000000;
		until.tv_sec += 1;
	}
	while (!queue->count) {
		if (portMAX_DELAY == wait)
			pthread_cond_wait(&queue->changed, &queue->mutex);
		else if (!wait || (ETIMEDOUT == pthread_cond_timedwait(&queue->changed, &queue->mutex, &until)))
			return 0 != queue->count;
	}
	return 1;
}

SemaphoreHandle_t xSemaphoreCreateMutexStatic(StaticSemaphore_t *storage)
{
	fakeInit(storage, 1, 1, 0);
	return storage;
}

SemaphoreHandle_t xSemaphoreCreateBinaryStatic(StaticSemaphore_t *storage)
{
	fakeInit(storage, 1, 0, 0);
	return storage;
}

BaseType_t xSemaphoreTake(SemaphoreHandle_t semaphore, TickType_t wait)
{
	pthread_mutex_lock(&semaphore->mutex);
	int got = fakeAwait(semaphore, wait);
	if (got)
		semaphore->count -= 1;
	pthread_mutex_unlock(&semaphore->mutex);
	return got ? pdTRUE : pdFALSE;
}

BaseType_t xSemaphoreGive(SemaphoreHandle_t semaphore)
{
	pthread_mutex_lock(&semaphore->mutex);
	semaphore->count = 1;
	pthread_cond_signal(&semaphore->changed);
	pthread_mutex_unlock(&semaphore->mutex);
	return pdTRUE;
}

QueueHandle_t fakeQueue(uint32_t limit, size_t size)
{
	FakeQueue *queue = malloc(sizeof(FakeQueue));
	fakeInit(queue, limit, 0, size);
	return queue;
}

void fakeQueueDelete(QueueHandle_t queue)
{
	free(queue->items);
	free(queue);
}

BaseType_t fakeQueueSend(QueueHandle_t queue, const void *item, int front)
{
	pthread_mutex_lock(&queue->mutex);
	int fits = queue->count < queue->limit;
	if (fits) {
		if (front)
			queue->first = (queue->first + queue->limit - 1) % queue->limit;
		uint32_t at = front ? queue->first : (queue->first + queue->count) % queue->limit;
		memcpy(queue->items + at * queue->size, item, queue->size);
		queue->count += 1;
		pthread_cond_signal(&queue->changed);
	}
	pthread_mutex_unlock(&queue->mutex);
	return fits ? pdTRUE : pdFALSE;
}

BaseType_t xQueueReceive(QueueHandle_t queue, void *item, TickType_t wait)
{
	pthread_mutex_lock(&queue->mutex);
	int got = fakeAwait(queue, wait);
	if (got) {
		memcpy(item, queue->items + queue->first * queue->size, queue->size);
		queue->first = (queue->first + 1) % queue->limit;
		queue->count -= 1;
	}
	pthread_mutex_unlock(&queue->mutex);
	return got ? pdTRUE : pdFALSE;
}

BaseType_t xQueueReset(QueueHandle_t queue)
{
	pthread_mutex_lock(&queue->mutex);
	queue->count = 0;
	pthread_mutex_unlock(&queue->mutex);
	return pdPASS;
}

typedef struct {
	void (*run)(void *);
	void *refcon;
} TaskStart;

static void *fakeTask(void *it)
{
	TaskStart start = *(TaskStart *)it;
	free(it);
	start.run(start.refcon);
	return NULL;
}

BaseType_t xTaskCreate(void (*run)(void *), const char *name, uint32_t stack, void *refcon, UBaseType_t priority, void *handle)
{
	pthread_t thread;
	TaskStart *start = malloc(sizeof(TaskStart));
	(void)name, (void)stack, (void)priority, (void)handle;

	*start = (TaskStart){ run, refcon };
	if (pthread_create(&thread, NULL, fakeTask, start))
		return pdFALSE;
	pthread_detach(thread);
	return pdPASS;
}

void vTaskDelete(void *task)
{
	(void)task;
	pthread_exit(NULL);
}

/*
	the machine's messages: its thread runs GLib's main loop
*/

typedef struct {
	xsMachine			*the;
	modMessageDeliver	callback;
	void				*refcon;
} Message;

static uint32_t gWaiting;

static gboolean fakeDeliver(gpointer it)
{
	Message message = *(Message *)it;
	free(it);
	__atomic_sub_fetch(&gWaiting, 1, __ATOMIC_SEQ_CST);
	message.callback(message.the, message.refcon, NULL, 0);
	return G_SOURCE_REMOVE;
}

int modMessagePostToMachineFromISR(xsMachine *the, modMessageDeliver callback, void *refcon)
{
	if (__atomic_add_fetch(&gWaiting, 1, __ATOMIC_SEQ_CST) > kMachineQueue) {
		__atomic_sub_fetch(&gWaiting, 1, __ATOMIC_SEQ_CST);
		return -1;
	}
	Message *message = malloc(sizeof(Message));
	*message = (Message){ the, callback, refcon };
	g_idle_add_full(G_PRIORITY_DEFAULT, fakeDeliver, message, NULL);
	return 0;
}

int modMessagePostToMachine(xsMachine *the, uint8_t *bytes, uint16_t count, modMessageDeliver callback, void *refcon)
{
	(void)bytes, (void)count;
	for (int turn = 0; turn < kQueueWait; turn++) {
		if (!modMessagePostToMachineFromISR(the, callback, refcon))
			return 0;
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	}
	return -2;
}
