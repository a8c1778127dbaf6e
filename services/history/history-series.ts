import type { Storage } from "../platform";
import { SettingsStore } from "../settings/settings-store";

export interface HistorySeries {
	readonly meter: string;
	readonly value: string;
	readonly unit: string;
	/** The meter's own number; empty where it tells none. */
	readonly id: string;
}

/** Records have a byte for the number, and a chip has little memory. */
export const mostSeries = 24;

/** Which value has which number in the records. Kept in two copies beside the settings. */
export class SeriesList {
	readonly #store: SettingsStore;
	readonly #list: HistorySeries[] = [];

	constructor(storage: Storage) {
		this.#store = new SettingsStore(storage, "history");
		const texts = this.#store.read()?.texts ?? {};
		for (let text = texts[0]; text !== undefined; text = texts[this.#list.length])
			this.#list.push(JSON.parse(text) as HistorySeries);
	}

	get list(): readonly HistorySeries[] {
		return this.#list;
	}

	/**
	 * The number of a value, which gets one if it has none. Another meter under the same name gets another number, so that nobody subtracts the one
	 * from the other. `undefined`: all numbers are taken. Throws when the list cannot be stored.
	 */
	numberOf(wanted: HistorySeries): number | undefined {
		const { meter, value, unit, id } = wanted;
		let number = this.#list.findIndex(each =>
			each.meter === meter && each.value === value && each.unit === unit && (each.id === id || !each.id || !id)
		);
		if (number >= 0 && (this.#list[number]!.id === id || !id))
			return number;
		if (number < 0) {
			if (this.#list.length >= mostSeries)
				return undefined;
			number = this.#list.length;
		}
		this.#list[number] = { meter, value, unit, id };
		this.#save();
		return number;
	}

	/** All numbers that a meter's value has had. */
	numbersOf(meter: string, value: string): number[] {
		const numbers: number[] = [];
		for (let number = 0; number < this.#list.length; number++) {
			if (this.#list[number]!.meter === meter && this.#list[number]!.value === value)
				numbers.push(number);
		}
		return numbers;
	}

	clear(): void {
		this.#list.length = 0;
		this.#save();
	}

	#save(): void {
		const texts: Record<string, string> = {};
		for (let number = 0; number < this.#list.length; number++)
			texts[number] = JSON.stringify(this.#list[number]);
		this.#store.write({ version: 1, texts });
	}
}
