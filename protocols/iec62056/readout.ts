import type { MeterTime, Reading } from "../reading";
import type { DataSet } from "./data-line";
import { MeterNumber, shortId } from "./identity";

/** More than these are counted, not kept. */
const MAXIMUM_WARNINGS = 8;

export interface ReadoutOptions {
	/** Most values that are kept. */
	readonly limit: number;
	/** Which values are kept. */
	accept?(id: string): boolean;
	/** A value that is kept. */
	onDataSet?(reading: Reading): void;
}

/** What was read of one telegram so far. */
export class Readout {
	readonly readings: Reading[] = [];
	readonly #options: ReadoutOptions;
	readonly #warnings: string[] = [];
	readonly #number = new MeterNumber();
	/** Address of the last data set and how many values it had, for lines that go on with values only. */
	#id = "";
	#count = 0;
	#dropped = 0;
	#date = "";
	#clock = "";

	constructor(options: ReadoutOptions) {
		this.#options = options;
	}

	/** No data set has come yet. */
	get empty(): boolean {
		return this.#id === "";
	}

	/** The meter's number, from the register that holds it. */
	get number(): string | undefined {
		return this.#number.text;
	}

	/** Local time of a zone that the meter does not tell, in the form that the maker likes: it cannot be placed in time. */
	get time(): MeterTime | undefined {
		return this.#date && this.#clock ? { text: `${this.#date} ${this.#clock}` } : undefined;
	}

	get warnings(): readonly string[] {
		return this.#dropped ? [...this.#warnings, `${this.#dropped} values too many`] : this.#warnings;
	}

	warn(text: string): void {
		if (this.#warnings.length < MAXIMUM_WARNINGS)
			this.#warnings.push(text);
	}

	add({ id, values }: DataSet): void {
		if (id !== "") {
			this.#id = id;
			this.#count = 0;
		}
		const several = this.#count > 0 || values.length > 1;
		for (const { unit, value } of values) {
			const reading: Reading = { id: this.#id, value, unit };
			this.#addReading(several ? { ...reading, index: this.#count } : reading);
			this.#count++;
		}
	}

	#addReading(reading: Reading): void {
		const { id, value } = reading;
		if (typeof value === "string")
			this.#note(id, value);
		const { accept, limit, onDataSet } = this.#options;
		if (accept && !accept(id))
			return;
		if (this.readings.length < limit)
			this.readings.push(reading);
		else
			this.#dropped++;
		onDataSet?.(reading);
	}

	/** Texts that say which meter it is and what its clock shows. */
	#note(id: string, text: string): void {
		this.#number.add(id, text);
		const short = shortId(id);
		if (short === "0.9.1")
			this.#clock ||= text;
		else if (short === "0.9.2")
			this.#date ||= text;
	}
}
