import { Decimal } from "../protocols/decimal";
import { mbusChannels } from "../protocols/dsmr/mbus-channels";
import type { MbusChannel } from "../protocols/dsmr/mbus-channels";
import type { Reading, Telegram } from "../protocols/reading";
import { timeText } from "./sensor-object";

/** Key of the meter's object, by M-Bus device type (EN 13757-3 table 3). */
const names: Readonly<Record<number, string>> = Object.freeze({
	2: "Electricity",
	3: "Gas",
	4: "Heat",
	6: "HotWater",
	7: "Water",
	8: "HeatCost",
	10: "Cooling",
	11: "Cooling",
	12: "Heat",
	13: "HeatCooling",
	21: "HotWater",
	22: "Water",
});

/** What a value is called, by its unit; Home Assistant knows `Total` as kWh, so volumes have a name of their own. */
const valueNames: Readonly<Record<string, string>> = Object.freeze({
	m3: "Volume",
	kWh: "Total",
	Wh: "Total",
	MWh: "Total",
	GJ: "Energy",
	MJ: "Energy",
});

/**
 * The meters that report through the electricity meter, as JSON objects of their own: `"Gas":{"Meter":"…","Volume":435.247,"Time":"…"}`. A second
 * meter of the same kind is `Gas_2`.
 */
export class P1Channels {
	#seen: (Reading | undefined)[] = [];
	#text = "";

	/**
	 * Members with commas between them; empty when there is no such meter. `places`: where the channels' lines stand in the telegram. Their values
	 * change once in five minutes or in an hour: the text is worked out only then.
	 */
	text(telegram: Telegram, places: readonly number[]): string {
		const { readings } = telegram, seen = this.#seen;
		let changed = seen.length !== places.length;
		for (let index = 0; index < places.length; index++) {
			const reading = readings[places[index]!];
			if (reading !== seen[index])
				changed = true;
			seen[index] = reading;
		}
		seen.length = places.length;
		if (changed)
			this.#text = write(mbusChannels(telegram));
		return this.#text;
	}
}

function write(channels: readonly MbusChannel[]): string {
	const counts = new Map<string, number>();
	return channels.map(channel => {
		const base = channel.type === undefined ? guess(channel) : names[channel.type] ?? `Channel_${channel.channel}`;
		const count = (counts.get(base) ?? 0) + 1;
		counts.set(base, count);
		return `"${count === 1 ? base : `${base}_${count}`}":{${members(channel)}}`;
	}).join(",");
}

/** A channel that does not say what it is: cubic metres behind an electricity meter are gas in all networks that leave it out. */
function guess({ channel, reading }: MbusChannel): string {
	return reading.unit === "m3" ? "Gas" : `Channel_${channel}`;
}

function members({ equipment, reading, valve }: MbusChannel): string {
	const list: string[] = [];
	if (equipment)
		list.push(`"Meter":${JSON.stringify(equipment)}`);
	const value = reading.value instanceof Decimal ? toUnit(reading.value, reading.unit).toString() : JSON.stringify(reading.value);
	list.push(`"${valueNames[reading.unit] ?? "Value"}":${value}`);
	if (reading.time)
		list.push(`"Time":${timeText(reading.time)}`);
	if (valve !== undefined)
		list.push(`"Valve":${valve instanceof Decimal ? valve.toString() : JSON.stringify(valve)}`);
	return list.join(",");
}

/** Energy in kWh, as `Total` promises; the rest as it came. */
function toUnit(value: Decimal, unit: string): Decimal {
	return unit === "Wh" ? value.scale(-3) : unit === "MWh" ? value.scale(3) : value;
}
