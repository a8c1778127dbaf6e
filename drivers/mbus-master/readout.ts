import type { MbusFrame } from "../../protocols/mbus/frame";
import { requestAlarm, requestData } from "../../protocols/mbus/frames";
import type { BusMeter } from "./bus-meter";
import type { MbusAnswer } from "./mbus-answer";
import type { MbusRequest, MbusSelection } from "./mbus-job";
import { MeterJob } from "./meter-job";
import { contentHash, moreFollows } from "./meter-identity";

/** How a readout went that was not in vain. */
export interface ReadoutResult {
	readonly telegrams: number;
	readonly bytes: number;
	/**
	 * `complete`: the meter has said all. `repeat`: it says that more follows, and sends what it has sent before. `limit`: the limits of its
	 * options were reached.
	 */
	readonly end: "complete" | "repeat" | "limit";
}

export type ReadoutCallback = (error: Error | null, result?: ReadoutResult) => void;

export interface ReadoutOptions {
	/** Class 1 are alarms, class 2 are readings. */
	readonly dataClass: 1 | 2;
	/** Returns whether more follows; `undefined` when it does not know. */
	onFrame(meter: BusMeter, frame: MbusFrame): boolean | undefined;
	readonly callback: ReadoutCallback;
}

/** Reads a meter: one telegram, or as many as it says there are (EN 13757-3, 6.3.3), and never without end. */
export class Readout extends MeterJob {
	readonly #options: ReadoutOptions;
	readonly #hashes: number[] = [];
	#bytes = 0;
	#telegrams = 0;
	#end: ReadoutResult["end"] = "complete";
	#reported = false;

	constructor(meter: BusMeter, selection: MbusSelection, options: ReadoutOptions) {
		super(meter, selection);
		this.#options = options;
	}

	finish(error: Error | undefined = this.error): void {
		if (this.#reported)
			return;
		this.#reported = true;
		const { counters } = this.meter;
		if (error) {
			counters.failures++;
			this.#options.callback(error);
			return;
		}
		counters.readouts++;
		this.#options.callback(null, { telegrams: this.#telegrams, bytes: this.#bytes, end: this.#end });
	}

	protected override request(): Pick<MbusRequest, "bytes" | "data"> {
		const { address, frameCountBit } = this.meter;
		if (this.#options.dataClass === 1)
			return { bytes: requestAlarm(address, frameCountBit) };
		return { bytes: requestData(address, frameCountBit), data: true };
	}

	/** A slow meter's acknowledgement of the link reset. */
	protected override doubts({ kind }: MbusAnswer): boolean {
		return kind === "acknowledge" && this.#options.dataClass === 2 && !this.#telegrams;
	}

	protected override answered({ frame }: MbusAnswer): void {
		const { meter } = this;
		if (!frame) {
			// E5h: no alarm, or nothing (more) to read.
			if (this.#options.dataClass === 1 || this.#telegrams)
				this.end();
			else
				this.fail("no data");
			return;
		}
		// One whose records have all come before: the meter counts frames its own way, or has begun again. One telegram needs no memory.
		const hash = this.#telegrams || moreFollows(frame) ? contentHash(frame) : 0;
		if (this.#telegrams && this.#hashes.includes(hash)) {
			meter.counters.repeats++;
			this.#stop("repeat");
			return;
		}
		this.#hashes.push(hash);
		this.#telegrams++;
		this.#bytes += frame.bytes.length;
		meter.counters.telegrams++;
		const more = this.#options.onFrame(meter, frame) ?? moreFollows(frame);
		if (!more)
			this.end();
		else if (this.#telegrams >= meter.maximumTelegrams || this.#bytes >= meter.maximumBytes)
			this.#stop("limit");
	}

	#stop(end: ReadoutResult["end"]): void {
		this.#end = end;
		this.end();
	}
}
