import { sendData } from "../../protocols/mbus/frames";
import type { BusMeter } from "./bus-meter";
import type { MbusRequest, MbusSelection } from "./mbus-job";
import { MeterJob } from "./meter-job";

export interface MeterCommandOptions {
	readonly information: number;
	readonly data: Uint8Array;
	readonly callback: (error: Error | null) => void;
}

/** Changes something in a meter. Only made where a user has asked for exactly this change. */
export class MeterCommand extends MeterJob {
	readonly #options: MeterCommandOptions;
	#reported = false;

	constructor(meter: BusMeter, selection: MbusSelection, options: MeterCommandOptions) {
		super(meter, selection);
		this.#options = options;
	}

	finish(error: Error | undefined = this.error): void {
		if (this.#reported)
			return;
		this.#reported = true;
		this.#options.callback(error ?? null);
	}

	protected override request(): Pick<MbusRequest, "bytes" | "writes"> {
		const { information, data } = this.#options;
		const { address, frameCountBit } = this.meter;
		// A repetition carries the same frame count bit: a meter that has done it acknowledges and does not do it twice.
		return { bytes: sendData(address, frameCountBit, information, data), writes: true };
	}

	protected override answered(): void {
		this.end();
	}
}
