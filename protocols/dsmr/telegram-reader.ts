import { Decimal } from "../decimal";
import { parseMeterTime } from "../meter-time";
import { isObisCode, obisValue } from "../obis";
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
	/** The first line that is no object, although the telegram may be good; empty when there is none. */
	readonly bent: string;
}

/** What stands between two line ends that follow a bracket: one object, in odd telegrams none or several. */
interface Piece {
	/** Without its last bracket. Changes with the value of a plain register or the clock. */
	text: string;
	/** The text before and behind the value, where the piece is a plain register or the clock; `head` is empty otherwise. */
	readonly head: string;
	readonly tail: string;
	readonly unit: string;
	/** Codes of its objects. */
	readonly ids: string;
	readonly isClock: boolean;
	/** True when it may say who the meter is, or when there is something wrong with it. */
	readonly isNotable: boolean;
	/** The line that is not one whole object; empty when all is in order. */
	readonly bent: string;
	/** As they were when the piece was last read in full; the telegram's list has the latest. */
	readonly readings: readonly Reading[];
	readonly warnings: readonly string[];
	/** Where its readings begin in the telegram's list. */
	readonly start: number;
	/** Place of its first value among those of the lines that have the same code; `undefined` when it is the only such line. */
	readonly index: number | undefined;
}

/** Where a meter's own number is looked for, the best first. `0-0:` only: other channels are other meters. */
const identityCodes: readonly string[] = Object.freeze(["96.1.1", "96.1.0", "42.0.0", "96.1.255", "0.0.0"]);

/**
 * Reads the text of telegrams that come from one meter again and again. JavaScript on the chip is slow, so it remembers the last telegram: a
 * line that has not changed gives the same Reading objects as before, and one of which only the number has changed costs little.
 */
export class TelegramReader {
	#identification = "";
	#pieces: Piece[] = [];
	/** What stands behind the last bracket: nothing, in a telegram that is in order. */
	#rest = "";
	#readings: readonly Reading[] = [];
	#warnings: readonly string[] = [];
	#bent = "";
	#meter: MeterIdentity = {};
	/** Place of the meter's own time among the readings; −1 when it sends none. */
	#clock = -1;

	/** Reads a telegram that stands at the begin of `text`, from its `/` to before its `!`, which is at `end`. */
	read(text: string, end = text.length): TelegramContent {
		let objects = text.indexOf("\r\n");
		if (objects < 0 || objects >= end) {
			text = text.slice(0, end).split("\n").join("\r\n");
			end = text.length;
			objects = Math.max(0, text.indexOf("\r\n"));
		}
		const identification = text.slice(0, objects).trimEnd();
		while (text.startsWith("\r\n", objects))
			objects += 2;
		let body = text.slice(objects, end);
		// A line that begins with a bracket continues the one before: the DSMR 2 gas value, long lists.
		if (body.indexOf(")\r\n(") >= 0)
			body = body.split(")\r\n(").join(")(");
		const texts = body.split(")\r\n");
		const rest = texts.pop()!;
		if (identification !== this.#identification || rest !== this.#rest || !this.#update(texts))
			this.#readAll(identification, texts, rest);
		const readings = this.#readings;
		return { meter: this.#meter, time: readings[this.#clock]?.time, readings, warnings: this.#warnings, bent: this.#bent };
	}

	/** The telegram has the lines of the last one: reads those that differ. False when it has other lines. */
	#update(texts: readonly string[]): boolean {
		const pieces = this.#pieces;
		const count = texts.length;
		if (count !== pieces.length)
			return false;
		let readings: Reading[] | undefined;
		let isNotable = false;
		for (let at = 0; at < count; at++) {
			const text = texts[at]!;
			const last = pieces[at]!;
			if (text === last.text)
				continue;
			const reading = last.head && readChanged(text, last);
			if (reading) {
				last.text = text;
				readings ??= this.#readings.slice();
				readings[last.start] = reading;
				continue;
			}
			const piece = readPiece(text, last.start, last.index);
			if (piece.readings.length !== last.readings.length || piece.ids !== last.ids)
				return false;
			pieces[at] = piece;
			readings ??= this.#readings.slice();
			for (let place = 0; place < piece.readings.length; place++)
				readings[piece.start + place] = piece.readings[place]!;
			isNotable ||= piece.isNotable || last.isNotable;
		}
		if (readings)
			this.#readings = readings;
		if (isNotable)
			this.#summarise();
		return true;
	}

	#readAll(identification: string, texts: readonly string[], rest: string): void {
		let pieces: Piece[] = [];
		let start = 0;
		for (const text of texts) {
			const piece = readPiece(text, start, undefined);
			pieces.push(piece);
			start += piece.readings.length;
		}
		pieces = withIndexes(pieces);
		if (rest.trim())
			pieces.push({ ...readPiece("", start, undefined), text: rest, warnings: [oddObject(rest)], bent: rest });
		this.#identification = identification;
		this.#rest = rest;
		this.#pieces = pieces;
		this.#readings = pieces.flatMap(piece => piece.readings);
		this.#clock = pieces.find(piece => piece.isClock)?.start ?? -1;
		this.#summarise();
	}

	/** Works out what is said of the whole telegram: the meter and the warnings. */
	#summarise(): void {
		this.#warnings = this.#pieces.flatMap(piece => piece.warnings);
		this.#bent = this.#pieces.length ? this.#pieces.find(piece => piece.bent)?.bent ?? "" : this.#identification;
		const own = this.#readings.filter(reading => reading.id.startsWith("0-0:") || reading.id.startsWith("1-0:0.0.0"));
		const ids = identityCodes.map(code => own.find(reading => obisValue(reading.id) === code && reading.value));
		const id = ids.find(reading => reading)?.value;
		this.#meter = { ...(id !== undefined && { id: String(id) }), ...parseIdentification(this.#identification) };
	}
}

/** The short way for a line of which only the value has changed. */
function readChanged(text: string, { head, tail, ids, isClock, unit }: Piece): Reading | undefined {
	if (!text.startsWith(head) || !text.endsWith(tail))
		return;
	const written = text.slice(head.length, text.length - tail.length);
	if (isClock) {
		const time = parseMeterTime(written);
		return time && { id: ids, value: written, unit, time };
	}
	const value = Decimal.parse(written);
	return value && { id: ids, value, unit };
}

function readPiece(text: string, start: number, index: number | undefined): Piece {
	const objects: DsmrObject[] = text.includes("\r\n") ? splitPiece(text).map(part => readLine(part, index)) : [readObject(text, index)];
	const ids = objects.map(object => object.id).join(" ");
	const readings = objects.flatMap(object => object.readings);
	const warnings = objects.filter(object => object.warning).map(object => object.warning);
	const first = readings[0];
	const kind = objects.length === 1 ? objects[0]!.kind : undefined;
	const isClock = kind === "clock" && readings.length === 1;
	const isNumber = kind === "value" && readings.length === 1 && !first!.time && typeof first!.value !== "string";
	const isShort = (isClock || isNumber) && index === undefined;
	const head = isShort ? `${ids}(` : "";
	const tail = isNumber && first!.unit ? `*${first!.unit}` : "";
	const bent = ids && kind && !text.includes("\r\n") ? "" : text;
	const isNotable = bent !== "" || kind === "text" || kind === "octets" || warnings.length > 0;
	return { text, head, tail, unit: first?.unit ?? "", ids, isClock, isNotable, bent, readings, warnings, start, index };
}

/**
 * With line ends inside, a piece is an object that the meter broke into lines, or lines that end in no bracket and the object behind them.
 * Gives the lines put together, with their last brackets.
 */
function splitPiece(text: string): readonly string[] {
	const lines: string[] = [];
	for (const line of `${text})`.split("\r\n")) {
		if (!lines.length || beginsObject(line))
			lines.push(line);
		else
			lines[lines.length - 1] += line;
	}
	return lines.map(line => line.trim()).filter(line => line);
}

function beginsObject(line: string): boolean {
	return isObisCode(line.slice(0, Math.max(0, line.indexOf("("))).trim());
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
