import { Decimal } from "../decimal";
import { obisValue } from "../obis";
import type { MeterIdentity, MeterTime, Reading } from "../reading";
import { oddObject, readObject } from "./dsmr-object";
import type { DsmrObject } from "./dsmr-object";
import { parseIdentification } from "./identification";

/** What the text of a telegram says. */
export interface TelegramContent {
	readonly meter: MeterIdentity;
	readonly time: MeterTime | undefined;
	readonly readings: readonly Reading[];
	readonly warnings: readonly string[];
}

/** What stands between two line ends that follow a bracket: one object, in odd telegrams none or several. */
interface Piece {
	/** Without its last bracket. */
	readonly text: string;
	/** The text before and behind the number, where the piece is a plain register; `head` is empty otherwise. */
	readonly head: string;
	readonly tail: string;
	/** Codes of its objects. */
	readonly ids: string;
	readonly isClock: boolean;
	readonly readings: readonly Reading[];
	readonly warnings: readonly string[];
	/** Where its readings begin in the telegram's list. */
	readonly start: number;
	/** Place of its first value among those of the lines that have the same code; `undefined` when it is the only such line. */
	readonly index: number | undefined;
}

const objectHead = /^\d{1,3}-\d{1,3}:\d{1,3}\.\d{1,3}\.\d{1,3}(?:\*\d{1,3})? *\(/;
const nothing: readonly string[] = Object.freeze([]);

/** Where a meter's own number is looked for, the best first. `0-0:` only: other channels are other meters. */
const identityCodes: readonly string[] = Object.freeze(["96.1.1", "96.1.0", "42.0.0", "96.1.255", "0.0.0"]);

/**
 * Reads the text of telegrams that come from one meter again and again. JavaScript on the chip is slow, so it remembers the last telegram: a
 * line that has not changed gives the same Reading objects as before, and one of which only the number has changed costs little.
 */
export class TelegramReader {
	#identification = "";
	#pieces: Piece[] = [];
	#end = "";
	#readings: readonly Reading[] = [];
	#warnings: readonly string[] = [];
	#meter: MeterIdentity = {};
	#clock = -1;

	/** Reads a telegram from its `/` to before its `!`. */
	read(text: string): TelegramContent {
		let objects = text.indexOf("\r\n");
		if (objects < 0) {
			text = text.split("\n").join("\r\n");
			objects = Math.max(0, text.indexOf("\r\n"));
		}
		const identification = text.slice(0, objects).trimEnd();
		while (text.startsWith("\r\n", objects))
			objects += 2;
		let body = text.slice(objects);
		// A line that begins with a bracket continues the one before: the DSMR 2 gas value, long lists.
		if (body.indexOf(")\r\n(") >= 0)
			body = body.split(")\r\n(").join(")(");
		const texts = body.split(")\r\n");
		const end = texts.pop()!;
		if (identification !== this.#identification || end !== this.#end || !this.#update(texts))
			this.#readAll(identification, texts, end);
		const clock = this.#clock < 0 ? undefined : this.#pieces[this.#clock]!.readings[0];
		return { meter: this.#meter, time: clock?.time, readings: this.#readings, warnings: this.#warnings };
	}

	/** The telegram has the lines of the last one: reads those that differ. False when it has other lines. */
	#update(texts: readonly string[]): boolean {
		const pieces = this.#pieces;
		const count = texts.length;
		if (count !== pieces.length)
			return false;
		let readings: Reading[] | undefined;
		let others = false;
		for (let at = 0; at < count; at++) {
			const text = texts[at]!;
			const last = pieces[at]!;
			if (text === last.text)
				continue;
			const piece = readRegister(text, last) ?? readPiece(text, last.start, last.index);
			if (piece.readings.length !== last.readings.length || piece.ids !== last.ids)
				return false;
			pieces[at] = piece;
			readings ??= this.#readings.slice();
			for (let place = 0; place < piece.readings.length; place++)
				readings[piece.start + place] = piece.readings[place]!;
			others ||= !piece.head && at !== this.#clock;
		}
		if (readings)
			this.#readings = readings;
		if (others)
			this.#summarise();
		return true;
	}

	#readAll(identification: string, texts: readonly string[], end: string): void {
		let pieces: Piece[] = [];
		let start = 0;
		for (const text of texts) {
			const piece = readPiece(text, start, undefined);
			pieces.push(piece);
			start += piece.readings.length;
		}
		pieces = withIndexes(pieces);
		// What stands behind the last bracket belongs to no object.
		if (end.trim())
			pieces.push({ ...readPiece("", start, undefined), text: end, warnings: [oddObject(end)] });
		this.#identification = identification;
		this.#end = end;
		this.#pieces = pieces;
		this.#readings = pieces.flatMap(piece => piece.readings);
		this.#clock = pieces.findIndex(piece => piece.isClock);
		this.#summarise();
	}

	/** Works out what is said of the whole telegram: the meter and the warnings. */
	#summarise(): void {
		this.#warnings = this.#pieces.flatMap(piece => piece.warnings);
		const own = this.#readings.filter(reading => reading.id.startsWith("0-0:") || reading.id.startsWith("1-0:0.0.0"));
		const ids = identityCodes.map(code => own.find(reading => obisValue(reading.id) === code && reading.value));
		const id = ids.find(reading => reading)?.value;
		this.#meter = { ...(id !== undefined && { id: String(id) }), ...parseIdentification(this.#identification) };
	}
}

/** The short way for a line of which only the number has changed. */
function readRegister(text: string, last: Piece): Piece | undefined {
	const { head, tail } = last;
	if (!head || !text.startsWith(head) || !text.endsWith(tail))
		return;
	const value = Decimal.parse(text.slice(head.length, text.length - tail.length));
	if (!value)
		return;
	const { id, unit } = last.readings[0]!;
	const { ids, start } = last;
	return { text, head, tail, ids, isClock: false, readings: [{ id, value, unit }], warnings: nothing, start, index: undefined };
}

function readPiece(text: string, start: number, index: number | undefined): Piece {
	const objects: DsmrObject[] = text.includes("\r\n") ? splitPiece(text).map(part => readLine(part, index)) : [readObject(text, index)];
	const ids = objects.map(object => object.id).join(" ");
	const readings = objects.flatMap(object => object.readings);
	const warnings = objects.filter(object => object.warning).map(object => object.warning);
	const first = readings[0];
	const kind = objects.length === 1 ? objects[0]!.kind : undefined;
	const isRegister = kind === "value" && first && readings.length === 1 && !first.time && index === undefined
		&& typeof first.value !== "string";
	const head = isRegister ? `${ids}(` : "";
	const tail = isRegister && first.unit ? `*${first.unit}` : "";
	return { text, head, tail, ids, isClock: kind === "clock" && readings.length > 0, readings, warnings, start, index };
}

/**
 * With line ends inside, a piece is an object that the meter broke into lines, or lines that end in no bracket and the object behind them.
 * Gives the lines put together, with their last brackets.
 */
function splitPiece(text: string): readonly string[] {
	const lines: string[] = [];
	for (const line of `${text})`.split("\r\n")) {
		if (!lines.length || objectHead.test(line))
			lines.push(line);
		else
			lines[lines.length - 1] += line;
	}
	return lines.map(line => line.trim()).filter(line => line);
}

function readLine(line: string, index: number | undefined): DsmrObject {
	if (line.endsWith(")"))
		return readObject(line.slice(0, -1), index);
	return { id: "", kind: "value", readings: [], warning: oddObject(line) };
}

/** The same code in several lines is a list: numbers its values through. */
function withIndexes(pieces: readonly Piece[]): Piece[] {
	const lines = new Map<string, number>();
	for (const { ids, readings } of pieces) {
		if (readings.length)
			lines.set(ids, (lines.get(ids) ?? 0) + 1);
	}
	const next = new Map<string, number>();
	return pieces.map(piece => {
		const { ids, text, start, readings } = piece;
		if (!readings.length || lines.get(ids) === 1)
			return piece;
		const index = next.get(ids) ?? 0;
		next.set(ids, index + readings.length);
		return readPiece(text, start, index);
	});
}
