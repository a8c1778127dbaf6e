import { Random } from "../random";
import { formatStamp, localDate, parseStamp } from "./central-european-time";
import type { HouseholdModel } from "./p1-model";

/** W·ms in a Wh. */
const wattHour = 3_600_000;
const shares = Object.freeze([[1], [], [0.5, 0.3, 0.2]]);

/**
 * What goes on in the house behind a meter: loads come and go, the sun shines, registers count. Everything is whole numbers, so that a
 * register is exactly the sum of power times time, and the same seed gives the same days.
 */
export class Household {
	/** Thousandths of the printed unit. */
	readonly values: Record<string, number>;
	readonly texts: Record<string, string>;
	readonly #model: HouseholdModel;
	readonly #random: Random;
	/** What each register has not counted yet, W·ms. */
	readonly #rests = new Map<string, number>();
	#epoch: number;
	#load: number;
	#appliance = 0;

	constructor(model: HouseholdModel, seed: number) {
		this.#model = model;
		this.#random = new Random(seed);
		this.values = { ...model.values };
		this.texts = { ...model.texts };
		this.#epoch = parseStamp(model.start);
		this.#load = (this.values["powerImport"] ?? 0) - (this.values["powerExport"] ?? 0);
		this.texts["clock"] = model.start;
	}

	/** The meter's clock: milliseconds since 1970 in UTC. */
	get epoch(): number {
		return this.#epoch;
	}

	get tariff(): 1 | 2 {
		return Number(this.texts["tariff"]) as 1 | 2;
	}

	/** Lets `milliseconds` go by, during which the powers stay what they are. */
	advance(milliseconds: number): void {
		const before = this.#epoch;
		this.#count(milliseconds);
		this.#epoch += milliseconds;
		this.texts["clock"] = formatStamp(this.#epoch);
		this.#setTariff();
		this.#setPowers();
		this.#readSubMeters(before);
		this.#model.develop?.(this, before);
	}

	#count(milliseconds: number): void {
		for (const [name, power, tariff] of this.#model.registers) {
			if (tariff && tariff !== this.tariff)
				continue;
			const sum = (this.#rests.get(name) ?? 0) + this.values[power]! * milliseconds;
			const whole = Math.floor(sum / wattHour);
			this.#rests.set(name, sum - whole * wattHour);
			this.values[name]! += whole;
		}
	}

	#setTariff(): void {
		const date = localDate(this.#epoch), day = date.getUTCDay(), hour = date.getUTCHours();
		const isDay = day > 0 && day < 6 && hour >= 7 && hour < 22;
		this.texts["tariff"] = String(this.#model.tariffs[isDay ? 0 : 1]).padStart(4, "0");
	}

	#setPowers(): void {
		const random = this.#random, { values } = this;
		this.#load = Math.min(2500, Math.max(90, this.#load + random.integer(-40, 40)));
		// Something big is switched on or off now and then.
		if (random.next() < 0.01)
			this.#appliance = this.#appliance ? 0 : random.integer(4, 20) * 100;
		const net = this.#load + this.#appliance - this.#sun();
		let rest = net;
		const parts = shares[this.#model.phases - 1]!;
		for (let phase = parts.length; phase >= 1; phase--) {
			// Phase 1 takes what is left, so that the phases add up.
			const power = phase === 1 ? rest : Math.round(net * parts[phase - 1]!);
			rest -= power;
			const voltage = Math.min(241_000, Math.max(225_000, (values[`voltage${phase}`] ?? 231_000) + random.integer(-5, 5) * 100));
			values[`voltage${phase}`] = voltage;
			values[`current${phase}`] = Math.round(Math.abs(power) * 1_000_000 / voltage);
			values[`powerImport${phase}`] = Math.max(0, power);
			values[`powerExport${phase}`] = Math.max(0, -power);
			values[`factor${phase}`] = random.integer(900, 1000);
		}
		values["factor"] = random.integer(900, 1000);
		values["frequency"] = random.integer(4995, 5005) * 10;
		values["powerImport"] = Math.max(0, net);
		values["powerExport"] = Math.max(0, -net);
		values["powerTotal"] = Math.abs(net);
		// Switching supplies lead: fourth quadrant while power comes in, third while it goes out.
		values["reactive3"] = Math.round(Math.max(0, -net) * 0.26);
		values["reactive4"] = Math.round(Math.max(0, net) * 0.26);
	}

	#sun(): number {
		const { solar } = this.#model;
		if (!solar)
			return 0;
		const date = localDate(this.#epoch), hour = date.getUTCHours() + date.getUTCMinutes() / 60;
		return Math.round(solar * Math.max(0, Math.sin((hour - 6) / 12 * Math.PI)) * (0.6 + 0.4 * this.#random.next()));
	}

	#readSubMeters(before: number): void {
		for (const { name, minutes, most } of this.#model.subMeters) {
			const length = minutes * 60_000, from = Math.floor(before / length), to = Math.floor(this.#epoch / length);
			if (from === to)
				continue;
			this.values[name]! += this.#random.integer(0, most) * (to - from);
			this.texts[`${name}Clock`] = formatStamp(to * length);
		}
	}
}
