import type { MbusFrame } from "../../protocols/mbus/frame";
import type { SecondaryAddress } from "../../protocols/mbus/frames";
import { frameIdentity, identityKey } from "./meter-identity";

/** A meter that a scan has found. */
export interface FoundMeter {
	readonly baud: number;
	/** Primary address that it answers with; `undefined` where it gave no data. */
	readonly primary: number | undefined;
	/** Full secondary address, as far as it is known: `undefined` where its answer does not say. */
	readonly secondary: SecondaryAddress | undefined;
	/** It answered at its primary address, alone. */
	readonly byPrimary: boolean;
	/** It answered to its secondary address. */
	readonly bySecondary: boolean;
}

type Way = "byPrimary" | "bySecondary";

/** What a scan has found so far: each meter once, however often and in whichever way it was met. */
export class FoundMeters {
	readonly #meters = new Map<string, FoundMeter>();
	readonly #onFound: (meter: FoundMeter) => void;

	constructor(onFound: (meter: FoundMeter) => void) {
		this.#onFound = onFound;
	}

	get list(): FoundMeter[] {
		return [...this.#meters.values()];
	}

	/** A meter has answered with this frame, or (without one) is known by its secondary address or primary address only. */
	add(baud: number, way: Way, from: MbusFrame | { primary?: number; secondary?: SecondaryAddress; }): void {
		const frame = "bytes" in from ? from : undefined;
		const primary = frame ? frame.address : (from as { primary?: number; }).primary;
		const secondary = frame ? frameIdentity(frame) : (from as { secondary?: SecondaryAddress; }).secondary;
		const key = secondary ? identityKey(secondary) : `primary ${primary}`;
		const known = this.#meters.get(key);
		if (known) {
			// A meter that listens at several rates stays at the one where it was met first.
			if (known.baud === baud && !known[way])
				this.#meters.set(key, { ...known, [way]: true });
			return;
		}
		const meter = { baud, primary, secondary, byPrimary: way === "byPrimary", bySecondary: way === "bySecondary" };
		this.#meters.set(key, meter);
		this.#onFound(meter);
	}
}
