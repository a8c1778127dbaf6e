import type { MeterTime, Reading } from "../reading";
import { readData } from "./data";
import type { Explainer } from "./explanation";
import { hex, octetsToHex } from "../octets";
import { monthNames } from "./month-names";
import { readingName } from "./names";
import { DataField, MbusRecord } from "./record";
import { vendorCode } from "./vendor-codes";

const MANUFACTURER_DATA = 0x0F;
const MORE_FOLLOWS = 0x1F;
const FILLER = 0x2F;
const READOUT_REQUEST = 0x7F;

/** A reading before the date of its storage is known. */
interface Draft {
	readonly reading: Reading;
	readonly isDate: boolean;
}

/**
 * Reads the data records of a telegram one after the other (EN 13757-3, 6).
 *
 * A record that cannot be understood becomes hexadecimal digits and a warning; the next begins where it ends, whatever its codes say. A
 * record that ends after the telegram does means that the lengths cannot be trusted: then nothing is.
 */
export class RecordList {
	readonly warnings: string[] = [];
	/** The meter has more telegrams to send. */
	more = false;
	/** The meter's clock. */
	time: MeterTime | undefined;
	#drafts: Draft[] = [];
	/** By function and storage number: when the values were taken. */
	#dates = new Map<string, MeterTime>();
	#names = new Map<string, number>();
	/** Quantities and units of this telegram. */
	#words: string[] = [];
	#manufacturer: string | undefined;
	#reversed: boolean;
	#explainer: Explainer | undefined;

	/**
	 * @param manufacturer whose own codes may be known
	 * @param reversed most significant octet first
	 */
	constructor(manufacturer: string | undefined, reversed: boolean, explainer?: Explainer) {
		this.#manufacturer = manufacturer;
		this.#reversed = reversed;
		this.#explainer = explainer;
	}

	/** @returns why the records cannot be read */
	read(bytes: Uint8Array, position: number): string | undefined {
		const end = bytes.length;
		for (let number = 1; position < end;) {
			const dif = bytes[position]!;
			if ((dif & 0x0F) === DataField.SPECIAL) {
				position = this.#special(dif, bytes, position, end);
				continue;
			}
			const record = new MbusRecord(this.#explainer !== undefined);
			const fault = record.read(bytes, position, end, !this.#reversed);
			if (fault !== undefined)
				return `record ${number} ${fault}`;
			this.#take(record, bytes);
			position = record.end;
			number++;
		}
		return undefined;
	}

	/** The readings, each with the date of its storage where the telegram has one. */
	get readings(): readonly Reading[] {
		const months = this.#months;
		return this.#drafts.map(({ reading, isDate }) => {
			const time = isDate || !reading.storage ? undefined : this.#dates.get(`${reading.function} ${reading.storage}`);
			const month = reading.storage ? months.get(reading.storage) : undefined;
			if (time === undefined && month === undefined)
				return reading;
			return { ...reading, ...(time && { time }), ...(month && { id: inMonth(reading, month) }) };
		});
	}

	get #months(): ReadonlyMap<number, string> {
		const dates = new Map<number, MeterTime>();
		for (const [key, time] of this.#dates) {
			if (key.startsWith("instantaneous "))
				dates.set(Number(key.slice("instantaneous ".length)), time);
		}
		return monthNames(dates, this.time);
	}

	/** Special functions (EN 13757-3, 6.3.3): no record, but a filler, the end of the standard's data or something to come. */
	#special(dif: number, bytes: Uint8Array, position: number, end: number): number {
		const explainer = this.#explainer;
		switch (dif) {
			case FILLER:
				explainer?.add(position, position + 1, "filler");
				return position + 1;
			case READOUT_REQUEST:
				explainer?.add(position, position + 1, "request for a global readout");
				return position + 1;
			case MORE_FOLLOWS:
				this.more = true;
				explainer?.add(position, position + 1, "more telegrams follow; manufacturer's data");
				break;
			case MANUFACTURER_DATA:
				explainer?.add(position, position + 1, "manufacturer's data");
				break;
			default:
				this.warnings.push(`reserved DIF ${hex(dif)}: the rest is kept as it came`);
				explainer?.add(position, position + 1, "reserved DIF");
		}
		if (position + 1 < end) {
			const value = octetsToHex(bytes.subarray(position + 1, end));
			explainer?.add(position + 1, end, `kept as it came: ${value}`);
			const reading = { id: this.#unique("ManufacturerData"), value, unit: "", quantity: "Manufacturer data" };
			this.#drafts.push({ reading: { ...reading, function: "instantaneous", storage: 0, tariff: 0, subunit: 0 }, isDate: false });
		}
		return end;
	}

	#take(record: MbusRecord, bytes: Uint8Array): void {
		const { value } = record;
		const vendor = value.manufacturer ? vendorCode(this.#manufacturer, value.code) : undefined;
		const quantity = this.#shared(value.known ? vendor?.quantity ?? value.quantity : "Unknown");
		const { function: role, storage, tariff, subunit } = record;
		const parts = { quantity, function: role, storage, tariff, subunit };
		const name = readingName({ ...parts, suffixes: value.known ? value.suffixes : [], code: value.code });
		const data = value.recordError === undefined
			? readData(record, bytes, this.#reversed)
			: { problem: `the meter says: ${value.recordError}` };
		this.#explain(record, bytes, name, data);
		if (data === undefined)
			return;
		if ("problem" in data) {
			this.warnings.push(`${name}: ${data.problem}`);
			return;
		}
		this.#warn(record, name, data.value.toString());
		const isNumber = typeof data.value !== "string";
		const unit = this.#shared(isNumber && !value.foreign ? vendor?.unit ?? value.unit : "");
		this.#drafts.push({ reading: { id: this.#unique(name), value: data.value, unit, ...parts }, isDate: value.kind === "date" });
		if (value.kind === "date" && value.known && value.suffixes.length === 0 && tariff === 0 && subunit === 0)
			this.#takeDate(role, storage, quantity, data.value.toString());
	}

	/** The same text as of an earlier record, so that a readout that is kept has each in memory once. */
	#shared(word: string): string {
		const at = this.#words.indexOf(word);
		if (at >= 0)
			return this.#words[at]!;
		this.#words.push(word);
		return word;
	}

	#warn(record: MbusRecord, name: string, text: string): void {
		const { value } = record;
		if (!value.known)
			this.warnings.push(`${name}: not understood, kept as it came: ${text}`);
		else if (value.foreign && value.unit !== "")
			this.warnings.push(`${name}: in a non-metric unit that stands for ${value.unit}`);
	}

	/** A date record says when the values of its storage were taken; without a storage it is the meter's clock. */
	#takeDate(role: string, storage: number, quantity: string, text: string): void {
		const key = `${role} ${storage}`;
		if (storage !== 0 && !this.#dates.has(key))
			this.#dates.set(key, { text });
		if (storage === 0 && role === "instantaneous" && quantity === "Date and time")
			this.time ??= { text };
	}

	/** Two records with the same codes are told apart by their order. */
	#unique(name: string): string {
		const count = (this.#names.get(name) ?? 0) + 1;
		this.#names.set(name, count);
		return count === 1 ? name : `${name}_${count}`;
	}

	#explain(record: MbusRecord, bytes: Uint8Array, name: string, data: ReturnType<typeof readData>): void {
		const explainer = this.#explainer;
		if (explainer === undefined)
			return;
		const { start, valueStart, dataStart, end, value } = record;
		const scope = `${record.function}, storage ${record.storage}, tariff ${record.tariff}, subunit ${record.subunit}`;
		explainer.add(start, valueStart, `DIF ${octetsToHex(bytes.subarray(start, valueStart))}: ${FIELDS[record.field]!}, ${scope}`);
		explainer.add(valueStart, record.variable < 0 ? dataStart : dataStart - 1, `VIF ${value.code}: ${(value.words ?? []).join("; ")}`);
		if (record.variable >= 0)
			explainer.add(dataStart - 1, dataStart, `length of the data: ${hex(record.variable)}`);
		const words = data === undefined ? "nothing" : "problem" in data ? data.problem : `${data.value.toString()} ${value.unit}`.trim();
		explainer.add(dataStart, end, `${name} = ${words}; sent ${octetsToHex(bytes.subarray(dataStart, end))}`);
	}
}

const FIELDS: readonly string[] = Object.freeze([
	"no data",
	"8-bit integer",
	"16-bit integer",
	"24-bit integer",
	"32-bit integer",
	"32-bit real",
	"48-bit integer",
	"64-bit integer",
	"selection for readout",
	"2 digits",
	"4 digits",
	"6 digits",
	"8 digits",
	"variable length",
	"12 digits",
	"special function",
]);

/** `Energy_S1` as `Energy_last_month`, `Energy_S1_2` as `Energy_last_month_2`. */
function inMonth({ id, storage }: Reading, month: string): string {
	const part = `_S${storage}`, at = id.lastIndexOf(part);
	return `${id.slice(0, at)}_${month}${id.slice(at + part.length)}`;
}
