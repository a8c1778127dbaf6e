import { readFile } from "../../protocols/sml/read-file";
import { SmlCheck } from "../../protocols/sml/sml-check";
import { SmlError } from "../../protocols/sml/sml-error";
import { SmlTransport } from "../../protocols/sml/sml-transport";
import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";
import { readSmlEntry } from "./read-sml-entry";
import type { SmlEntry } from "./read-sml-entry";
import type { TelegramLine } from "./meter-values";

const longestFile = 4096;
/** Flag 32: patterns are tried at every byte, not only where a list entry begins. */
const everyByte = 32;
const digits = "0123456789abcdef";

/**
 * Reads meters of type s. A file whose check sum or a message's is wrong gives nothing; in a good one each pattern is looked for in the bytes, so a
 * pattern that is no whole register (published scripts have such) means what it means to Tasmota.
 */
export class SmlLineReader implements FrameReader {
	readonly counters = newCounters();
	readonly #options: FrameReaderOptions;
	readonly #check = new SmlCheck();
	readonly #transport: SmlTransport;
	/** `=so1`: the last status word of its register said that power flows out. */
	#negative = false;

	constructor(options: FrameReaderOptions) {
		this.#options = options;
		this.#transport = new SmlTransport({
			capacity: longestFile,
			onFile: content => this.#read(content),
			onFault: (kind, error) => this.#fault(kind === "check", error),
		});
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		this.#transport.push(bytes);
	}

	idle(): void {
		// A file has its own end.
	}

	reset(): void {
		this.#transport.reset();
	}

	#read(bytes: Uint8Array): void {
		try {
			// Only for the messages' check sums and structure.
			readFile(bytes, this.#check, {});
		}
		catch (error) {
			if (!(error instanceof SmlError))
				throw error;
			this.#fault(error.kind === "check", error.message);
			return;
		}
		const { values, onTelegram } = this.#options;
		const hex = hexText(bytes), { lines } = values;
		this.counters.telegrams++;
		this.#negative = false;
		for (let index = 0; index < lines.length; index++)
			this.#find(lines[index]!, hex, bytes);
		values.commit();
		onTelegram?.();
	}

	#find(entry: TelegramLine, hex: string, bytes: Uint8Array): void {
		const { pattern } = entry.line;
		if (pattern.kind !== "hex" || !pattern.hex)
			return;
		const wanted = pattern.hex, anywhere = this.#options.values.meter.flag & everyByte || wanted.startsWith("77");
		let found: SmlEntry | undefined;
		for (let at = hex.indexOf(wanted); at >= 0; at = hex.indexOf(wanted, at + 1)) {
			if (at % 2 === 0 && anywhere)
				found = readSmlEntry(bytes, (at + wanted.length) / 2) ?? found;
		}
		if (found)
			this.#take(entry, found);
	}

	#take({ line, state }: TelegramLine, { value, octets, status }: SmlEntry): void {
		const { values } = this.#options;
		const { selector, pattern } = line;
		const { direction, flags } = values.meter.options;
		// 77 07 A, then the four bytes that the option names.
		const code = pattern.kind === "hex" ? pattern.hex.slice(6, 14) : "";
		if (direction && code === direction.status && status) {
			const bit = direction.bits.find(({ type }) => type === status.type)?.bit;
			if (bit !== undefined)
				this.#negative = (Number(status.value / 2n ** BigInt(bit)) & 1) === 1;
		}
		if (selector.text)
			values.set(state, octets ? octetsText(octets, selector.text.characters) : "");
		else if (octets)
			// As Tasmota gives a text where a number is wanted.
			values.set(state, 0);
		else if (value) {
			let { number } = value;
			if (flags & 1 && value.type === 0x53 && value.scaler === -2 && number < 0)
				number += 0x10000;
			const scaled = value.scaler < 0 ? number / 10 ** -value.scaler : number * 10 ** value.scaler;
			values.set(state, direction && code === direction.value && this.#negative ? -scaled : scaled);
		}
	}

	#fault(check: boolean, error: string): void {
		if (check)
			this.counters.checkErrors++;
		else
			this.counters.formatErrors++;
		this.#options.onFault?.(error);
	}
}

function hexText(bytes: Uint8Array): string {
	let text = "";
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at]!;
		text += digits.charAt(byte >> 4) + digits.charAt(byte & 15);
	}
	return text;
}

/** Eight bytes are two numbers of three bytes (DIN 43863-5 before 2012), all others lower-case hexadecimal. */
function octetsText(octets: Uint8Array, characters: boolean): string {
	if (characters) {
		let text = "";
		for (let at = 0; at < octets.length; at++)
			text += String.fromCharCode(octets[at]!);
		return text;
	}
	if (octets.length !== 8)
		return hexText(octets);
	const number = (at: number) => octets[at]! * 0x10000 + octets[at + 1]! * 0x100 + octets[at + 2]!;
	return `${number(1)}-${number(5)}`;
}
