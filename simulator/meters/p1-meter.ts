import { Random } from "../random";
import type { ScheduledEvent } from "../scheduler-entry";
import type { Output } from "../wire/output";
import { Transmitter } from "../wire/transmitter";
import type { Pause } from "../wire/transmitter";
import { Watcher } from "../wire/watcher";
import type { Wire } from "../wire/wire";
import { Household } from "./household";
import type { P1Model } from "./p1-model";
import { buildTelegram } from "./telegram";

/**
 * What may be wrong with a P1 meter: `unplugged` (off the wires), `silent` (sends nothing), `wrong-crc`, `truncated` (stops in the middle of each
 * telegram), `noise` (glitches on the data wire), `garbage` (characters replaced), `swapped` (another meter: other serial numbers).
 */
export const p1Faults = Object.freeze(["unplugged", "silent", "wrong-crc", "truncated", "noise", "garbage", "swapped"] as const);
export type P1Fault = (typeof p1Faults)[number];

export interface P1MeterOptions {
	readonly model: P1Model;
	/** Data line of the plug: open collector, so it needs a pull-up. */
	readonly dataWire: Wire;
	/** Data-request line: the meter sends while it is high. Absent: it always sends. */
	readonly requestWire?: Wire;
	readonly seed?: number;
	/** The first telegram again and again. */
	readonly frozen?: boolean;
	/** Up to three rests of 5 … 150 ms inside each telegram. */
	readonly pauses?: boolean;
	/** How far its clock is off on the wire, in percent. */
	readonly error?: number;
	/** Text in place of the calculated check. */
	readonly check?: string;
	readonly faults?: readonly P1Fault[];
}

/** The first telegram comes this long after the start; milliseconds. */
const firstTelegram = 1000;
/** About ten glitches per telegram of 1 kB at 115200 baud, each as long as half a bit to one and a half. */
const noise = Object.freeze({ rate: 100, width: 0.009, spread: true });

/**
 * A meter with a P1 port (P1 Companion Standard 5.0.2 sections 5.2 … 5.7). Sends at its period, only while the request line is up; when that
 * drops it stops at once. The line is inverted: at rest the open collector pulls it low. Its registers and clock begin to move with the
 * first telegram that it sends, so that this one is always the same.
 */
export class P1Meter {
	readonly model: P1Model;
	readonly #options: P1MeterOptions;
	readonly #random: Random;
	readonly #output: Output;
	readonly #transmitter: Transmitter;
	readonly #request: Watcher | undefined;
	readonly #household: Household;
	readonly #faults = new Set<P1Fault>();
	readonly #seed: number;
	#timer: ScheduledEvent | undefined;
	#last: Uint8Array | undefined;
	#sent = 0;

	constructor(options: P1MeterOptions) {
		const { model, dataWire, requestWire, seed = 1, error = 0 } = options;
		const { scheduler } = dataWire;
		this.model = model;
		this.#options = options;
		this.#seed = seed;
		this.#random = new Random(seed ^ 0x5031);
		this.#household = new Household(model, seed);
		this.#output = dataWire.drive("open-collector", 0);
		this.#transmitter = new Transmitter(scheduler, this.#output, { ...model.format, invert: true }, { error });
		this.#request = requestWire && new Watcher(requestWire, level => {
			if (!level)
				this.#transmitter.stop();
		});
		for (const fault of options.faults ?? [])
			this.setFault(fault, true);
		this.#plan(scheduler.now + firstTelegram);
	}

	/** Telegrams begun. */
	get sent(): number {
		return this.#sent;
	}

	/** The last telegram as it should have been; `undefined` before the first. */
	get last(): Uint8Array | undefined {
		return this.#last;
	}

	get faults(): readonly P1Fault[] {
		return [...this.#faults];
	}

	/** Switches a fault on or off. Throws a RangeError for an unknown one. */
	setFault(fault: P1Fault, on: boolean): void {
		if (!p1Faults.includes(fault))
			throw new RangeError(`Unknown fault ${fault}. Known: ${p1Faults.join(", ")}`);
		if (on === this.#faults.has(fault))
			return;
		if (on)
			this.#faults.add(fault);
		else
			this.#faults.delete(fault);
		if (fault === "unplugged")
			this.#output.enabled = !on;
		if (fault === "noise")
			this.#options.dataWire.setNoise(on ? { ...noise, seed: this.#seed } : undefined);
		if (fault === "swapped")
			this.#household.texts["identity"] = on ? swapDigits(this.model.texts["identity"]!) : this.model.texts["identity"]!;
		if (on && (fault === "unplugged" || fault === "silent"))
			this.#transmitter.stop();
	}

	/** May be called twice. */
	close(): void {
		this.#timer?.cancel();
		this.#request?.close();
		this.#options.dataWire.remove(this.#output);
		this.setFault("noise", false);
	}

	#plan(time: number): void {
		this.#timer = this.#options.dataWire.scheduler.at(time, () => {
			this.#plan(time + this.model.period);
			this.#turn();
		});
	}

	#turn(): void {
		const { requestWire, frozen, check, dataWire } = this.#options;
		if (this.#sent && !frozen)
			this.#household.advance(this.model.period);
		const asked = !requestWire || requestWire.level === 1;
		if (!asked || this.#faults.has("unplugged") || this.#faults.has("silent") || this.#transmitter.busyUntil > dataWire.scheduler.now)
			return;
		this.#last = buildTelegram(this.model, this.#household, check);
		this.#sent++;
		const bytes = this.#spoil(this.#last.slice());
		this.#transmitter.send(bytes, this.#pauses(bytes.length));
	}

	#pauses(length: number): Pause[] {
		if (!this.#options.pauses)
			return [];
		const places = Array.from({ length: this.#random.integer(1, 3) }, () => this.#random.integer(1, length - 1));
		return [...new Set(places)].sort((left, right) => left - right).map(at => ({ at, time: this.#random.integer(5, 150) }));
	}

	#spoil(bytes: Uint8Array): Uint8Array {
		const random = this.#random;
		if (this.#faults.has("wrong-crc") && this.model.check !== "none") {
			// Another digit in the last place: "!", four digits, CR, LF.
			const at = bytes.length - 3;
			bytes[at] = bytes[at] === 0x30 ? 0x31 : 0x30;
		}
		if (this.#faults.has("garbage")) {
			for (let count = 0; count < 20; count++)
				bytes[random.integer(0, bytes.length - 8)] = random.integer(0x20, 0x7E);
		}
		return this.#faults.has("truncated") ? bytes.subarray(0, bytes.length >> 1) : bytes;
	}
}

/** Another serial number of the same length: each digit is taken from nine. */
function swapDigits(text: string): string {
	return text.replace(/\d/g, digit => String(9 - Number(digit)));
}
