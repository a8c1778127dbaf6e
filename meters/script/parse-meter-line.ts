import { isDigits } from "../../protocols/text-shape";
import { parseHexBytes } from "./parse-pattern";
import type { MeterType, ScriptMeterDescription, ScriptTelegram } from "./script-description";
import { ScriptError } from "./script-note";
import type { ScriptNotes } from "./script-notes";

/** A meter line before its options are known. */
export type MeterLine = Omit<ScriptMeterDescription, "options">;

const types = "osmMkrRcevCp";
/** The JSON key must be the one that Tasmota makes. */
const longestPrefix = 7;

/** Reads `+M,rx,type[format],flag,param,prefix[,tx[(en)][,period[,telegrams]]]`. Throws a `ScriptError`. */
export function parseMeterLine(text: string, count: number, line: number, notes: ScriptNotes): MeterLine {
	const fields = text.slice(1).split(",");
	const places = [1];
	for (let index = 0; index < fields.length; index++)
		places.push(places[index]! + fields[index]!.length + 1);
	const [head = "", pin = "", kind = "", flag = "", parameter = ""] = fields;
	const number = isDigits(head) ? Number(head) : 0;
	if (number < 1 || number > count)
		throw new ScriptError(`meter ${JSON.stringify(head)}: >M says that there are ${count}`, 1);
	if (fields.length < 6)
		throw new ScriptError("a meter line has at least six fields: +meter,pin,type,flag,speed,prefix", text.length - 1);
	const type = kind.charAt(0);
	if (!type || !types.includes(type))
		throw new ScriptError(`${JSON.stringify(kind)} is no type of meter (one of ${types.split("").join(" ")})`, places[2]);
	const receive = whole(pin);
	const address = pin.startsWith("[") && pin.endsWith("]") ? pin.slice(1, -1).trim() : undefined;
	if (address !== undefined && !isAddress(address))
		throw new ScriptError(`${JSON.stringify(address)} is no IPv4 address`, places[1]! + 1);
	if (receive === undefined && address === undefined)
		throw new ScriptError(`${JSON.stringify(pin)} is neither a pin nor an address in brackets`, places[1]);
	if (whole(parameter) === undefined)
		throw new ScriptError(`${JSON.stringify(parameter)} is no number`, places[4]);
	const telegrams: ScriptTelegram[] = [];
	for (let index = 8; index < fields.length; index++) {
		const telegram = parseTelegram(fields[index]!, line, places[index]!, notes);
		if (telegram)
			telegrams.push(telegram);
	}
	return {
		number,
		type: type as MeterType,
		...(receive !== undefined && { receive }),
		...(address !== undefined && { address }),
		...parseFormat(kind.slice(1), type),
		flag: whole(flag) ?? 0,
		parameter: whole(parameter)!,
		prefix: cutPrefix(fields[5]!.trim()),
		...parseTransmit(fields[6] ?? ""),
		period: Math.max(0, parseInt(fields[7] ?? "", 10) || 0),
		telegrams,
		line,
	};
}

/** `E1`, `N2`, `2`; wired M-Bus hangs on `rE1`. */
function parseFormat(text: string, type: string): Pick<MeterLine, "parity" | "stop"> {
	const letter = text.charAt(0), hasLetter = letter === "N" || letter === "E" || letter === "O";
	const digit = Number(text.charAt(hasLetter ? 1 : 0)) || 1;
	const parity = !hasLetter ? type === "M" ? "even" : "none" : letter === "E" ? "even" : letter === "O" ? "odd" : "none";
	return { parity, stop: digit % 2 ? 1 : 2 };
}

/** `5`, `-1`, `5(4)`, `5(i4)`. */
function parseTransmit(text: string): Pick<ScriptMeterDescription, "transmit" | "enable"> {
	const open = text.indexOf("("), pin = whole(open < 0 ? text : text.slice(0, open));
	const inner = open < 0 ? "" : text.slice(open + 1, text.indexOf(")", open));
	const inverted = inner.startsWith("i"), enable = whole(inverted ? inner.slice(1) : inner);
	return {
		...(pin !== undefined && pin >= 0 && { transmit: pin }),
		...(enable !== undefined && { enable: { pin: enable, inverted } }),
	};
}

/** Hexadecimal text up to the first other character, as Tasmota reads it; the rest is told. */
function parseTelegram(text: string, line: number, at: number, notes: ScriptNotes): ScriptTelegram | undefined {
	let hex = text.trim();
	const raw = hex.startsWith("r");
	if (raw)
		hex = hex.slice(1);
	let bytes: number[];
	try {
		bytes = parseHexBytes(hex);
	}
	catch (error) {
		if (!(error instanceof ScriptError))
			throw error;
		notes.warn(line, `telegram ${JSON.stringify(text.trim())}: ${error.message}; the bytes before it are sent`, at + error.at + 1);
		bytes = parseHexBytes(hex.slice(0, error.at));
	}
	return bytes.length ? { bytes, raw } : undefined;
}

/** Cut at seven bytes, but never inside a character. */
function cutPrefix(text: string): string {
	let cut = text;
	while (ArrayBuffer.fromString(cut).byteLength > longestPrefix)
		cut = cut.slice(0, -1);
	return cut;
}

function isAddress(text: string): boolean {
	const parts = text.split(".");
	return parts.length === 4 && parts.every(part => isDigits(part) && Number(part) < 256);
}

function whole(text: string): number | undefined {
	const trimmed = text.trim(), negative = trimmed.startsWith("-"), digits = negative ? trimmed.slice(1) : trimmed;
	return isDigits(digits) ? (negative ? -1 : 1) * Number(digits) : undefined;
}
