/** What one command cost. On Node's engine nothing is counted. */
export interface EngineUsage {
	/** Steps of the XS interpreter: the same on every machine, so a budget for regressions. */
	readonly compute: number | undefined;
	/** Bytes that the engine has taken from the system. */
	readonly allocate: number | undefined;
	/** Slots (16 or 32 bytes each) in use. */
	readonly heapCount: number | undefined;
}

export interface EngineReply {
	readonly bytes: Uint8Array;
	readonly usage: EngineUsage;
}

/** Answers a request that the code inside makes with `issueCommand`; the code waits for it, so it must be quick. */
export type EngineRequestHandler = (request: Uint8Array) => Uint8Array;

/**
 * A JavaScript engine that has nothing but the language: the firmware's bundle runs in it. Code inside sets `globalThis.handleCommand`, a
 * function of an ArrayBuffer that returns `{result: ArrayBuffer}`, and calls `issueCommand(ArrayBuffer)`, which returns an ArrayBuffer.
 */
export interface Engine {
	/** For people: `XS 13.3`, `Node.js 20.1.0`. */
	readonly name: string;
	onRequest: EngineRequestHandler;
	/** Runs a script. Rejects with the exception that it let through. */
	evaluate(code: string): Promise<EngineReply>;
	/** Calls `handleCommand`. Commands may be issued without waiting; they run in order. */
	command(bytes: Uint8Array): Promise<EngineReply>;
	/** May be called twice. What was not answered yet rejects. */
	close(): void;
}

/** The engine itself has gone: nothing runs in it any more. An exception in the code inside is a plain Error. */
export class EngineGone extends Error {
	override readonly name = "EngineGone";
}
