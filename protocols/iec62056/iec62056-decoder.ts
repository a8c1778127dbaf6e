import TextDecoder from "text/decoder";
import type { Decoder, DecoderCounters, DecoderOptions, MeterTime, Reading, TelegramFault } from "../reading";
import type { BlockCheck, LineKind } from "./block-listener";
import { BlockReader } from "./block-reader";
import { parseDataLine } from "./data-line";
import { type Identification, parseIdentification } from "./identification";
import { MeterNumber, shortId } from "./identity";

const DEFAULT_CAPACITY = 32_768;
const DEFAULT_LINE_CAPACITY = 1024;
const DEFAULT_READINGS = 1000;
/** More than these are counted, not kept. */
const MAXIMUM_WARNINGS = 8;
const printable = /^[ -~]*$/;

export interface Iec62056DecoderOptions extends DecoderOptions {
	/** The identification line has come: now is the time to acknowledge. */
	onIdentification?(identification: Identification): void;
	/** A value has come, before the block's check is known: for showing progress and ending a readout early, not for publishing. */
	onDataSet?(reading: Reading): void;
	/**
	 * What a wrong or missing block check character does: `require` (default) refuses the telegram, `warn` takes it with a warning, `ignore`
	 * takes it. Telegrams without STX have no check; their `check` is `none`.
	 */
	readonly check?: "require" | "warn" | "ignore";
	/** `block`: only data between STX and ETX, as an asked meter sends it. Default `auto`: pushed data without STX, too. */
	readonly framing?: "auto" | "block";
	/** 7E1 that was received as 8N1: `auto` (default) sees it by the first character and verifies each; `strip` ignores the highest bit. */
	readonly parity?: "auto" | "strip";
	/** Which values are kept. A readout with a year of history has hundreds. */
	accept?(id: string): boolean;
	/** Longest block in bytes (default 32768). */
	readonly capacity?: number;
	/** Longest line in bytes (default 1024). */
	readonly lineCapacity?: number;
	/** Most values of one telegram (default 1000). */
	readonly readings?: number;
}

/**
 * Decoder for the data readout of IEC 62056-21 (formerly IEC 1107), modes A to D and the fall-back of E: an identification line, data sets
 * `address(value*unit)` in lines, and a block check character where the meter sends one. A reading's `id` is what stands before the bracket.
 * One that follows another in the same data set has an `index`.
 */
export class Iec62056Decoder implements Decoder {
	readonly counters: DecoderCounters = { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
	readonly #options: Iec62056DecoderOptions;
	readonly #reader: BlockReader;
	readonly #text = new TextDecoder();
	#identification: Identification | undefined;
	#readings: Reading[] = [];
	#warnings: string[] = [];
	#number = new MeterNumber();
	#date = "";
	#clock = "";
	#framed = false;
	/** Address of the last data set and how many values it had, for lines that go on with values only. */
	#lastId = "";
	#lastCount = 0;
	/** Values beyond the limit. */
	#dropped = 0;

	constructor(options: Iec62056DecoderOptions) {
		this.#options = options;
		this.#reader = new BlockReader({
			lineCapacity: options.lineCapacity ?? DEFAULT_LINE_CAPACITY,
			capacity: options.capacity ?? DEFAULT_CAPACITY,
			framed: options.framing === "block",
			parity: options.parity ?? "auto",
			onIdentification: line => this.#onIdentification(line),
			onStart: framed => this.#onStart(framed),
			onLine: line => this.#onLine(line),
			onSkip: reason => this.#warn(reason),
			onEnd: (check, error) => this.#onEnd(check, error),
			onFault: (kind, error) => this.#onFault(kind, error),
		});
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		this.#reader.push(bytes);
	}

	/**
	 * The meter has fallen silent in the middle: ends a block that only lacks its check character (see `check`), gives up any other. For
	 * the driver's time-out, and for the end of a file.
	 */
	end(): void {
		this.#reader.end();
		this.#forget();
	}

	reset(): void {
		this.#reader.reset();
		this.#forget();
	}

	#onIdentification(line: Uint8Array): boolean {
		const identification = parseIdentification(this.#text.decode(line));
		if (!identification)
			return false;
		if (this.#lastId !== "")
			this.#onFault("cut", "a new identification came before the end of the data");
		this.#identification = identification;
		this.#options.onIdentification?.(identification);
		return true;
	}

	#onStart(framed: boolean): void {
		this.#framed = framed;
		this.#clear();
	}

	#onLine(line: Uint8Array): LineKind {
		const text = this.#text.decode(line);
		if (!printable.test(text))
			return this.#skip(text, "noise");
		const sets = parseDataLine(text, !this.#framed);
		if (!sets || sets[0]!.id === "" && this.#lastId === "")
			return this.#skip(text, "odd");
		for (const { id, values } of sets) {
			if (id !== "") {
				this.#lastId = id;
				this.#lastCount = 0;
			}
			const several = this.#lastCount > 0 || values.length > 1;
			for (const { unit, value } of values) {
				const reading: Reading = { id: this.#lastId, value, unit };
				this.#add(several ? { ...reading, index: this.#lastCount } : reading);
				this.#lastCount++;
			}
		}
		return "data";
	}

	#add(reading: Reading): void {
		const { id, value } = reading;
		if (typeof value === "string")
			this.#note(id, value);
		const { accept, onDataSet, readings = DEFAULT_READINGS } = this.#options;
		if (accept && !accept(id))
			return;
		if (this.#readings.length < readings)
			this.#readings.push(reading);
		else
			this.#dropped++;
		onDataSet?.(reading);
	}

	/** Texts that say which meter it is and what its clock shows. */
	#note(id: string, text: string): void {
		this.#number.add(id, text);
		const short = shortId(id);
		if (short === "0.9.1")
			this.#clock ||= text;
		else if (short === "0.9.2")
			this.#date ||= text;
	}

	#skip(text: string, kind: LineKind): LineKind {
		this.#warn(`skipped ${JSON.stringify(text.slice(0, 40))}`);
		return kind;
	}

	#warn(text: string): void {
		this.counters.warnings++;
		if (this.#warnings.length < MAXIMUM_WARNINGS)
			this.#warnings.push(text);
	}

	#onEnd(check: BlockCheck, error: string): void {
		const policy = this.#options.check ?? "require";
		const good = check === "bcc" || check === "none";
		if (!good && policy === "require")
			return this.#onFault(check === "wrong" ? "check" : "cut", error);
		if (this.#lastId === "")
			return this.#onFault("format", "no data");
		if (!good && policy === "warn")
			this.#warn(error);
		if (this.#dropped)
			this.#warn(`${this.#dropped} values too many`);
		const { manufacturer, model } = this.#identification ?? {};
		const telegram = {
			protocol: "iec62056",
			check: good ? check : "none",
			meter: { id: this.#number.text, manufacturer: manufacturer?.toUpperCase(), model: model || undefined },
			time: this.#time(),
			readings: this.#readings,
			warnings: this.#warnings,
		} as const;
		this.counters.telegrams++;
		this.#forget();
		this.#options.onTelegram(telegram);
	}

	/** Local time of a zone that the meter does not tell, in the form that the maker likes: it cannot be placed in time. */
	#time(): MeterTime | undefined {
		return this.#date && this.#clock ? { text: `${this.#date} ${this.#clock}` } : undefined;
	}

	#onFault(kind: TelegramFault["kind"], error: string): void {
		if (kind === "check")
			this.counters.checkErrors++;
		else
			this.counters.formatErrors++;
		this.#forget();
		this.#options.onFault?.({ protocol: "iec62056", kind, error });
	}

	#forget(): void {
		this.#identification = undefined;
		this.#clear();
	}

	#clear(): void {
		this.#readings = [];
		this.#warnings = [];
		this.#number = new MeterNumber();
		this.#date = this.#clock = this.#lastId = "";
		this.#lastCount = this.#dropped = 0;
	}
}
