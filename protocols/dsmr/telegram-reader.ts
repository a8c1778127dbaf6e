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

/** What is kept of a piece that is no plain register and not the clock, or that says who the meter is, or is odd. */
interface Kept {
	/** Codes of its objects. */
	readonly ids: string;
	/** How many readings it gave. */
	readonly count: number;
	/** Place of its first value among those of the lines that have the same code; `undefined` when it is the only such line. */
	readonly index: number | undefined;
	/** True when it may say who the meter is, or when there is something wrong with it. */
	readonly isNotable: boolean;
	/** The line that is not one whole object; empty when all is in order. */
	readonly bent: string;
	readonly warnings: readonly string[];
}

/** What stands between two line ends that follow a bracket, read: one object, in odd telegrams none or several. */
interface Piece {
	readonly readings: readonly Reading[];
	/** `undefined`: a plain register or the clock, whose one reading says all. */
	readonly kept: Kept | undefined;
	readonly isClock: boolean;
}

/** Where a meter's own number is looked for, the best first. `0-0:` only: other channels are other meters. */
const identityCodes: readonly string[] = Object.freeze(["96.1.1", "96.1.0", "42.0.0", "96.1.255", "0.0.0"]);

/**
 * Reads the text of telegrams that come from one meter again and again. JavaScript on the chip is slow, so it remembers the last telegram: a
 * line that has not changed gives the same Reading objects as before, and one of which only the number has changed costs little.
 */
export class TelegramReader {
	#identification = "";
	/** The pieces without their last brackets, and what is kept of each. */
	#texts: readonly string[] = [];
	#kept: (Kept | undefined)[] = [];
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
		const before = this.#texts, all = this.#kept, count = texts.length;
		if (count !== before.length)
			return false;
		let readings: Reading[] | undefined;
		let isNotable = false;
		for (let at = 0, start = 0; at < count; at++) {
			const text = texts[at]!, last = all[at], place = start;
			start += last ? last.count : 1;
			if (text === before[at])
				continue;
			const changed = !last && readChanged(text, this.#readings[place]!);
			if (changed) {
				readings ??= this.#readings.slice();
				readings[place] = changed;
				continue;
			}
			const piece = readPiece(text, last?.index), { kept } = piece;
			const ids = kept ? kept.ids : piece.readings[0]!.id;
			if (piece.readings.length !== (last ? last.count : 1) || ids !== (last ? last.ids : this.#readings[place]!.id))
				return false;
			all[at] = kept;
			readings ??= this.#readings.slice();
			for (let index = 0; index < piece.readings.length; index++)
				readings[place + index] = piece.readings[index]!;
			isNotable ||= kept?.isNotable || last?.isNotable || false;
		}
		this.#texts = texts;
		if (readings)
			this.#readings = readings;
		if (isNotable)
			this.#summarise();
		return true;
	}

	#readAll(identification: string, texts: readonly string[], rest: string): void {
		const all: (Kept | undefined)[] = [], readings: Reading[] = [];
		/** In how many lines each code stands. */
		const lines = new Map<string, number>();
		this.#clock = -1;
		for (const text of texts) {
			const { kept, readings: own, isClock } = readPiece(text, undefined);
			const ids = kept ? kept.ids : own[0]!.id;
			if (own.length)
				lines.set(ids, (lines.get(ids) ?? 0) + 1);
			if (isClock && this.#clock < 0)
				this.#clock = readings.length;
			all.push(kept);
			readings.push(...own);
		}
		this.#identification = identification;
		this.#texts = texts;
		this.#rest = rest;
		this.#kept = all;
		this.#readings = readings;
		if (lines.size < texts.length)
			this.#number(texts, lines, readings);
		this.#summarise();
	}

	/** The same code in several lines is a list: numbers its values through. */
	#number(texts: readonly string[], lines: ReadonlyMap<string, number>, readings: Reading[]): void {
		const next = new Map<string, number>();
		for (let at = 0, start = 0; at < texts.length; at++) {
			const last = this.#kept[at], count = last ? last.count : 1, ids = last ? last.ids : readings[start]!.id;
			if (count && lines.get(ids) !== 1) {
				const index = next.get(ids) ?? 0, piece = readPiece(texts[at]!, index);
				next.set(ids, index + count);
				this.#kept[at] = piece.kept;
				readings.splice(start, count, ...piece.readings);
			}
			start += count;
		}
	}

	/** Works out what is said of the whole telegram: the meter and the warnings. */
	#summarise(): void {
		const all = this.#kept, rest = this.#rest.trim() && this.#rest;
		this.#warnings = [...all.flatMap(kept => kept?.warnings ?? []), ...(rest ? [oddObject(rest)] : [])];
		this.#bent = all.length || rest ? all.find(kept => kept?.bent)?.bent ?? rest : this.#identification;
		const own = this.#readings.filter(reading => reading.id.startsWith("0-0:") || reading.id.startsWith("1-0:0.0.0"));
		const ids = identityCodes.map(code => own.find(reading => obisValue(reading.id) === code && reading.value));
		const id = ids.find(reading => reading)?.value;
		this.#meter = { ...(id !== undefined && { id: String(id) }), ...parseIdentification(this.#identification) };
	}
}

/** The short way for a plain register or the clock of which only the value has changed. `last`: as it was before. */
function readChanged(text: string, { id, unit, time: before }: Reading): Reading | undefined {
	const tail = unit && `*${unit}`;
	if (!text.startsWith("(", id.length) || !text.startsWith(id) || !text.endsWith(tail))
		return;
	const written = text.slice(id.length + 1, text.length - tail.length);
	if (before) {
		const time = parseMeterTime(written);
		return time && { id, value: written, unit, time };
	}
	const value = Decimal.parse(written);
	return value && { id, value, unit };
}

function readPiece(text: string, index: number | undefined): Piece {
	const isWhole = !text.includes("\r\n");
	const objects: DsmrObject[] = isWhole ? [readObject(text, index)] : splitPiece(text).map(part => readLine(part, index));
	const ids = objects.map(object => object.id).join(" ");
	const readings = objects.length === 1 ? objects[0]!.readings : objects.flatMap(object => object.readings);
	const warnings = objects.filter(object => object.warning).map(object => object.warning);
	const kind = objects.length === 1 ? objects[0]!.kind : undefined, [first] = readings, count = readings.length;
	const isClock = kind === "clock" && count === 1;
	const isNumber = kind === "value" && count === 1 && !first!.time && typeof first!.value !== "string";
	const bent = ids && kind && isWhole ? "" : text;
	const isNotable = bent !== "" || kind === "text" || kind === "octets" || warnings.length > 0;
	const isPlain = (isClock || isNumber) && index === undefined && !isNotable;
	return { readings, isClock, kept: isPlain ? undefined : { ids, count, index, isNotable, bent, warnings } };
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
