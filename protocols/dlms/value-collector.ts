import { Decimal } from "../decimal";
import { unitText } from "../dlms-units";
import { isoTime } from "../meter-time";
import { isLogicalName, obisOfOctets } from "../obis";
import { octetsToHex, octetsToText } from "../octets";
import type { Reading } from "../reading";
import {
	ARRAY,
	type AxdrReader,
	BIT_STRING,
	BOOLEAN,
	DATE,
	DATE_TIME,
	ENUM,
	INT8,
	NULL,
	OCTETS,
	STRUCTURE,
	TIME,
	UTF8_TEXT,
	VISIBLE_TEXT,
} from "./axdr-reader";
import { cosemTime } from "./cosem-time";
import { DlmsError } from "./dlms-error";
import { positionalCodes } from "./positional-lists";
import { isPushList, type PushObject, readPushList } from "./push-objects";
import { registerScale } from "./register-scales";

/** The register in which Norwegian and Swedish meters name their list. */
const LIST_NAME = "1-1:0.2.129*255";
const DEEPEST = 8;
const LARGEST_SCALER = 20;
const VALUE = 2;
const SCALER_UNIT = 3;

/**
 * Collects the readings of a data notification, whatever shape its maker gave it: codes and values in turn or in structures, each with or
 * without scaler and unit (Aidon, Kamstrup, Kaifa in Austria, Landis+Gyr); a push object list and the values behind it (Iskraemeco,
 * Landis+Gyr); values alone, in a known order (Kaifa in Norway, Iskraemeco in Slovenia).
 */
export class ValueCollector {
	readonly readings: Reading[] = [];
	readonly #listObjects: boolean;
	/** Values without a code, in their order. */
	#loose: (Decimal | string)[] = [];
	/** Readings that came with scaler and unit, by their place. */
	#scaled: boolean[] = [];
	#code: string | undefined;
	/** Place of the reading that a scaler and unit would belong to; −1: none. */
	#last = -1;
	#firstText: string | undefined;
	/** Some value has a code: then none is known by its place. */
	#coded = false;

	/** @param listObjects gives a push object list as readings too, one for each object, for a person who wants to see them */
	constructor(listObjects = false) {
		this.#listObjects = listObjects;
	}

	/** Reads one element with all that is in it. Throws a `DlmsError` where its structure is broken. */
	read(reader: AxdrReader): void {
		this.#element(reader, 0);
		this.#place();
		this.#scale();
	}

	/** The name of the meter's list of values; empty where it has none. */
	get listName(): string {
		const named = this.readings.find(({ id }) => id === LIST_NAME)?.value;
		return typeof named === "string" ? named : this.#firstText ?? "";
	}

	#element(reader: AxdrReader, depth: number): void {
		reader.next();
		if (reader.type === ARRAY || reader.type === STRUCTURE) {
			if (depth > DEEPEST)
				throw new DlmsError("nested too deeply");
			this.#container(reader, depth + 1);
			return;
		}
		if (this.#code === undefined) {
			if (reader.type === OCTETS && isLogicalName(reader.content())) {
				this.#code = obisOfOctets(reader.content());
				this.#coded = true;
				this.#last = -1;
				return;
			}
			const value = valueOf(reader);
			if (typeof value === "string")
				this.#firstText ??= value;
			if (value !== undefined)
				this.#loose.push(value);
			return;
		}
		this.#add(this.#code, valueOf(reader));
		this.#code = undefined;
	}

	#container(reader: AxdrReader, depth: number): void {
		const { type, length } = reader;
		if (type === STRUCTURE && length === 2 && (this.#scalerUnit(reader) || this.#describedValue(reader, depth)))
			return;
		let objects: readonly PushObject[] = [];
		let first = 0;
		for (let index = 0; index < length; index++) {
			if (!objects.length && isPushList(reader)) {
				objects = readPushList(reader);
				first = index;
				this.#code = undefined;
				if (this.#listObjects)
					this.#list(objects);
				continue;
			}
			const object = objects[index - first];
			if (object)
				this.#objectValue(reader, object, depth);
			else
				this.#element(reader, depth);
		}
		this.#code = undefined;
	}

	/** Scaler and unit of the value before. */
	#scalerUnit(reader: AxdrReader): boolean {
		if (reader.peek() !== INT8 || reader.peek(2) !== ENUM)
			return false;
		reader.next();
		const scaler = Number(reader.number());
		reader.next();
		this.#apply(this.#last, scaler, unitText(reader.number()));
		this.#last = -1;
		return true;
	}

	#describedValue(reader: AxdrReader, depth: number): boolean {
		const descriptor = reader.descriptor();
		if (!descriptor)
			return false;
		this.#code = obisOfOctets(descriptor.subarray(2, 8));
		this.#element(reader, depth);
		this.#code = undefined;
		return true;
	}

	#objectValue(reader: AxdrReader, { code, attribute }: PushObject, depth: number): void {
		this.#code = undefined;
		if (code === "") {
			reader.skip();
			return;
		}
		const type = reader.peek();
		if (type !== ARRAY && type !== STRUCTURE) {
			reader.next();
			// The list's own name says nothing of the meter.
			if (attribute !== 1 || this.#listObjects)
				this.#add(code, attribute === 1 ? nameOf(reader) : valueOf(reader));
			return;
		}
		const start = reader.at;
		if (attribute === SCALER_UNIT && reader.peek(1) === 2 && reader.peek(2) === INT8) {
			this.#last = this.readings.findIndex(({ id }) => id === code);
			this.#element(reader, depth);
			return;
		}
		if (attribute !== VALUE) {
			reader.skip();
			return;
		}
		this.#element(reader, depth);
		this.#add(code, octetsToHex(reader.since(start)));
	}

	#list(objects: readonly PushObject[]): void {
		const [own] = objects;
		if (!own?.code)
			return;
		objects.forEach(({ code, attribute }, index) => {
			this.#add(own.code, attribute === VALUE ? code : `${code} attribute ${attribute}`);
			this.readings[this.#last] = { ...this.readings[this.#last]!, index };
		});
		this.#last = -1;
	}

	#add(id: string, value: Decimal | string | undefined): void {
		this.#last = -1;
		if (value === undefined)
			return;
		this.#last = this.readings.length;
		this.readings.push({ id, value, unit: "" });
	}

	#apply(place: number, scaler: number, unit: string): void {
		const reading = this.readings[place];
		if (!reading || typeof reading.value === "string")
			return;
		if (Math.abs(scaler) > LARGEST_SCALER)
			throw new DlmsError(`scaler ${scaler}`);
		this.readings[place] = { ...reading, value: reading.value.scale(scaler), unit };
		this.#scaled[place] = true;
	}

	/** Values without codes, where nothing had one: by their places. */
	#place(): void {
		if (this.#coded || this.readings.length)
			return;
		const codes = positionalCodes(this.#firstText, this.#loose.length);
		codes?.forEach((code, index) => {
			if (code)
				this.#add(code, this.#loose[index]);
		});
	}

	/** Gives registers that came without scaler and unit theirs. */
	#scale(): void {
		const { readings, listName } = this;
		for (let place = 0; place < readings.length; place++) {
			const scale = this.#scaled[place] ? undefined : registerScale(readings[place]!.id, listName);
			if (scale)
				this.#apply(place, scale.power, scale.unit);
		}
	}
}

/** Numbers exactly, texts as they are, times as local time, other octets in hexadecimal. `undefined` for "no value". */
function valueOf(reader: AxdrReader): Decimal | string | undefined {
	switch (reader.type) {
		case NULL:
			return;
		case BOOLEAN:
			return new Decimal(reader.content()[0] === 0 ? 0 : 1);
		case OCTETS: {
			const octets = reader.content();
			const time = cosemTime(octets);
			return time ? isoTime(time) : octetsToText(octets);
		}
		case DATE_TIME: {
			const time = cosemTime(reader.content());
			return time ? isoTime(time) : octetsToHex(reader.content());
		}
		case VISIBLE_TEXT:
		case UTF8_TEXT:
			return textOf(reader.content());
		case BIT_STRING:
		case DATE:
		case TIME:
			return octetsToHex(reader.content());
	}
	const number = reader.number();
	if (typeof number === "bigint" || Number.isSafeInteger(number))
		return new Decimal(number!);
	return number === undefined ? octetsToHex(reader.content()) : Decimal.parse(String(number)) ?? String(number);
}

/** A logical name as a value. */
function nameOf(reader: AxdrReader): Decimal | string | undefined {
	return reader.type === OCTETS && isLogicalName(reader.content()) ? obisOfOctets(reader.content()) : valueOf(reader);
}

/** Text up to its first NUL: Energomera fills with them. */
function textOf(octets: Uint8Array): string {
	const end = octets.indexOf(0);
	return octetsToText(end < 0 ? octets : octets.subarray(0, end));
}
