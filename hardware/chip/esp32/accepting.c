/*
	Connections between lwIP's accepting them and JavaScript's taking them. The SDK's listener (8.2.3, modules/io/socket/lwip/tcp.c, listenerAccept) holds on to a
	connection that nobody tells it the end of: one that its client resets before it is read is used after lwIP gave its memory back, and the chip starts
	again (a port scan did it). So they wait here, where a reset is heard, and reach the SDK's listener at the moment when JavaScript reads.
*/

#include "xsmc.h"
#include "xsHost.h"
#include "mc.xs.h"

#include <stdlib.h>
#include "freertos/FreeRTOS.h"
#include "freertos/semphr.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/tcpip.h"

enum {
	kWaiting = 6,			// more are reset; a web browser tries again
	kLongestHold = 200		// milliseconds
};

typedef struct GuardRecord GuardRecord, *Guard;

typedef struct {
	Guard			guard;
	struct tcp_pcb	*pcb;		// none: free
	uint32_t		order;
} WaitingRecord, *Waiting;

struct GuardRecord {
	Guard			next;
	void			*listener;	// the SDK's record; begins with its struct tcp_pcb_listen *
	tcp_accept_fn	accept;		// the SDK's
	xsMachine		*the;
	xsSlot			onWaiting;
	uint32_t		order;
	bool			posted;
	WaitingRecord	waiting[kWaiting];
};

static Guard gGuards;			// changed by the machine's task while lwIP is held
static StaticSemaphore_t gHeldMemory, gReleaseMemory;
static SemaphoreHandle_t gHeld, gRelease;

// runs in lwIP's task
static void standStill(void *context)
{
	struct tcp_pcb *pcb, *next;

	(void)context;
	(void)xSemaphoreGive(gHeld);
	(void)xSemaphoreTake(gRelease, pdMS_TO_TICKS(kLongestHold));
	// what came for a connection before somebody took it would wait for lwIP's timer, a quarter of a second
	for (pcb = tcp_active_pcbs; pcb; pcb = next) {
		next = pcb->next;
		if (pcb->refused_data)
			(void)tcp_process_refused_data(pcb);
	}
}

static void hold(void)
{
	if (!gHeld) {
		gHeld = xSemaphoreCreateBinaryStatic(&gHeldMemory);
		gRelease = xSemaphoreCreateBinaryStatic(&gReleaseMemory);
	}
	// one that came too late
	(void)xSemaphoreTake(gRelease, 0);
	if (ERR_OK == tcpip_callback(standStill, NULL))
		(void)xSemaphoreTake(gHeld, portMAX_DELAY);
}

static void release(void)
{
	if (gRelease)
		(void)xSemaphoreGive(gRelease);
}

void xs_meterwire_accepting_hold(xsMachine *the)
{
	(void)the;
	hold();
}

void xs_meterwire_accepting_release(xsMachine *the)
{
	(void)the;
	release();
}

static Guard findGuard(void *listener)
{
	Guard guard;

	for (guard = gGuards; guard && (guard->listener != listener); guard = guard->next)
		;
	return guard;
}

static void deliver(void *machine, void *refcon, uint8_t *message, uint16_t messageLength)
{
	xsMachine *the = machine;
	Guard guard = findGuard(refcon);
	int i, count = 0;

	(void)message; (void)messageLength;
	// closed in the meantime
	if (!guard)
		return;
	guard->posted = false;
	for (i = 0; i < kWaiting; i++)
		count += guard->waiting[i].pcb ? 1 : 0;
	if (!count)
		return;
	xsBeginHost(the);
		xsmcSetInteger(xsResult, count);
		xsCallFunction1(guard->onWaiting, xsUndefined, xsResult);
	xsEndHost(the);
}

// these run in lwIP's task

static err_t refuse(void *context, struct tcp_pcb *pcb, struct pbuf *data, err_t error)
{
	(void)context; (void)pcb; (void)error;
	return data ? ERR_MEM : ERR_OK;		// it comes again once somebody has taken the connection
}

static void gone(void *context, err_t error)
{
	(void)error;
	((Waiting)context)->pcb = NULL;
}

static err_t accepted(void *listener, struct tcp_pcb *pcb, err_t error)
{
	Guard guard = findGuard(listener);
	Waiting waiting;

	if (!guard || !pcb || error)
		return ERR_VAL;
	for (waiting = guard->waiting; (waiting < guard->waiting + kWaiting) && waiting->pcb; waiting++)
		;
	if (waiting == guard->waiting + kWaiting)
		return ERR_MEM;					// lwIP resets it
	waiting->guard = guard;
	waiting->pcb = pcb;
	waiting->order = guard->order++;
	tcp_arg(pcb, waiting);
	tcp_recv(pcb, refuse);
	tcp_err(pcb, gone);
	if (!guard->posted)
		guard->posted = !modMessagePostToMachine(guard->the, NULL, 0, deliver, listener);
	return ERR_OK;
}

void xs_meterwire_accepting_guard(xsMachine *the)
{
	void *listener = xsmcGetHostData(xsArg(0));
	struct tcp_pcb_listen *pcb = *(struct tcp_pcb_listen **)listener;
	Guard guard = calloc(1, sizeof(GuardRecord));

	if (!guard)
		xsUnknownError("no memory");
	guard->listener = listener;
	guard->accept = pcb->accept;
	guard->the = the;
	guard->onWaiting = xsArg(1);
	xsRemember(guard->onWaiting);
	hold();
	guard->next = gGuards;
	gGuards = guard;
	pcb->accept = accepted;
	release();
}

void xs_meterwire_accepting_take(xsMachine *the)
{
	Guard guard = findGuard(xsmcGetHostData(xsArg(0)));
	Waiting first = NULL;
	int i;

	if (guard) {
		for (i = 0; i < kWaiting; i++) {
			Waiting waiting = &guard->waiting[i];
			if (waiting->pcb && (!first || ((int32_t)(waiting->order - first->order) < 0)))
				first = waiting;
		}
	}
	if (first) {
		struct tcp_pcb *pcb = first->pcb;
		first->pcb = NULL;
		tcp_err(pcb, NULL);
		(void)guard->accept(guard->listener, pcb, ERR_OK);
	}
	xsmcSetBoolean(xsResult, first != NULL);
}

void xs_meterwire_accepting_forget(xsMachine *the)
{
	void *listener = xsmcGetHostData(xsArg(0));
	Guard *from, guard;
	int i;

	for (from = &gGuards; *from && ((*from)->listener != listener); from = &(*from)->next)
		;
	guard = *from;
	if (!guard)
		return;
	hold();
	*from = guard->next;
	for (i = 0; i < kWaiting; i++) {
		struct tcp_pcb *pcb = guard->waiting[i].pcb;
		if (pcb) {
			tcp_err(pcb, NULL);
			tcp_abort(pcb);
		}
	}
	release();
	xsForget(guard->onWaiting);
	free(guard);
}
