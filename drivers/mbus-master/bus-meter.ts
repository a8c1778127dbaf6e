import { Address } from "../../protocols/mbus/frame";
import type { SecondaryAddress } from "../../protocols/mbus/frames";
import { isHexadecimal } from "../../protocols/text-shape";
import { checkBaud } from "./mbus-times";

/** How a meter is reached. */
export interface BusMeterOptions {
	/** Default 2400. */
	readonly baud?: number;
	/** Primary address: 0 (as delivered) to 250, or 254 where the meter is the only one on the bus. */
	readonly primary?: number;
	/** Secondary address; what is left out, and digits `F`, match everything. Instead of `primary`. */
	readonly secondary?: SecondaryAddress;
	/** Milliseconds, 0 to 10000, that this meter needs beyond the standard's answer time. Default 0. */
	readonly extraTime?: number;
	/** Requests that are sent again when no good answer comes, 0 to 10. Default 2. */
	readonly retries?: number;
	/** The meter sleeps and is woken by two seconds of 55h before each readout. Default `false`. */
	readonly wakeUp?: boolean;
	/**
	 * Reset the meter's link at the start of each readout, so that it begins with its first telegram. Default `true`. (A selection by secondary
	 * address does that in any case.)
	 */
	readonly reset?: boolean;
	/** A readout ends after this many telegrams, 1 to 100. Default 16. */
	readonly maximumTelegrams?: number;
	/** A readout ends when this many bytes have come, 261 to 65536. Default 4096. */
	readonly maximumBytes?: number;
	/** Opaque, copied to the meter: the caller's handle in callbacks. */
	readonly target?: unknown;
}

/** What went well and wrong with a meter. The numbers only grow. */
export interface BusMeterCounters {
	/** Good telegrams. */
	telegrams: number;
	/** Readouts that came to their end, and that did not. */
	readouts: number;
	failures: number;
	/** Requests that were sent again. */
	retries: number;
	/** Requests without any answer. */
	silences: number;
	/** Answers that were no frame. */
	garbled: number;
	/** Good frames of another meter. */
	wrongMeter: number;
	/** Telegrams that came twice although the next had been asked for: they end the readout. */
	repeats: number;
}

/** A meter on the bus, made by `MbusMaster.add`. */
export class BusMeter {
	readonly target?: unknown;
	readonly baud: number;
	readonly primary: number | undefined;
	readonly secondary: SecondaryAddress | undefined;
	readonly extraTime: number;
	readonly retries: number;
	readonly wakeUp: boolean;
	readonly reset: boolean;
	readonly maximumTelegrams: number;
	readonly maximumBytes: number;
	readonly counters: BusMeterCounters = {
		telegrams: 0,
		readouts: 0,
		failures: 0,
		retries: 0,
		silences: 0,
		garbled: 0,
		wrongMeter: 0,
		repeats: 0,
	};
	/**
	 * Frame count bit of the next request. The first one after a reset or a selection carries 1 (EN 13757-3, 11.3); it changes with each good
	 * answer and with nothing else.
	 */
	frameCountBit = true;

	/** Throws a RangeError for a value that cannot be, a TypeError without an address or with two. */
	constructor(options: BusMeterOptions) {
		const { baud = 2400, primary, secondary } = options;
		this.baud = checkBaud(baud);
		if ((primary === undefined) === (secondary === undefined))
			throw new TypeError("M-Bus: a meter needs either a primary or a secondary address");
		if (primary !== undefined && primary !== Address.TEST)
			checkNumber("primary address", primary, 0, 250);
		if (secondary)
			checkSecondary(secondary);
		this.primary = primary;
		this.secondary = secondary;
		this.extraTime = checkNumber("extraTime", options.extraTime ?? 0, 0, 10_000);
		this.retries = checkNumber("retries", options.retries ?? 2, 0, 10);
		this.wakeUp = options.wakeUp ?? false;
		this.reset = options.reset ?? true;
		this.maximumTelegrams = checkNumber("maximumTelegrams", options.maximumTelegrams ?? 16, 1, 100);
		this.maximumBytes = checkNumber("maximumBytes", options.maximumBytes ?? 4096, 261, 65536);
		if (options.target !== undefined)
			this.target = options.target;
	}

	/** Address field of requests to it. */
	get address(): number {
		return this.primary ?? Address.SELECTED;
	}
}

/** Throws a RangeError unless `value` is a whole number in the range. */
export function checkNumber(name: string, value: number, low: number, high: number): number {
	if (!(Number.isInteger(value) && value >= low && value <= high))
		throw new RangeError(`M-Bus: ${name} must be a whole number from ${low} to ${high}, not ${String(value)}`);
	return value;
}

/** Throws a RangeError for a secondary address that cannot be. */
export function checkSecondary({ id, manufacturer, version, medium }: SecondaryAddress): void {
	if (id !== undefined && (id.length !== 8 || !isHexadecimal(id)))
		throw new RangeError(`M-Bus: an identification has eight digits, not ${id}`);
	checkNumber("manufacturer", manufacturer ?? 0, 0, 0xFFFF);
	checkNumber("version", version ?? 0, 0, 0xFF);
	checkNumber("medium", medium ?? 0, 0, 0xFF);
}
