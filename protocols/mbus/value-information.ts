import { hex } from "../octets";
import { PRIMARY } from "./vif-primary";
import { FIRST_EXTENSION } from "./vif-first-extension";
import { SECOND_EXTENSION } from "./vif-second-extension";
import { ORTHOGONAL, ORTHOGONAL_EXTENSION } from "./vife";
import { readText } from "./text";
import { findVif, findVife, readScale, type Scale, type ValueKind, type VifRow } from "./table";

const EXTENSION = 0x80;
const CODE = 0x7F;
const FIRST = 0xFB;
const SECOND = 0xFD;
const PLAIN_TEXT = 0x7C;
const MANUFACTURER = 0x7F;
/** EN 13757-3, 6.4.1: a chain has at most ten VIFEs. */
const MAXIMUM_VIFES = 10;

/**
 * The value information block of a record (EN 13757-3, 6.4): what was measured, its unit and its scale.
 *
 * `read` always finds where the block ends, whatever the codes say: a code that no table knows leaves `known` false and nothing
 * else.
 */
export class ValueInformation {
	quantity = "";
	unit = "";
	/** The value is what was sent × `factor` × 10^`power`. */
	factor = 1;
	power = 0;
	kind: ValueKind = "number";
	known = true;
	/** The quantity is the manufacturer's own: the value has no unit that could be told. */
	manufacturer = false;
	/** What VIFEs add to the reading's name. */
	readonly suffixes: string[] = [];
	/** Why the meter could not give the value. */
	recordError: string | undefined;
	/** The unit system is not metric: `unit` is left empty. */
	foreign = false;
	/** The block as hexadecimal digits, plain text left out. */
	code = "";
	/** Words for each octet, where an explanation is wanted. */
	readonly words: string[] | undefined;
	#vifes = 0;

	constructor(explain = false) {
		if (explain)
			this.words = [];
	}

	/**
	 * Reads the block that begins at `position`.
	 *
	 * @param reversed the text of a plain-text VIF comes last character first, as everything does in mode 1
	 * @returns the position after it, or a text that says why the record cannot be read
	 */
	read(bytes: Uint8Array, position: number, end: number, reversed: boolean): number | string {
		if (position >= end)
			return "ends before its VIF";
		const vif = bytes[position++]!;
		this.code = hex(vif);
		switch (vif & CODE) {
			case PLAIN_TEXT:
				return this.#readPlainText(vif, bytes, position, end, reversed);
			case MANUFACTURER:
				return this.#readManufacturer(vif, bytes, position, end);
		}
		if (vif === FIRST || vif === SECOND) {
			if (position >= end)
				return "ends inside its VIF";
			const code = bytes[position++]!;
			this.code += hex(code);
			this.#vifes = 1;
			this.#take(findVif(vif === FIRST ? FIRST_EXTENSION : SECOND_EXTENSION, code & CODE));
			return this.#readVifes(code, bytes, position, end);
		}
		// EFh announces a third table that the standard has left empty: what follows it is skipped with it.
		this.#take(findVif(PRIMARY, vif & CODE));
		return this.#readVifes(vif, bytes, position, end);
	}

	#take(row: VifRow | undefined): void {
		if (row === undefined) {
			this.quantity = "Unknown";
			this.known = false;
			this.words?.push("a code that no table has");
			return;
		}
		const { quantity, unit, kind, scale } = row;
		this.quantity = quantity;
		this.#count(unit, kind, scale);
		this.words?.push(unit === "" ? quantity : `${quantity}, ${unit}`);
	}

	#count(unit: string, kind: ValueKind, { factor, power }: Scale): void {
		this.unit = unit;
		this.kind = kind;
		this.factor = factor;
		this.power = power;
	}

	/** Manufacturer's own VIF: the codes that follow are the manufacturer's too (EN 13757-3, table 11). */
	#readManufacturer(vif: number, bytes: Uint8Array, position: number, end: number): number | string {
		this.quantity = "Manufacturer specific";
		this.manufacturer = true;
		this.words?.push(this.quantity);
		for (let code = vif; code & EXTENSION;) {
			if (position >= end)
				return "ends inside its VIF";
			if (++this.#vifes > MAXIMUM_VIFES)
				return `has more than ${MAXIMUM_VIFES} VIFEs`;
			code = bytes[position++]!;
			this.code += hex(code);
			this.words?.push("manufacturer's code");
		}
		return position;
	}

	#readVifes(last: number, bytes: Uint8Array, position: number, end: number): number | string {
		let manufacturer = false;
		let extended = false;
		let own = "";
		for (let code = last; code & EXTENSION;) {
			if (position >= end)
				return "ends inside its VIFEs";
			if (++this.#vifes > MAXIMUM_VIFES)
				return `has more than ${MAXIMUM_VIFES} VIFEs`;
			code = bytes[position++]!;
			this.code += hex(code);
			if (manufacturer) {
				own += hex(code & CODE);
				this.words?.push("manufacturer's code");
			}
			else if ((code & CODE) === MANUFACTURER) {
				manufacturer = true;
				this.words?.push("manufacturer's codes follow");
			}
			else if (!extended && (code & CODE) === PLAIN_TEXT) {
				extended = true;
				this.words?.push("further table follows");
				continue;
			}
			else
				this.#apply(extended ? ORTHOGONAL_EXTENSION : ORTHOGONAL, code & CODE);
			extended = false;
		}
		if (manufacturer)
			this.suffixes.push(`M${own}`);
		return position;
	}

	#apply(lines: readonly string[], code: number): void {
		const row = findVife(lines, code);
		if (row === undefined) {
			this.known = false;
			this.words?.push("a VIFE that no table has");
			return;
		}
		const { words, suffix, effect, step } = row;
		this.words?.push(words);
		if (suffix !== "")
			this.suffixes.push(suffix);
		switch (effect) {
			case "":
				break;
			case "error":
				this.recordError = words;
				break;
			case "foreign":
				this.foreign = true;
				break;
			case "raw":
			case "unsigned":
				this.kind = effect;
				break;
			case "date":
				this.#count("", "date", readScale("", 0));
				break;
			case "count":
				this.#count("", "number", readScale("", 0));
				break;
			case "duration":
				this.#count("s", "number", readScale("smhd", step));
				break;
			default:
				this.#extend(effect, step);
		}
	}

	/** By a further unit or a power of ten. */
	#extend(effect: string, step: number): void {
		const power = Number(effect);
		if (Number.isNaN(power))
			this.unit += effect;
		else
			this.power += power + step;
	}

	/**
	 * A unit in words (EN 13757-3, table 11, 7Ch and FCh). Meters disagree where the text stands when VIFEs follow the VIF: most send
	 * it right after the VIF, some after the last VIFE. Only one of the two gives a text that can be printed.
	 */
	#readPlainText(vif: number, bytes: Uint8Array, position: number, end: number, reversed: boolean): number | string {
		const first = textAt(bytes, position, end, reversed);
		if (first !== undefined && (first.text || !(vif & EXTENSION))) {
			this.#name(first);
			return this.#readVifes(vif, bytes, position + 1 + first.length, end);
		}
		if (!(vif & EXTENSION))
			return "ends inside the text of its VIF";
		this.words?.push("text follows after the VIFEs");
		const after = this.#readVifes(vif, bytes, position, end);
		if (typeof after === "string")
			return after;
		const last = textAt(bytes, after, end, reversed);
		if (last === undefined)
			return "ends inside the text of its VIF";
		this.#name(last);
		return after + 1 + last.length;
	}

	#name(words: Text): void {
		const text = words.text?.trim() ?? "";
		this.quantity = text === "" ? "Unnamed" : text;
		this.words?.push(`text "${text}"`);
	}
}

interface Text {
	readonly length: number;
	/** `undefined` when it cannot be printed. */
	readonly text: string | undefined;
}

/** A text with its length before it, or `undefined` when there are fewer octets than that. */
function textAt(bytes: Uint8Array, position: number, end: number, reversed: boolean): Text | undefined {
	const length = position < end ? bytes[position]! : end;
	if (length > end - position - 1)
		return undefined;
	return { length, text: readText(bytes.subarray(position + 1, position + 1 + length), reversed) };
}
