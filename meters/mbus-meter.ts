import type { BusMeter, BusMeterCounters } from "../drivers/mbus-master/bus-meter";
import type { SerialFaults } from "../drivers/serial";
import type { Timers } from "../drivers/timers";
import { readApplication } from "../protocols/mbus/application";
import type { MbusDecrypt } from "../protocols/mbus/encryption";
import { octetsOfHex } from "../protocols/octets";
import type { MbusFrame } from "../protocols/mbus/frame";
import type { DecoderCounters, MeterIdentity } from "../protocols/reading";
import { describeMbusAddress } from "./mbus-address";
import type { MbusEntry } from "./mbus-entry";
import { MbusReadout } from "./mbus-readout";
import type { Meter, MeterEvents, MeterState, PortStatus } from "./meter";

export interface MbusMeterOptions extends MeterEvents {
	readonly entry: MbusEntry;
	/** The driver's handle. */
	readonly line: BusMeter;
	readonly timers: Timers;
	/** Absent where the platform has no AES. */
	readonly decrypt?: MbusDecrypt;
	/** The bus's own. */
	readonly faults: Readonly<SerialFaults>;
}

/** A meter that has not answered in so many readouts in a row is silent. */
const patience = 3;

/** One meter on the M-Bus: its telegrams put together to readings, its state, its counters. When it is read says the schedule. */
export class MbusMeter implements Meter {
	readonly name: string;
	readonly entry: MbusEntry;
	readonly line: BusMeter;
	readonly #options: MbusMeterOptions;
	readonly #key: Uint8Array | undefined;
	readonly #decoder: DecoderCounters = { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
	#state: MeterState = "waiting";
	#failures = 0;
	/** The readout under way. */
	#next = new MbusReadout();
	#last: MbusReadout | undefined;
	#time = 0;
	#text: string | undefined;
	#lastError = "";
	#note = "";

	constructor(options: MbusMeterOptions) {
		const { entry } = options;
		this.name = entry.name;
		this.entry = entry;
		this.line = options.line;
		this.#options = options;
		this.#key = entry.key === undefined ? undefined : octetsOfHex(entry.key);
	}

	get state(): MeterState {
		return this.#state;
	}

	get identity(): MeterIdentity {
		return this.#last?.meter ?? {};
	}

	/** What the driver has counted of it. */
	get counters(): Readonly<BusMeterCounters> {
		return this.line.counters;
	}

	/** Readouts in a row that brought nothing. */
	get failures(): number {
		return this.#failures;
	}

	get status(): PortStatus {
		return {
			port: "mbus",
			detected: `${this.line.baud} baud, ${describeMbusAddress(this.entry)}`,
			note: this.#note,
			bytes: this.#decoder.bytes,
			faults: this.#options.faults,
			decoder: this.#decoder,
			lastError: this.#lastError,
			age: this.#last && this.#options.timers.ticks - this.#time,
		};
	}

	/** What the last readout brought, also after the meter went silent. */
	get readout(): MbusReadout | undefined {
		return this.#last;
	}

	sensor(): string | undefined {
		if (this.#state !== "ok" || !this.#last)
			return;
		return this.#text ??= `"${this.name}":{${this.#last.text()}}`;
	}

	unitOf(name: string): string | undefined {
		return this.#last?.unit(name);
	}

	/** A readout begins. */
	begin(): void {
		this.#next = new MbusReadout();
	}

	/** A telegram of the readout under way. Returns whether the meter has more to tell; `undefined` when its driver is to judge. */
	take(frame: MbusFrame): boolean | undefined {
		const { decrypt } = this.#options;
		const counters = this.#decoder;
		counters.bytes += frame.bytes.length;
		const result = readApplication(frame, {
			...(this.#key && { key: this.#key }),
			...(decrypt && { decrypt }),
			ignoreEncryption: this.entry.plain ?? false,
		});
		if ("error" in result) {
			counters[result.kind === "check" ? "checkErrors" : "formatErrors"]++;
			this.#lastError = result.error;
			return undefined;
		}
		counters.telegrams++;
		counters.warnings += result.warnings.length;
		this.#next.add(result);
		// What is still encrypted cannot tell.
		return result.readings.length ? result.more : undefined;
	}

	/** The readout is over. */
	finish(error: Error | null): void {
		const readout = this.#next;
		this.#next = new MbusReadout();
		if (error)
			this.#lastError = error.message;
		if (error || !readout.telegrams) {
			this.#fail();
			return;
		}
		this.#failures = 0;
		this.#last = readout;
		this.#time = this.#options.timers.ticks;
		this.#text = undefined;
		this.#tell(readout);
		this.#setState("ok");
		this.#options.onUpdate(this);
	}

	close(): void {
		this.#text = undefined;
		this.#last = undefined;
		this.#state = "waiting";
	}

	#fail(): void {
		this.#failures++;
		if (this.#failures === 1)
			this.#options.onLog?.(this, this.#lastError || "nothing in its answer can be read");
		if (this.#failures >= patience && this.#state === "ok") {
			this.#text = undefined;
			this.#setState("silent");
		}
	}

	/** What its owner should know is logged when it changes. */
	#tell({ status, obstacle }: MbusReadout): void {
		const note = this.#explain(obstacle) ?? status.join(", ");
		if (note === this.#note)
			return;
		this.#note = note;
		this.#options.onLog?.(this, note || "all is well");
	}

	#explain(obstacle: string | undefined): string | undefined {
		return obstacle && this.#key && !this.#options.decrypt ? `${obstacle} (this build cannot decrypt)` : obstacle;
	}

	#setState(state: MeterState): void {
		if (this.#state === state)
			return;
		this.#state = state;
		this.#options.onState?.(this);
	}
}
