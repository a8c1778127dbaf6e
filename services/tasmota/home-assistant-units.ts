import { publishedUnit } from "../../meters/optical-names";
import { freezeTable } from "../../protocols/freeze-table";

/** How Home Assistant shows a value. */
export interface EntityClass {
	/** As Home Assistant writes it. */
	readonly unit: string;
	readonly deviceClass?: string;
	readonly stateClass: "measurement" | "total" | "total_increasing";
}

function row(unit: string, deviceClass: string | undefined, stateClass: EntityClass["stateClass"]): EntityClass {
	return { unit, ...(deviceClass && { deviceClass }), stateClass };
}

/** By the unit as meters and scripts write it. */
const units: Readonly<Record<string, EntityClass>> = freezeTable({
	kWh: row("kWh", "energy", "total"),
	Wh: row("Wh", "energy", "total"),
	MWh: row("MWh", "energy", "total"),
	GJ: row("GJ", "energy", "total"),
	MJ: row("MJ", "energy", "total"),
	W: row("W", "power", "measurement"),
	kW: row("kW", "power", "measurement"),
	V: row("V", "voltage", "measurement"),
	A: row("A", "current", "measurement"),
	Hz: row("Hz", "frequency", "measurement"),
	VA: row("VA", "apparent_power", "measurement"),
	var: row("var", "reactive_power", "measurement"),
	VAr: row("var", "reactive_power", "measurement"),
	kvar: row("kvar", undefined, "measurement"),
	kvarh: row("kvarh", undefined, "total"),
	m3: row("m³", "volume", "total"),
	"m³": row("m³", "volume", "total"),
	cbm: row("m³", "volume", "total"),
	l: row("L", "volume", "total"),
	"m3/h": row("m³/h", "volume_flow_rate", "measurement"),
	"m³/h": row("m³/h", "volume_flow_rate", "measurement"),
	"l/h": row("L/h", "volume_flow_rate", "measurement"),
	C: row("°C", "temperature", "measurement"),
	"°C": row("°C", "temperature", "measurement"),
	K: row("K", undefined, "measurement"),
	bar: row("bar", "pressure", "measurement"),
	"%": row("%", undefined, "measurement"),
});

/** Names whose unit is not in the tables of meters. */
const others: Readonly<Record<string, string>> = Object.freeze({
	Volume: "m3",
	Total: "kWh",
	Energy: "kWh",
	Flow: "l/h",
	Temperature: "C",
});
/** Water and gas have classes of their own, and the energy page asks for them. */
const volumes: Readonly<Record<string, string>> = Object.freeze({ Gas: "gas", Water: "water", HotWater: "water" });

/** The class of a value by its unit; by its name where no unit is known. `group`: the object it stands in. */
export function entityClass(group: string, name: string, unit: string | undefined): EntityClass | undefined {
	const known = units[unit ?? publishedUnit(name) ?? others[name] ?? ""];
	const medium = volumes[group.split("_")[0]!];
	return known?.deviceClass === "volume" && medium ? { ...known, deviceClass: medium } : known;
}
