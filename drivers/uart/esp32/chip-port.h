/*
	What the serial ports of an ESP32 have in common: pins, and the way from a port's own task to JavaScript.
*/

#ifndef __CHIP_PORT__
#define __CHIP_PORT__

#include "native-port.h"

#define kPortPostAgain (10)		// ms after which a task comes round when the machine had no room

// throws unless the pins are there, free, and not both absent. a negative one is absent
void portCheckPins(xsMachine *the, int receive, int transmit);

// from a task, not under the lock: it may wait. at most one message is in flight. what the machine has no room for stays in `pending`, and the next
// call tries again
void portPost(Port port, uint32_t bits);
// from an interrupt that needs not be in IRAM
void portPostFromISR(Port port, uint32_t bits, int *woken);

// from the port's task: something is to be said that no message is on its way for
static inline uint8_t portUnposted(Port port)
{
	return __atomic_load_n(&port->pending, __ATOMIC_SEQ_CST) && !__atomic_load_n(&port->posted, __ATOMIC_SEQ_CST);
}

#endif
