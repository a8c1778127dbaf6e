import type { SecondaryAddress } from "../../protocols/mbus/frames";
import { Address } from "../../protocols/mbus/frame";
import { sendNke } from "../../protocols/mbus/frames";
import { checkNumber, checkSecondary } from "./bus-meter";
import { FoundMeters } from "./found-meter";
import type { FoundMeter } from "./found-meter";
import type { MbusAnswer } from "./mbus-answer";
import type { MbusJob, MbusRequest, MbusSelection } from "./mbus-job";
import { checkBaud } from "./mbus-times";
import { PrimaryScan } from "./primary-scan";
import type { ScanPart, ScanTrouble } from "./scan-part";
import { SecondarySearch } from "./secondary-search";

export interface ScanProgress {
	readonly baud: number;
	readonly way: "primary" | "secondary";
	/** Primary address, or the digits of an identification with `_` for those that are open. */
	readonly place: string;
	/** Of the whole scan, 0 to 1. It grows unevenly in a search by secondary address: nobody knows how many meters there are. */
	readonly fraction: number;
	readonly found: number;
	readonly exchanges: number;
}

export interface ScanResult {
	readonly found: readonly FoundMeter[];
	/** Places where meters could not be told apart, or where noise was heard. */
	readonly troubles: readonly ScanTrouble[];
	readonly exchanges: number;
}

export interface ScanOptions {
	/** Rates to search, in order. Default `[2400, 300]`. */
	readonly bauds?: readonly number[];
	/** Primary addresses: default 0 to 250; `false` leaves them out. Address 254 alone finds the one meter on a bus. */
	readonly primary?: false | { readonly from?: number; readonly to?: number; };
	/** Secondary addresses: default all; `false` leaves them out. */
	readonly secondary?: false | SecondaryAddress;
	/** Milliseconds, 0 to 10000, beyond the standard's answer time, for slow meters. Default 0. */
	readonly extraTime?: number;
	/** How often a request that nobody answers is sent, 1 to 10. Default 1: silence is the rule in a scan. */
	readonly tries?: number;
	/** A meter that was not known before. */
	onFound?(meter: FoundMeter): void;
	/** Before each exchange. */
	onProgress?(progress: ScanProgress): void;
	onTrouble?(trouble: ScanTrouble): void;
}

/** With an error, the result holds what had been found until then. */
export type ScanCallback = (error: Error | null, result?: ScanResult) => void;

/** Looks for meters: at each rate by secondary address, then by primary address. */
export class Scan implements MbusJob {
	readonly yields = true;
	readonly #options: ScanOptions;
	readonly #selection: MbusSelection;
	readonly #callback: ScanCallback;
	readonly #found: FoundMeters;
	readonly #troubles: ScanTrouble[] = [];
	readonly #parts: ScanPart[] = [];
	readonly #onReset: (baud: number) => void;
	#at = 0;
	/** Rate whose slaves have been reset. */
	#reset = 0;
	#resets = 0;
	#exchanges = 0;
	#reported = false;

	/**
	 * Throws a RangeError for an option that cannot be.
	 *
	 * @param onReset the slaves at this rate are about to forget their frame count bits
	 */
	constructor(options: ScanOptions, selection: MbusSelection, onReset: (baud: number) => void, callback: ScanCallback) {
		this.#options = options;
		this.#selection = selection;
		this.#callback = callback;
		this.#onReset = onReset;
		this.#found = new FoundMeters(meter => options.onFound?.(meter));
		const { bauds = [2400, 300], primary = {}, secondary = {} } = options;
		const extraTime = checkNumber("extraTime", options.extraTime ?? 0, 0, 10_000);
		const tries = checkNumber("tries", options.tries ?? 1, 1, 10);
		for (const baud of bauds) {
			const part = { baud: checkBaud(baud), extraTime, tries, onTrouble: (trouble: ScanTrouble) => this.#trouble(trouble) };
			if (secondary) {
				checkSecondary(secondary);
				this.#parts.push(new SecondarySearch(part, this.#found, secondary));
			}
			if (primary) {
				const { from = 0, to = Math.max(from, 250) } = primary;
				if (from !== Address.TEST || to !== Address.TEST) {
					checkNumber("from", from, 0, 250);
					checkNumber("to", to, from, 250);
				}
				this.#parts.push(new PrimaryScan(part, this.#found, from, to));
			}
		}
	}

	next(): MbusRequest | undefined {
		for (let part = this.#parts[this.#at]; part; part = this.#parts[++this.#at]) {
			const { baud } = part;
			if (this.#reset !== baud)
				return this.#resetAll(baud);
			const request = part.next(this.#selection.selectedBy === this);
			if (request) {
				this.#progress(part);
				return request;
			}
		}
		return undefined;
	}

	take(answer: MbusAnswer): void {
		this.#exchanges++;
		if (this.#resets) {
			this.#resets--;
			return;
		}
		this.#parts[this.#at]!.take(answer);
	}

	finish(error?: Error): void {
		if (this.#reported)
			return;
		this.#reported = true;
		const result = { found: this.#found.list, troubles: this.#troubles, exchanges: this.#exchanges };
		this.#callback(error ?? null, result);
	}

	/** Everybody begins anew and nobody stays selected; it also is what meters get that sleep through the first thing they hear. */
	#resetAll(baud: number): MbusRequest {
		this.#reset = baud;
		this.#resets = 1;
		this.#onReset(baud);
		return { baud, bytes: sendNke(Address.BROADCAST), broadcast: true };
	}

	#progress({ baud, way, place, fraction }: ScanPart): void {
		this.#options.onProgress?.({
			baud,
			way,
			place,
			fraction: (this.#at + fraction) / this.#parts.length,
			found: this.#found.list.length,
			exchanges: this.#exchanges,
		});
	}

	#trouble(trouble: ScanTrouble): void {
		this.#troubles.push(trouble);
		this.#options.onTrouble?.(trouble);
	}
}
