import { kinds } from "../host/records";
import type { Scheduler } from "../scheduler";
import type { PeerLine } from "./peer";

/** lwIP's window on the smaller chips, and its longest segment; bytes. */
const window = 5744, longestSegment = 1436;
/** Milliseconds until the other side knows that there is room again. */
const roundTrip = 2;

/** What comes in on a connection: at most a window full at a time. The rest waits until the firmware has taken that, as TCP makes it wait. */
export class ReceiveWindow {
	readonly #line: PeerLine;
	readonly #scheduler: Scheduler;
	#queue: Uint8Array[] = [];
	#isFull = false;
	#end: (() => void) | undefined;

	constructor(line: PeerLine, scheduler: Scheduler) {
		this.#line = line;
		this.#scheduler = scheduler;
	}

	/** More has come than goes into the window. */
	get isWaiting(): boolean {
		return this.#queue.length > 0;
	}

	push(data: Uint8Array): void {
		for (let at = 0; at < data.length; at += longestSegment)
			this.#queue.push(data.slice(at, at + longestSegment));
		this.#pump();
	}

	/** Calls `action` when everything before has been taken. */
	end(action: () => void): void {
		this.#end ??= action;
		this.#pump();
	}

	#pump(): void {
		if (this.#isFull)
			return;
		const segments = this.#queue.splice(0, window / longestSegment);
		if (!segments.length) {
			this.#end?.();
			return;
		}
		this.#isFull = true;
		const last = segments.pop()!;
		for (const segment of segments)
			this.#line.sendBytes(kinds.data, segment);
		this.#line.sendBytes(kinds.data, () => {
			this.#scheduler.after(roundTrip, () => {
				this.#isFull = false;
				this.#pump();
			});
			return last;
		});
	}
}
