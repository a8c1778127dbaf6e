/*
	The face of the native serial ports to JavaScript: see native-port.h, and drivers/uart/native-port.ts for what it promises. It trusts its arguments;
	NativeSerial checks them.
*/

#include "native-port.h"
#include "xsHost.h"
#include "mc.xs.h"			// for xsID_* values
#include "builtinCommon.h"

static void portMark(xsMachine *the, void *it, xsMarkRoot markRoot);
void xs_meterwire_port_destructor(void *it);

static const xsHostHooks ICACHE_RODATA_ATTR portHooks = { xs_meterwire_port_destructor, portMark, NULL };

static uint32_t portRoom(Port port)
{
	return port->ringSize - portWaiting(port);
}

/*
	record
*/

int portOption(xsMachine *the, xsSlot *options, xsIdentifier id, int value)
{
	xsSlot slot;

	xsmcGet(slot, *options, id);
	return (xsUndefinedType == xsmcTypeOf(slot)) ? value : xsmcToInteger(slot);
}

void portGetSettings(xsMachine *the, xsSlot *options, const PortKindRecord *kind, PortSettings settings)
{
	settings->baud = (uint32_t)portOption(the, options, xsID_baud, 9600);
	settings->quiet = (uint32_t)portOption(the, options, xsID_quiet, 0);
	settings->data = (uint8_t)portOption(the, options, xsID_data, 8);
	settings->parity = (uint8_t)portOption(the, options, xsID_parity, 0);
	settings->stop = (uint8_t)portOption(the, options, xsID_stop, 1);
	settings->invert = (uint8_t)portOption(the, options, xsID_invert, 0);
	if ((settings->baud < kind->minimumBaud) || (settings->baud > kind->maximumBaud))
		xsRangeError("baud");
}

Port portCreate(xsMachine *the, const PortKindRecord *kind, PortSettings settings, size_t size, size_t extra, uint32_t transmit)
{
	xsSlot *callbacks[kPortCallbacks];

	callbacks[kPortOnReadable] = builtinGetCallback(the, xsID_onReadable);
	callbacks[kPortOnWritable] = builtinGetCallback(the, xsID_onWritable);
	callbacks[kPortOnFault] = builtinGetCallback(the, xsID_onFault);
	callbacks[kPortOnConfigured] = builtinGetCallback(the, xsID_onConfigured);
	callbacks[kPortOnError] = builtinGetCallback(the, xsID_onError);

	Port port = c_calloc(1, size + extra + transmit);
	if (!port)
		xsUnknownError("no memory");
	port->obj = xsThis;
	port->the = the;
	port->kind = kind;
	c_memcpy(port->callbacks, callbacks, sizeof(callbacks));
	port->ring = (uint8_t *)port + size + extra;
	port->ringSize = transmit;
	port->settings = *settings;
	port->useCount = 1;
	port->announce = NULL != callbacks[kPortOnWritable];
	return port;
}

void portBegin(xsMachine *the, Port port)
{
	xsmcSetHostData(xsThis, port);
	xsSetHostHooks(xsThis, &portHooks);
	xsRemember(port->obj);
}

void portHold(Port port)
{
	__atomic_add_fetch(&port->useCount, 1, __ATOMIC_SEQ_CST);
}

void portRelease(Port port)
{
	if (0 == __atomic_sub_fetch(&port->useCount, 1, __ATOMIC_SEQ_CST))
		c_free(port);
}

static void portMark(xsMachine *the, void *it, xsMarkRoot markRoot)
{
	Port port = it;

	for (int i = 0; i < kPortCallbacks; i++) {
		if (port->callbacks[i])
			(*markRoot)(the, port->callbacks[i]);
	}
}

/*
	callbacks
*/

static void portCall(Port port, int callback, xsIntegerValue value)
{
	if (port->closing || !port->callbacks[callback])		// the callback before may have closed the instance
		return;
	xsBeginHost(port->the);
		xsmcSetInteger(xsResult, value);
		xsCallFunction1(xsReference(port->callbacks[callback]), port->obj, xsResult);
	xsEndHost(port->the);
}

static void portTellFaults(Port port)
{
	uint32_t faults[kPortFaultKinds] = { 0 }, any = 0;

	if (port->closing || !port->callbacks[kPortOnFault])
		return;
	port->kind->takeFaults(port, faults);
	for (int kind = 0; kind < kPortFaultKinds; kind++)
		any |= faults[kind];
	if (!any)
		return;
	xsBeginHost(port->the);
		xsmcVars(kPortFaultKinds);
		for (int kind = 0; kind < kPortFaultKinds; kind++)
			xsmcSetInteger(xsVar(kind), (xsIntegerValue)faults[kind]);
		xsCallFunction4(xsReference(port->callbacks[kPortOnFault]), port->obj,
			xsVar(kPortOverrun), xsVar(kPortFraming), xsVar(kPortParity), xsVar(kPortBreak));
	xsEndHost(port->the);
}

void portTell(Port port, uint32_t bits)
{
	// the faults of what is about to be read come before it
	if (bits & (kPortFaulty | kPortReadable))
		portTellFaults(port);
	if ((bits & kPortReadable) && !port->closing) {
		uint32_t count = port->kind->available(port);
		if (count)
			portCall(port, kPortOnReadable, (xsIntegerValue)count);
	}
	if ((bits & kPortConfigured) && !port->closing) {
		port->kind->lock(port);
		int32_t applied = port->applied;
		port->kind->unlock(port);
		portCall(port, kPortOnConfigured, applied);
	}
	if ((bits & kPortWritable) && !port->closing) {
		port->kind->lock(port);
		uint32_t room = portRoom(port);
		port->kind->unlock(port);
		portCall(port, kPortOnWritable, (xsIntegerValue)room);
	}
	if (bits & kPortFailed)
		portCall(port, kPortOnError, 0);
}

/*
	methods
*/

static Port portGet(xsMachine *the)
{
	return xsmcGetHostDataValidate(xsThis, (void *)&portHooks);
}

void xs_meterwire_port_destructor(void *it)		// no XS calls: may run from the garbage collector
{
	Port port = it;

	if (port)
		port->kind->close(port);
}

void xs_meterwire_port_close(xsMachine *the)
{
	Port port = xsmcGetHostData(xsThis);

	if (port && xsmcGetHostDataValidate(xsThis, (void *)&portHooks)) {
		xsForget(port->obj);
		xs_meterwire_port_destructor(port);
		xsmcSetHostData(xsThis, NULL);
		xsmcSetHostDestructor(xsThis, NULL);
	}
}

void xs_meterwire_port_read(xsMachine *the)
{
	Port port = portGet(the);
	xsType type = xsmcArgc ? xsmcTypeOf(xsArg(0)) : xsUndefinedType;
	uint32_t count = port->kind->available(port);
	void *to;

	if (!count)
		return;
	if (xsReferenceType == type) {
		xsUnsignedValue room;
		xsmcGetBufferWritable(xsArg(0), &to, &room);
		if (count > room)
			count = room;
		xsmcSetInteger(xsResult, count ? (xsIntegerValue)port->kind->take(port, to, count) : 0);
		return;
	}

	if (xsUndefinedType != type) {
		xsIntegerValue limit = xsmcToInteger(xsArg(0));
		if ((limit > 0) && ((uint32_t)limit < count))
			count = (uint32_t)limit;
	}
	to = xsmcSetArrayBuffer(xsResult, NULL, (xsIntegerValue)count);
	uint32_t got = port->kind->take(port, to, count);
	if (!got)
		xsmcSetUndefined(xsResult);
	else if (got < count)
		xsmcSetArrayBufferLength(xsResult, (xsIntegerValue)got);		// cannot be, for nobody else reads: but not bytes that nobody sent
}

void xs_meterwire_port_write(xsMachine *the)
{
	Port port = portGet(the);
	xsUnsignedValue count;
	void *from;

	if (!port->ringSize)
		xsUnknownError("no transmit pin");
	xsmcGetBufferReadable(xsArg(0), &from, &count);
	port->kind->lock(port);
	uint8_t fits = count <= portRoom(port);
	if (fits && count) {
		uint32_t start = port->head & (port->ringSize - 1);
		uint32_t first = port->ringSize - start;
		if (first > count)
			first = count;
		c_memcpy(port->ring + start, from, first);
		c_memcpy(port->ring, (uint8_t *)from + first, count - first);
		port->head += count;
		port->announce = NULL != port->callbacks[kPortOnWritable];
	}
	port->kind->unlock(port);
	if (!fits)
		xsUnknownError("output full");		// all or nothing. not under the lock: this does not return
	port->kind->wake(port);
}

void xs_meterwire_port_configure(xsMachine *the)
{
	Port port = portGet(the);
	PortSettingsRecord next;

	portGetSettings(the, &xsArg(0), port->kind, &next);
	int32_t sequence = xsmcToInteger(xsArg(1));
	port->kind->lock(port);
	port->next = next;
	port->sequence = sequence;
	port->barrier = port->head;
	port->configuring = 1;
	port->kind->unlock(port);
	port->kind->wake(port);
}

void xs_meterwire_port_flush(xsMachine *the)
{
	Port port = portGet(the);
	uint8_t input = xsmcToBoolean(xsArg(0)) ? 1 : 0, output = xsmcToBoolean(xsArg(1)) ? 1 : 0;

	if (output) {
		port->kind->lock(port);
		port->tail = port->barrier = port->head;
		port->kind->unlock(port);
	}
	int failed = port->kind->flush(port, input, output);
	port->kind->wake(port);
	if (failed)
		xsUnknownError("flush");
}

void xs_meterwire_port_break(xsMachine *the)
{
	Port port = portGet(the);
	uint8_t wanted = xsmcToBoolean(xsArg(0)) ? 1 : 0;

	port->kind->lock(port);
	if (wanted && !port->breakWanted)
		port->barrier = port->head;
	port->breakWanted = wanted;
	port->kind->unlock(port);
	port->kind->wake(port);
}
