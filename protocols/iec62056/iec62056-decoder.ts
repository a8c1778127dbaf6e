import TextDecoder from "text/decoder";
import type { Decoder, DecoderCounters, DecoderOptions, Reading, TelegramFault } from "../reading";
import type { BlockCheck, LineKind } from "./block-listener";
import { isPrintable } from "../text-shape";
import { BlockReader } from "./block-reader";
import { DataLineParser } from "./data-line";
import { type Identification, parseIdentification } from "./identification";
import { Readout } from "./readout";

const DEFAULT_CAPACITY = 32_768;
const DEFAULT_LINE_CAPACITY = 1024;
const DEFAULT_READINGS = 1000;

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
	readonly #parser = new DataLineParser();
	#identification: Identification | undefined;
	#readout: Readout;
	#framed = false;

	constructor(options: Iec62056DecoderOptions) {
		this.#options = options;
		this.#readout = this.#newReadout();
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
		if (!this.#readout.empty)
			this.#onFault("cut", "a new identification came before the end of the data");
		this.#identification = identification;
		this.#options.onIdentification?.(identification);
		return true;
	}

	#onStart(framed: boolean): void {
		this.#framed = framed;
		this.#readout = this.#newReadout();
	}

	#onLine(line: Uint8Array): LineKind {
		const text = this.#text.decode(line);
		if (!isAscii(line) && !isPrintable(text))
			return this.#skip(text, "noise");
		const sets = this.#parser.parse(text, !this.#framed);
		if (!sets || sets[0]!.id === "" && this.#readout.empty)
			return this.#skip(text, "odd");
		for (const set of sets)
			this.#readout.add(set);
		return "data";
	}

	#skip(text: string, kind: LineKind): LineKind {
		this.#warn(`skipped ${JSON.stringify(text.slice(0, 40))}`);
		return kind;
	}

	#warn(text: string): void {
		this.counters.warnings++;
		this.#readout.warn(text);
	}

	#onEnd(check: BlockCheck, error: string): void {
		const policy = this.#options.check ?? "require";
		const good = check === "bcc" || check === "none";
		if (!good && policy === "require")
			return this.#onFault(check === "wrong" ? "check" : "cut", error);
		const readout = this.#readout;
		if (readout.empty)
			return this.#onFault("format", "no data");
		if (!good && policy === "warn")
			this.#warn(error);
		const { manufacturer, model } = this.#identification ?? {};
		const telegram = {
			protocol: "iec62056",
			check: good ? check : "none",
			meter: { id: readout.number, manufacturer: manufacturer?.toUpperCase(), model: model || undefined },
			time: readout.time,
			readings: readout.readings,
			warnings: readout.warnings,
		} as const;
		this.counters.telegrams++;
		this.#forget();
		this.#options.onTelegram(telegram);
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
		this.#readout = this.#newReadout();
	}

	#newReadout(): Readout {
		const { accept, onDataSet, readings = DEFAULT_READINGS } = this.#options;
		return new Readout({ limit: readings, accept, onDataSet });
	}
}

/**
 * True for octets that are printable characters of ASCII: their lowest and highest tell. Two native calls, where a look at each character of a text costs
 * one, and an object, for each.
 */
function isAscii(line: Uint8Array): boolean {
	const sorted = line.slice().sort();
	return !(sorted[0]! < 0x20 || sorted[line.length - 1]! > 0x7E);
}
