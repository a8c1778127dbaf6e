import { publishedUnit } from "../../meters/optical-names";

/** How Home Assistant shows a value. */
export interface EntityClass {
	/** As Home Assistant writes it. */
	readonly unit: string;
	readonly deviceClass?: string;
	readonly stateClass: "measurement" | "total" | "total_increasing";
}

/** By the unit as meters and scripts write it: `unit|stateClass|deviceClass`. */
export const homeAssistantUnits: Readonly<Record<string, string>> = Object.freeze({
	kWh: "kWh|total|energy",
	Wh: "Wh|total|energy",
	MWh: "MWh|total|energy",
	GJ: "GJ|total|energy",
	MJ: "MJ|total|energy",
	W: "W|measurement|power",
	kW: "kW|measurement|power",
	V: "V|measurement|voltage",
	A: "A|measurement|current",
	Hz: "Hz|measurement|frequency",
	VA: "VA|measurement|apparent_power",
	var: "var|measurement|reactive_power",
	VAr: "var|measurement|reactive_power",
	kvar: "kvar|measurement",
	kvarh: "kvarh|total",
	m3: "m³|total|volume",
	"m³": "m³|total|volume",
	cbm: "m³|total|volume",
	l: "L|total|volume",
	"m3/h": "m³/h|measurement|volume_flow_rate",
	"m³/h": "m³/h|measurement|volume_flow_rate",
	"l/h": "L/h|measurement|volume_flow_rate",
	C: "°C|measurement|temperature",
	"°C": "°C|measurement|temperature",
	K: "K|measurement",
	bar: "bar|measurement|pressure",
	"%": "%|measurement",
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
	const line: unknown = homeAssistantUnits[unit ?? publishedUnit(name) ?? others[name] ?? ""];
	// A meter may name its unit `constructor`.
	if (typeof line !== "string")
		return undefined;
	const { 0: shown, 1: stateClass, 2: own } = line.split("|") as [string, EntityClass["stateClass"], string?];
	const deviceClass = own === "volume" ? volumes[group.split("_")[0]!] ?? own : own;
	return { unit: shown, ...(deviceClass && { deviceClass }), stateClass };
}
