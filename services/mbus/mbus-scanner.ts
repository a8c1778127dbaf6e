import { MbusError } from "../../drivers/mbus-master/mbus-error";
import type { FoundMeter } from "../../drivers/mbus-master/found-meter";
import type { MbusTask } from "../../drivers/mbus-master/job-queue";
import { mbusBauds } from "../../drivers/mbus-master/mbus-times";
import type { ScanOptions, ScanProgress, ScanResult } from "../../drivers/mbus-master/scan";
import type { Timers } from "../../drivers/timers";
import { formatMbusAddress } from "../../meters/mbus-address";
import type { MbusReader } from "../../meters/mbus-reader";
import { isDigits } from "../../protocols/text-shape";
import { describeError } from "../text";

export interface MbusScannerOptions {
	readonly timers: Timers;
	/** A meter has answered. Returns the name under which it is read, and whether it is new. */
	onFound(meter: FoundMeter): { readonly name: string; readonly isNew: boolean; } | undefined;
	/** What goes to `stat/<topic>/RESULT`. */
	onResult(result: object): void;
	/** `status` has changed. */
	onStatus?(): void;
	onLog(text: string): void;
}

/** How far a search is, or how the last one ended. */
export interface ScanStatus {
	readonly running: boolean;
	readonly kind: "primary" | "secondary" | "all";
	/** Percent. */
	readonly progress: number;
	/** Where it is, in words; or how it ended. */
	readonly text: string;
	readonly found: number;
}

/** What to search: rates, and one way or both. */
export interface ScanWish {
	readonly bauds: readonly number[];
	readonly primary: boolean;
	readonly secondary: boolean;
}

const progressTime = 5_000;

/**
 * Reads what a user wants searched: `primary`, `secondary`, rates, in any order; what is not said is `usual`. Throws a RangeError for any other
 * word.
 */
export function parseScanWish(text: string, usual: readonly number[]): ScanWish {
	const bauds: number[] = [];
	let primary = false, secondary = false;
	text.split(",").join(" ").split(" ").forEach(word => {
		const lower = word.toLowerCase();
		if (lower === "primary")
			primary = true;
		else if (lower === "secondary")
			secondary = true;
		else if (isDigits(word) && mbusBauds.includes(Number(word)))
			bauds.push(Number(word));
		else if (word && word !== "1" && lower !== "all")
			throw new RangeError(`${word} is neither primary, secondary, stop nor one of the rates ${mbusBauds.join(", ")}`);
	});
	const both = primary === secondary;
	return { bauds: bauds.length ? bauds : usual, primary: primary || both, secondary: secondary || both };
}

/** One search of the bus at a time, told step by step. */
export class MbusScanner {
	readonly #options: MbusScannerOptions;
	#task: MbusTask | undefined;
	#lastProgress = 0;
	#count = 0;
	#new = 0;
	#kind: ScanStatus["kind"] = "all";
	#fraction = 0;
	#words = "";

	constructor(options: MbusScannerOptions) {
		this.#options = options;
	}

	get active(): boolean {
		return this.#task !== undefined;
	}

	get status(): ScanStatus {
		return { running: this.active, kind: this.#kind, progress: this.#fraction, text: this.#words, found: this.#count };
	}

	/** `done` gets the number of meters that answered, and why the scan did not come to its end. Throws when one is under way. */
	start(reader: MbusReader, wish: ScanWish, done: (count: number, error?: Error) => void): void {
		if (this.#task)
			throw new Error("a scan is under way; MbusScan stop ends it");
		const { timers, onLog } = this.#options;
		this.#lastProgress = timers.ticks;
		this.#count = this.#new = this.#fraction = 0;
		this.#kind = wish.primary === wish.secondary ? "all" : wish.primary ? "primary" : "secondary";
		this.#words = "";
		const options: ScanOptions = {
			bauds: wish.bauds,
			...(!wish.primary && { primary: false as const }),
			...(!wish.secondary && { secondary: false as const }),
			onFound: meter => this.#found(meter),
			onProgress: progress => this.#progress(progress),
		};
		this.#options.onStatus?.();
		onLog(`looking for meters at ${wish.bauds.join(" and ")} baud`);
		this.#task = reader.scan(options, (error, result) => {
			this.#task = undefined;
			this.#finished(error, result);
			done(this.#count, error ?? undefined);
		});
	}

	cancel(): void {
		this.#task?.cancel();
	}

	/** The bus is closed: nothing comes any more. */
	forget(): void {
		this.#task = undefined;
	}

	#found(meter: FoundMeter): void {
		const { onFound, onResult, onLog } = this.#options;
		this.#count++;
		const known = onFound(meter);
		if (!known)
			return;
		if (known.isNew)
			this.#new++;
		const Address = formatMbusAddress(meter.secondary ? { secondary: meter.secondary } : { primary: meter.primary! });
		onResult({ MbusScan: { State: "Found", Name: known.name, Address, Primary: meter.primary, Baud: meter.baud, New: known.isNew } });
		onLog(`found ${known.name}: ${Address} at ${meter.baud} baud${known.isNew ? "" : ", known before"}`);
	}

	#progress({ baud, way, place, fraction }: ScanProgress): void {
		const { timers, onResult, onStatus } = this.#options;
		this.#fraction = Math.floor(fraction * 100);
		this.#words = `${baud} baud, ${way} ${place}`;
		onStatus?.();
		if (timers.ticks - this.#lastProgress < progressTime)
			return;
		this.#lastProgress = timers.ticks;
		onResult({
			MbusScan: { State: "Searching", Progress: Math.floor(fraction * 100), Baud: baud, Way: way, Place: place, Found: this.#count },
		});
	}

	#finished(error: Error | null, result: ScanResult | undefined): void {
		const { onResult, onLog } = this.#options;
		const canceled = error instanceof MbusError && error.reason === "canceled";
		this.#fraction = error ? this.#fraction : 100;
		this.#words = canceled ? "canceled" : error ? describeError(error) : "done";
		const State = canceled ? "Canceled" : error ? "Failed" : "Done";
		const Troubles = result?.troubles.map(({ reason, baud, way, place }) => `${reason} at ${baud} baud, ${way} ${place}`) ?? [];
		onResult({
			MbusScan: {
				State,
				...(error && !canceled && { Error: describeError(error) }),
				Found: this.#count,
				New: this.#new,
				Exchanges: result?.exchanges ?? 0,
				...(Troubles.length && { Troubles }),
			},
		});
		onLog(`scan ${State.toLowerCase()}${error && !canceled ? ` (${error.message})` : ""}: ${this.#count} meters, ${this.#new} of them new`);
		this.#options.onStatus?.();
		Troubles.forEach(text => onLog(`scan: ${text}`));
	}
}
