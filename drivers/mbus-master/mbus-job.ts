import type { MbusAnswer } from "./mbus-answer";

/** One thing to say on the bus. */
export interface MbusRequest {
	readonly baud: number;
	readonly bytes: Uint8Array;
	/** Milliseconds more than the standard's answer window. */
	readonly extraTime?: number;
	/** To all slaves (address 255): nobody answers, and nobody is waited for. */
	readonly broadcast?: boolean;
	/** A telegram is expected: fewer characters than the shortest has are noise, not a collision. */
	readonly data?: boolean;
	/** Several may answer, each in its own time: the whole answer window is waited for. */
	readonly several?: boolean;
	/** First wakes meters that sleep, with two seconds of 55h. */
	readonly wakeUp?: boolean;
	/** Selects slaves, and so ends the selection that was. */
	readonly selects?: boolean;
	/** Changes something in a meter. The line refuses every other request that would. */
	readonly writes?: boolean;
}

/** Something the master has been asked to do: a row of requests, each depending on what came of the one before. */
export interface MbusJob {
	/** Between two requests, others may have their turn. */
	readonly yields: boolean;
	/** The next request, `undefined` when there is none: the job is over. */
	next(): MbusRequest | undefined;
	/** What came of the request that `next` gave last. */
	take(answer: MbusAnswer): void;
	/** The job is over: tells whoever wanted it. `error`: it has been called off. Called once. */
	finish(error?: Error): void;
}

/** What jobs know of the line. */
export interface MbusSelection {
	/** The job whose selection holds at address 253; `undefined` when there is none or it cannot be relied on. */
	readonly selectedBy: MbusJob | undefined;
}
