import { Decimal } from "../decimal";
import type { Reading } from "../reading";
import { isDigits, isPrintable } from "../text-shape";

/** `roller`: some rollers could not be read; `register`: none could (specs/elster-encoder.md 3.5). */
export type RollerFault = "roller" | "register";

/** What the lines of one answer say. */
export interface ScrContent {
	/** All that was understood, in the order of the lines. An unreadable volume is not among them. */
	readonly readings: readonly Reading[];
	/** The first volume. */
	readonly volume: Reading | undefined;
	readonly fault: RollerFault | undefined;
	readonly number: string | undefined;
	readonly manufactured: string | undefined;
	readonly size: string | undefined;
	readonly warnings: readonly string[];
}

const mostDigits = 10;
/** A nominal size is short (`G4`, `G2.5`); under the same key a longer row of digits is the meter's number in the OMS style. */
const shortestNumber = 5;

/**
 * Reads the data lines by their shape, not by their keys, of which three generations (EDIS 1995, OBIS 2005, OMS 2.0) exist and only one is
 * known: what has the unit m3 is the volume, everything else is text (specs/elster-encoder.md 3.2, 3.3). A line that is none is skipped.
 */
export function parseScrLines(text: string): ScrContent {
	const readings: Reading[] = [], warnings: string[] = [];
	let volume: Reading | undefined, fault: RollerFault | undefined;
	const lines = text.split("\n");
	for (let at = 0; at < lines.length; at++) {
		const line = lines[at]!.trim();
		if (line === "!")
			break;
		if (line === "")
			continue;
		const open = line.indexOf("("), close = line.lastIndexOf(")");
		if (open < 1 || close !== line.length - 1 || !isPrintable(line)) {
			warnings.push(`skipped ${JSON.stringify(line.slice(0, 40))}`);
			continue;
		}
		const id = line.slice(0, open).trim(), content = line.slice(open + 1, close);
		if (!content.endsWith("*m3")) {
			readings.push({ id, value: content, unit: "" });
			continue;
		}
		const digits = content.slice(0, -3).trim();
		const value = readRegister(digits);
		if (value instanceof Decimal) {
			const reading: Reading = { id, value, unit: "m3" };
			readings.push(reading);
			volume ??= reading;
		}
		else {
			warnings.push(value ? `${value} error: ${digits}` : `skipped ${JSON.stringify(line.slice(0, 40))}`);
			fault ??= value;
		}
	}
	const sized = find(readings, "0.0.0");
	const numbered = find(readings, "0.0.1") ?? find(readings, "96.1.0");
	const isNumber = numbered === undefined && sized !== undefined && sized.length >= shortestNumber && isDigits(sized);
	return {
		readings,
		volume,
		fault,
		number: isNumber ? sized : numbered,
		manufactured: find(readings, "96.2.1"),
		size: isNumber ? undefined : sized,
		warnings,
	};
}

/** A register's rollers: up to ten digits with a comma or a dot, `?` for a roller that cannot be read. `undefined`: none of this. */
function readRegister(text: string): Decimal | RollerFault | undefined {
	const dotted = text.replace(",", ".");
	const plain = dotted.replace(".", "");
	if (plain.length < 1 || plain.length > mostDigits)
		return undefined;
	const readable = plain.split("?").join("");
	if (readable === "")
		return "register";
	if (!isDigits(readable))
		return undefined;
	return readable.length < plain.length ? "roller" : Decimal.parse(dotted);
}

/** Text under a code: as it stands there, or behind medium and channel (`7-0:0.0.1`). Blank texts are none. */
function find(readings: readonly Reading[], code: string): string | undefined {
	for (let at = 0; at < readings.length; at++) {
		const { id, value } = readings[at]!;
		if (typeof value === "string" && (id === code || id.endsWith(`:${code}`)) && value.trim() !== "")
			return value.trim();
	}
	return undefined;
}
