import type { MeterIdentity, Reading } from "../protocols/reading";
import type { MbusTelegram } from "../protocols/mbus/mbus-telegram";
import { mbusUnitValue } from "./mbus-units";

/** The rest of a telegram in a form of the maker's: kept by the decoder, but no register. */
const makersRest = "Manufacturer data";

/** What the telegrams of one readout tell together. */
export class MbusReadout {
	readonly #readings = new Map<string, Reading>();
	readonly #status: string[] = [];
	readonly #warnings: string[] = [];
	#meter: MeterIdentity = {};
	#telegrams = 0;

	get telegrams(): number {
		return this.#telegrams;
	}

	/** Who sent them: the first header that says it. */
	get meter(): MeterIdentity {
		return this.#meter;
	}

	get readings(): readonly Reading[] {
		return Array.from(this.#readings.values());
	}

	/** What the meter says of its own state, in words; empty when all is well. */
	get status(): readonly string[] {
		return this.#status;
	}

	get warnings(): readonly string[] {
		return this.#warnings;
	}

	/** Why there are no readings: the data are encrypted, and the key is missing. */
	get obstacle(): string | undefined {
		return this.#readings.size ? undefined : this.#warnings[0];
	}

	add({ meter, readings, status, warnings }: MbusTelegram): void {
		this.#telegrams++;
		if (this.#meter.id === undefined)
			this.#meter = meter;
		readings.forEach(reading => this.#addReading(reading));
		addNew(this.#status, status);
		addNew(this.#warnings, warnings);
	}

	/** Unit in which the value with this name is published; `undefined` for texts and where it has none. */
	unit(name: string): string | undefined {
		const reading = this.#readings.get(name);
		return reading && typeof reading.value !== "string" ? mbusUnitValue(reading).unit || undefined : undefined;
	}

	/** Members of the meter's JSON object, without braces. */
	text(): string {
		const members: string[] = [];
		const { id } = this.#meter;
		if (id !== undefined)
			members.push(`"Meter":${JSON.stringify(id)}`);
		this.#readings.forEach((reading, name) => {
			const { value } = mbusUnitValue(reading);
			members.push(`${JSON.stringify(name)}:${typeof value === "string" ? JSON.stringify(value) : value.toString()}`);
		});
		members.push(`"Status":${JSON.stringify(this.#status.join(", ") || (this.obstacle ?? "ok"))}`);
		return members.join(",");
	}

	/** Telegrams of one meter often begin with the same records: those count once. Others of the same name are told apart by their order. */
	#addReading(reading: Reading): void {
		if (reading.quantity === makersRest)
			return;
		let name = reading.id;
		for (let count = 2; this.#readings.has(name); count++) {
			const known = this.#readings.get(name)!;
			if (known.unit === reading.unit && String(known.value) === String(reading.value))
				return;
			name = `${reading.id}_${count}`;
		}
		this.#readings.set(name, reading);
	}
}

function addNew(list: string[], words: readonly string[]): void {
	words.forEach(word => {
		if (!list.includes(word))
			list.push(word);
	});
}
