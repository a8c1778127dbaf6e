import type { Scheduler } from "../scheduler";
import type { ScheduledEvent } from "../scheduler-entry";
import { lineFormat } from "../wire/line-format";
import { UartInput } from "../wire/uart-input";
import type { Wire } from "../wire/wire";
import { Watcher } from "../wire/watcher";
import { allowed } from "./encoder-answers";

const formats = Object.freeze([
	lineFormat({ baud: 300, data: 7, parity: "even" }, "receive"),
	lineFormat({ baud: 300, parity: "even" }, "receive"),
	lineFormat({ baud: 2400, parity: "even" }, "receive"),
]);
/** ms of rest that end what was said at once, and the time without power that is more than a character. */
const rest = 60;

/**
 * Listens to what a reader says on the encoder's line, and judges it: each burst must be one of the requests that are allowed, in one of the
 * three formats, and nothing else may ever be there. Keeps how long the line was on and off.
 */
export class EncoderWatch {
	/** What was said, as hexadecimal digits. */
	readonly requests: string[] = [];
	/** Bursts that are no request, in every format that was tried. */
	readonly faults: string[] = [];
	/** When the line was switched on and off, in ms: on, off, on, … */
	readonly switched: number[] = [];
	readonly #scheduler: Scheduler;
	readonly #inputs: UartInput[];
	readonly #watcher: Watcher;
	#heard: number[][] = [[], [], []];
	#low: number | undefined;
	#busy = false;
	#turn = 0;
	#judgement: ScheduledEvent | undefined;

	constructor(scheduler: Scheduler, line: Wire) {
		this.#scheduler = scheduler;
		const buffer = new Uint8Array(256);
		this.#inputs = formats.map((format, index) => {
			const input: UartInput = new UartInput({
				scheduler,
				wire: line,
				format,
				bufferSize: 256,
				quiet: 0,
				onReadable: () => this.#heard[index]!.push(...buffer.slice(0, input.read(buffer))),
				onFault: () => {},
			});
			return input;
		});
		this.#watcher = new Watcher(line, level => this.#change(level));
	}

	close(): void {
		this.#watcher.close();
		for (const input of this.#inputs)
			input.close();
	}

	#change(level: 0 | 1): void {
		const { now } = this.#scheduler;
		const turn = ++this.#turn;
		if (level && (this.#low === undefined || now - this.#low > rest)) {
			// Power comes: what receivers made of the time without is nothing that was said.
			this.switched.push(now);
			this.#busy = false;
			this.#scheduler.after(1, () => this.#forget());
			this.#low = undefined;
			return;
		}
		if (level)
			this.#low = undefined;
		else {
			this.#low = now;
			this.#busy = true;
		}
		this.#scheduler.after(rest, () => {
			if (turn === this.#turn)
				this.#rested(level, now);
		});
	}

	#rested(level: 0 | 1, time: number): void {
		if (!level) {
			this.switched.push(time);
			return;
		}
		if (this.#busy)
			this.#judge();
		this.#busy = false;
	}

	#judge(): void {
		// A UART may hold back the last characters for a few of their times.
		this.#judgement?.cancel();
		this.#judgement = this.#scheduler.after(200, () => {
			// The next request has begun: both are judged when it has ended.
			if (this.#busy)
				return;
			const said = this.#inputs.map((input, index) => {
				const rest = new Uint8Array(256);
				return Buffer.from([...this.#heard[index]!, ...rest.slice(0, input.read(rest))]).toString("hex");
			});
			this.#forget();
			const found = said.map(split).find(requests => requests);
			if (found)
				this.requests.push(...found);
			else
				this.faults.push(said.join(" | "));
		});
	}

	#forget(): void {
		for (const input of this.#inputs)
			input.flush();
		this.#heard = [[], [], []];
	}
}

/** The allowed requests that the text is made of; `undefined` when it has anything else. */
function split(text: string): string[] | undefined {
	const requests: string[] = [];
	for (let rest = text; rest;) {
		const next = allowed.find(request => rest.startsWith(request));
		if (next === undefined)
			return undefined;
		requests.push(next);
		rest = rest.slice(next.length);
	}
	return requests.length ? requests : undefined;
}
