#include "chip-port.h"
#include "xsHost.h"
#include "mc.defines.h"
#include "builtinCommon.h"
#include "driver/gpio.h"

#ifndef MODDEF_TASK_QUEUEWAIT
	// by default a post waits for ever in a release build, and close() waits for the task that posts
	#error "set defines.task.queuewait in the manifest"
#endif

void portCheckPins(xsMachine *the, int receive, int transmit)
{
	if (((receive < 0) && (transmit < 0)) || (receive == transmit))
		xsRangeError("pins");
	if ((receive >= 0) && !GPIO_IS_VALID_GPIO(receive))
		xsRangeError("receive");
	if ((transmit >= 0) && !GPIO_IS_VALID_OUTPUT_GPIO(transmit))
		xsRangeError("transmit");
	if (((receive >= 0) && !builtinIsPinFree(receive)) || ((transmit >= 0) && !builtinIsPinFree(transmit)))
		xsUnknownError("in use");
}

static void portDeliver(void *the, void *refcon, uint8_t *message, uint16_t messageLength)
{
	Port port = refcon;
	(void)the;
	(void)message;
	(void)messageLength;

	// in this order: what the task adds from here on needs a message of its own
	__atomic_store_n(&port->posted, 0, __ATOMIC_SEQ_CST);
	uint32_t pending = __atomic_exchange_n(&port->pending, 0, __ATOMIC_SEQ_CST);
	if (port->kind->serve && !port->closing)
		pending |= port->kind->serve(port);
	portTell(port, pending);
	portRelease(port);
}

// whether a message is to be posted. holds the record for it then
static int portBeginPost(Port port, uint32_t bits)
{
	if (bits)
		__atomic_or_fetch(&port->pending, bits, __ATOMIC_SEQ_CST);
	if (!__atomic_load_n(&port->pending, __ATOMIC_SEQ_CST) || __atomic_exchange_n(&port->posted, 1, __ATOMIC_SEQ_CST))
		return 0;		// nothing to say, or a message is on its way and will say it
	portHold(port);
	return 1;
}

static void portEndPost(Port port, int failed)
{
	if (!failed)
		return;
	__atomic_store_n(&port->posted, 0, __ATOMIC_SEQ_CST);
	portRelease(port);
}

void portPost(Port port, uint32_t bits)
{
	if (portBeginPost(port, bits))
		portEndPost(port, modMessagePostToMachine(port->the, NULL, 0, portDeliver, port));
}

void portPostFromISR(Port port, uint32_t bits, int *woken)
{
	if (portBeginPost(port, bits)) {
		portEndPost(port, modMessagePostToMachineFromISR(port->the, portDeliver, port));
		*woken = 1;
	}
}
