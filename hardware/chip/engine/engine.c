/*
	What the engine knows of its memory, and tells nobody in a release: how much of it is left before it gives up and the chip starts again.
*/

// the machine's own fields, which xs.h keeps to itself
#include "xsAll.h"

// where chunks and slots share one block (`static` in the board's manifest), what is between them may become either
static txSize left(txMachine *the)
{
	txSize chunks = the->maximumChunksSize - the->currentChunksSize;
	txSize slots = (the->maximumHeapCount - the->currentHeapCount) * (txSize)sizeof(txSlot);

#if ESP32
	if (the->heap) {
		txSize between = (txSize)(the->heap_pend - the->heap_ptr);
		// a slot never becomes part of a chunk; room for chunks is given to slots when these need it
		slots += between + chunks;
		chunks += between;
	}
#endif
	return (slots < chunks) ? slots : chunks;
}

void xs_meterwire_engine_free(txMachine *the)
{
	txInteger enough = fxToInteger(the, mxArgv(0));
	txSize free;

#if ESP32
	if (!the->heap && the->minimumChunksSize)
#else
	if (the->minimumChunksSize)
#endif
	{
		// it takes more of the system's whenever it needs it
		mxResult->kind = XS_UNDEFINED_KIND;
		return;
	}
	free = left(the);
	if (free < enough) {
		fxCollectGarbage(the);
		free = left(the);
	}
	mxResult->kind = XS_INTEGER_KIND;
	mxResult->value.integer = free;
}
