import { MbusMaster } from "../mbus-master/mbus-master";
import type { MbusMasterOptions } from "../mbus-master/mbus-master";
import type { BusMeter } from "../mbus-master/bus-meter";
import type { SerialFaults } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import type { EncoderMode } from "./encoder-mode";
import { mbusGapTime, mbusTries } from "./encoder-times";

/** The last telegram of a readout, or why there is none. */
export interface MbusOutcome {
	readonly bytes?: Uint8Array;
	readonly error: string;
	readonly heard: boolean;
}

/** Milliseconds beyond the standard's answer time: an encoder that scans its rollers is late (specs/elster-encoder.md 1.6). */
const extraTime = 320;

/** Reads an encoder that talks M-Bus by way of the M-Bus master, whose port is the line's supply while it is open. It never writes. */
export class MbusExchange {
	readonly #timers: Timers;
	readonly #callback: (outcome: MbusOutcome) => void;
	readonly #master: MbusMaster;
	readonly #meter: BusMeter;
	#timer: TimerHandle | undefined;
	#left = mbusTries;
	#good = 0;
	#bytes: Uint8Array | undefined;

	/** Opens the port, and so switches the line on. */
	constructor(
		options: Pick<MbusMasterOptions, "serial" | "timers"> & { onFault(faults: SerialFaults): void; onError(text: string): void; },
		{ baud, address }: EncoderMode,
		callback: (outcome: MbusOutcome) => void,
	) {
		this.#timers = options.timers;
		this.#callback = callback;
		this.#master = new MbusMaster({ ...options, onFrame: (_, bytes) => this.#take(bytes) });
		this.#meter = this.#master.add({ baud, primary: address ?? 254, retries: 0, extraTime });
	}

	get bytes(): number {
		return this.#master.counters.bytes;
	}

	start(): void {
		this.#left--;
		this.#bytes = undefined;
		this.#master.read(this.#meter, error => this.#ended(error));
	}

	close(): void {
		this.#timers.clear(this.#timer);
		this.#master.close();
	}

	#take(bytes: Uint8Array): boolean {
		this.#bytes = bytes;
		return false;
	}

	#ended(error: Error | null): void {
		const bytes = this.#bytes;
		// The first answer after power may hold an old value (specs/elster-encoder.md 7, Q7).
		if (!error && bytes && ++this.#good >= 2) {
			this.#callback({ bytes, error: "", heard: true });
			return;
		}
		// A good first answer does not use up a try.
		if (!error)
			this.#left = Math.max(this.#left, 1);
		if (this.#left > 0)
			this.#timer = this.#timers.set(() => this.start(), mbusGapTime);
		else
			this.#callback({ error: error?.message ?? "the meter has no data", heard: this.bytes > 0 });
	}
}
