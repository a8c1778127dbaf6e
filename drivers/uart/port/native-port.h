/*
	What the native serial ports have in common (native-port.c): their face to JavaScript, their options, the transmit ring, and what they tell. A port
	puts a PortRecord at the head of its own record and says in a PortKind how it does the rest.

	The machine's task calls everything here unless it says otherwise. Where a port has a task of its own, the two share what stands below "under the lock".
*/

#ifndef __NATIVE_PORT__
#define __NATIVE_PORT__

#include "xsmc.h"
#include <stddef.h>
#include <stdint.h>

// what a message to JavaScript is about
enum {
	kPortFaulty = 1 << 0,
	kPortReadable = 1 << 1,
	kPortConfigured = 1 << 2,
	kPortWritable = 1 << 3,
	kPortFailed = 1 << 4,
};

enum {
	kPortOverrun,
	kPortFraming,
	kPortParity,
	kPortBreak,
	kPortFaultKinds
};

enum {
	kPortInvertReceive = 1 << 0,
	kPortInvertTransmit = 1 << 1,
	kPortInvertEnable = 1 << 2,
};

enum {
	kPortOnReadable,
	kPortOnWritable,
	kPortOnFault,
	kPortOnConfigured,
	kPortOnError,
	kPortCallbacks
};

typedef struct {
	uint32_t			baud;
	uint32_t			quiet;			// ms
	uint8_t				data;			// 7, 8
	uint8_t				parity;			// 0 none, 1 even, 2 odd
	uint8_t				stop;			// 1, 2
	uint8_t				invert;
} PortSettingsRecord, *PortSettings;

typedef struct PortStruct PortRecord, *Port;

// no XS calls in any of these: close may run from the garbage collector
typedef struct {
	uint32_t			minimumBaud;
	uint32_t			maximumBaud;

	void				(*lock)(Port port);
	void				(*unlock)(Port port);
	void				(*wake)(Port port);			// what is under the lock has changed
	uint32_t			(*serve)(Port port);		// a port without a task: does what there is to do, and returns bits to tell

	uint32_t			(*available)(Port port);	// bytes that can be taken now
	uint32_t			(*take)(Port port, uint8_t *to, uint32_t count);
	int					(*flush)(Port port, uint8_t input, uint8_t output);		// what the port's own buffers hold; not zero when it fails
	void				(*takeFaults)(Port port, uint32_t *faults);				// since the last time, by kind
	void				(*close)(Port port);		// gives back all but the record: portRelease does that
} PortKindRecord, *PortKind;

struct PortStruct {
	// never changed once the port runs
	xsSlot					obj;
	xsMachine				*the;
	const PortKindRecord	*kind;
	xsSlot					*callbacks[kPortCallbacks];
	uint8_t					*ring;
	uint32_t				ringSize;		// a power of two; 0 for a port that does not transmit

	uint32_t				useCount;		// atomic: the instance, a task, each message in flight
	uint32_t				posted;			// atomic: a message is in flight
	uint32_t				pending;		// atomic: what it is to say

	// under the lock
	PortSettingsRecord		settings;
	PortSettingsRecord		next;
	int32_t					sequence;		// of next
	int32_t					applied;		// sequence of settings
	uint32_t				head;			// free running: head - tail is what the ring holds
	uint32_t				tail;
	uint32_t				barrier;		// bytes from here on wait for new settings or the end of a break
	uint8_t					closing;
	uint8_t					configuring;	// next is to be put in force when the bytes before the barrier have left
	uint8_t					breakWanted;
	uint8_t					breakOn;
	uint8_t					announce;		// onWritable is due when the ring has run empty
};

// an option that is an integer
int portOption(xsMachine *the, xsSlot *options, xsIdentifier id, int value);
// throws a RangeError for a rate that the port has not
void portGetSettings(xsMachine *the, xsSlot *options, const PortKindRecord *kind, PortSettings settings);
// a record of `size` bytes, `extra` behind it, and behind that a ring of `transmit` bytes. takes the callbacks from the first argument's options. throws
Port portCreate(xsMachine *the, const PortKindRecord *kind, PortSettings settings, size_t size, size_t extra, uint32_t transmit);
// the last step of a constructor: `xsThis` is the port from now on
void portBegin(xsMachine *the, Port port);
// from any task
void portHold(Port port);
void portRelease(Port port);

// calls JavaScript. the port may be closed when this returns; the caller holds the record
void portTell(Port port, uint32_t bits);

// under the lock, from any task: a change waits until what was written before it has left
static inline uint8_t portChanging(Port port)
{
	return port->configuring || (port->breakWanted && !port->breakOn);
}

// under the lock, from any task: the bytes that may leave now, as far as they lie together. portSent says how many have
static inline uint32_t portToSend(Port port, uint8_t **from)
{
	if (port->breakOn)
		return 0;
	uint32_t count = (portChanging(port) ? port->barrier : port->head) - port->tail;
	if (!count)
		return 0;
	uint32_t start = port->tail & (port->ringSize - 1);
	*from = port->ring + start;
	return (count > (port->ringSize - start)) ? port->ringSize - start : count;
}

// under the lock, from any task: a change may be made once the line is idle, too
static inline uint8_t portReached(Port port)
{
	return portChanging(port) && (port->tail == port->barrier);
}

// under the lock, from any task
static inline uint32_t portWaiting(Port port)
{
	return port->head - port->tail;
}

#endif
