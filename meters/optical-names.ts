import type { NameRow } from "./name-row";
import { p1Names } from "./p1-names";

/**
 * The names under which the values of a meter with an optical port are published: those of a P1 meter, and what only these meters send. Columns:
 * see `NameRow`. Codes as `OpticalLayout` writes them: `C.D.E` for electricity, with medium and channel in front for other media, `*F` behind for
 * periods, `#1` for the second value of a data set. IEC 62056-61; the VDE's list of codes; EN 13757-1 and data sheets for heat.
 */
export const opticalNames: readonly string[] = Object.freeze([
	// A meter that has no code for what is fed in puts a sign before the power that is drawn: it is `Power` then.
	...p1Names.map(line => line.startsWith("ImportPower|") ? `${line}|||2.7.0` : line),
	// Signed by itself; without a sign where a meter has no other (see the quirks of SML for its direction).
	"Power|W|15.7.0 / 36.7.0 56.7.0 76.7.0",
	"ActivePower|W|36.7.0, 56.7.0, 76.7.0",
	"VoltageAngle||81.7.1, 81.7.2",
	"PhaseAngle||81.7.4, 81.7.15, 81.7.26",
	"ImportLastDay|kWh|1.8.0*96",
	"ImportLastWeek|kWh|1.8.0*97",
	"ImportLastMonth|kWh|1.8.0*98",
	"ImportLastYear|kWh|1.8.0*99",
	"ImportSinceReset|kWh|1.8.0*100",
	"ExportLastDay|kWh|2.8.0*96",
	"ExportLastWeek|kWh|2.8.0*97",
	"ExportLastMonth|kWh|2.8.0*98",
	"ExportLastYear|kWh|2.8.0*99",
	"ExportSinceReset|kWh|2.8.0*100",
	// Heat, gas and water. `Total` is kWh to Home Assistant.
	"Total|kWh|6.8 / 6-0:1.0.0||kWh MWh Wh",
	"HeatEnergy||6.8 / 6-0:1.0.0||GJ MJ",
	"Volume||6.26 / 6-0:2.0.0 / 7-0:3.0.0 / 7-0:3.1.0 / 8-0:1.0.0 / 9-0:1.0.0",
	"PeakPower|W|6.6||kW W MW",
	"PeakFlow||6.33",
	"PeakTemperature||9.4, 9.4#1||C °C",
	"OperatingHours||6.31||h",
	"FaultHours||6.32||h",
	"Error||F.F / FF / F / 97.97.0|text",
	"Firmware||0.2.0|text",
]);

/** What the values of this name are published in; `undefined` where that is not said. */
export function publishedUnit(name: string): string | undefined {
	const start = `${name}|`;
	return opticalNames.find(line => line.startsWith(start))?.split("|")[1] || undefined;
}

/**
 * Codes that say who the meter is or what its clock shows: published as `Meter`, or not at all. A meter's public key is of no use outside
 * a telegram that it has signed.
 */
export const opticalIdentityCodes: readonly string[] = Object.freeze([
	"0.0.0",
	"0.0",
	"0.0.1",
	"0.0.9",
	"96.1.0",
	"C.1.0",
	"C.1",
	"9.21",
	"0.9.1",
	"0.9.2",
	"96.50.1*1",
	"129-129:199.130.3",
	"129-129:199.130.5",
]);

/** Values that users may look for under another code than the usual one (`obisEnergyIn` and so on). */
export interface ChosenCodes {
	readonly energyIn?: string;
	readonly energyOut?: string;
	readonly powerIn?: string;
	readonly powerOut?: string;
}

/** The table with the codes that a user has chosen; `undefined` and empty texts change nothing. */
export function chooseNames({ energyIn, energyOut, powerIn, powerOut }: ChosenCodes): readonly (NameRow | string)[] {
	// A code that a user writes may hold what stands between columns.
	const rows: (NameRow | string)[] = [];
	const add = (name: string, unit: string, ...terms: string[]) => rows.push({ name, unit, from: [terms] });
	if (energyIn)
		add("ImportActive", "kWh", energyIn);
	if (energyOut)
		add("ExportActive", "kWh", energyOut);
	if (powerIn)
		add("ImportPower", "W", powerIn);
	if (powerOut)
		add("ExportPower", "W", powerOut);
	if (powerIn || powerOut)
		add("Power", "W", powerIn || "1.7.0", `-${powerOut || "2.7.0"}`);
	// The first row of a name counts.
	return rows.length ? rows.concat(opticalNames) : opticalNames;
}
