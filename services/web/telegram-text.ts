import type { MbusDecrypt } from "../../protocols/mbus/encryption";
import type { MbusFrame } from "../../protocols/mbus/frame";
import { MbusFramer } from "../../protocols/mbus/framer";
import { readApplication } from "../../protocols/mbus/application";
import type { Reading } from "../../protocols/reading";
import { SmlDecoder } from "../../protocols/sml/sml-decoder";
import { hexText } from "./hex-bytes";
import { obisWords } from "./obis-words";

/** A piece of a telegram and what it says. */
export interface TelegramNote {
	/** Characters of the telegram's text. */
	readonly at: number;
	readonly length: number;
	readonly text: string;
}

export interface TelegramText {
	readonly form: "text" | "hex";
	readonly data: string;
	readonly notes: readonly TelegramNote[];
}

/** What encrypted M-Bus telegrams are read with. */
export interface TelegramKeys {
	/** Of all meters, 16 bytes each. */
	readonly keys: readonly Uint8Array[];
	readonly decrypt?: MbusDecrypt | undefined;
}

type MbusResult = ReturnType<typeof readApplication>;

const longestValue = 60;

/** A captured telegram for people: as text where it is text, else in hexadecimal digits, with what its parts mean. */
export function describeTelegram(bytes: Uint8Array, keys: TelegramKeys): TelegramText {
	const text = plainText(bytes);
	if (text !== undefined)
		return { form: "text", data: text, notes: explainLines(text) };
	const data = hexText(bytes);
	return { form: "hex", data, notes: data.includes("1b1b1b1b01010101") ? explainSml(bytes, data) : explainMbus(bytes, keys) };
}

/** Printable ASCII with line ends and the frame characters of IEC 62056-21; `undefined` for anything else. */
function plainText(bytes: Uint8Array): string | undefined {
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at]!;
		if (byte > 0x7E || byte < 0x20 && byte !== 0x0D && byte !== 0x0A && (byte < 0x01 || byte > 0x06)) {
			// The last byte of a readout is a block check, which may be anything.
			if (at < bytes.length - 1 || bytes[at - 1] !== 0x03)
				return undefined;
		}
	}
	let text = "";
	for (let at = 0; at < bytes.length; at += 256)
		text += String.fromCharCode(...bytes.subarray(at, at + 256));
	return text;
}

/** Lines of the shape `code(value)(value)`. */
function explainLines(text: string): TelegramNote[] {
	const notes: TelegramNote[] = [];
	let at = 0;
	for (const line of text.split("\n")) {
		const open = line.indexOf("("), close = line.lastIndexOf(")");
		const start = line.charCodeAt(0) < 0x20 ? 1 : 0;
		if (open > start && close > open) {
			const code = line.slice(start, open), words = obisWords(code);
			notes.push({
				at: at + start,
				length: close + 1 - start,
				text: describeValue(code, words, line.slice(open + 1, close).split(")(").join(", ")),
			});
		}
		at += line.length + 1;
	}
	return notes;
}

function describeValue(code: string, words: string, value: string): string {
	const shown = value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
	return `${code}${words && ` ${words}`}: ${shown.split("*").join(" ")}`;
}

/** The places are found by the codes' six octets. */
function explainSml(bytes: Uint8Array, data: string): TelegramNote[] {
	const notes: TelegramNote[] = [];
	const decoder = new SmlDecoder({
		onTelegram: ({ readings }) => {
			let from = 0;
			for (const reading of readings) {
				const octets = codeOctets(reading.id), at = octets ? data.indexOf(`07${octets}`, from) : -1;
				if (at < 0)
					continue;
				from = at + 14;
				notes.push({
					at,
					length: 14,
					text: describeValue(reading.id, obisWords(reading.id), `${String(reading.value)} ${reading.unit}`.trim()),
				});
			}
		},
	});
	decoder.push(bytes);
	return notes;
}

/** `1-0:1.8.0*255` as twelve hexadecimal digits. */
function codeOctets(id: Reading["id"]): string {
	const numbers = id.split("-").join(".").split(":").join(".").split("*").join(".").split(".").map(Number);
	return numbers.length === 6 && numbers.every(number => number >= 0 && number < 256) ? hexText(Uint8Array.from(numbers)) : "";
}

function explainMbus(bytes: Uint8Array, keys: TelegramKeys): TelegramNote[] {
	const notes: TelegramNote[] = [];
	const framer = new MbusFramer({
		onFrame: frame => {
			if (frame.kind === "acknowledge" || frame.kind === "short")
				return;
			const start = placeOf(frame.bytes, bytes), result = readFrame(frame, keys);
			if ("error" in result || start < 0)
				return;
			for (const { offset, length, words } of result.explanation ?? [])
				notes.push({ at: 2 * (start + offset), length: 2 * length, text: words });
		},
	});
	framer.push(bytes);
	return notes;
}

/** An encrypted frame with whichever of the keys fits. */
function readFrame(frame: MbusFrame, { keys, decrypt }: TelegramKeys): MbusResult {
	const plain = readApplication(frame, { explain: true });
	if ("error" in plain || !decrypt || !plain.warnings.some(text => text.startsWith("encrypted")))
		return plain;
	for (const key of keys) {
		const result = readApplication(frame, { explain: true, key, decrypt });
		if (!("error" in result))
			return result;
	}
	if (!keys.length)
		return plain;
	const explanation = plain.explanation?.map(note =>
		note.words.startsWith("encrypted") ? { ...note, words: "encrypted: none of the keys that are set fits" } : note
	);
	return { ...plain, ...(explanation && { explanation }) };
}

/** Where a frame stands in what was captured. */
function placeOf(frame: Uint8Array, bytes: Uint8Array): number {
	const last = bytes.length - frame.length;
	for (let at = 0; at <= last; at++) {
		if (bytes[at] === frame[0] && bytes[at + 1] === frame[1] && frame.every((byte, index) => byte === bytes[at + index]))
			return at;
	}
	return -1;
}
