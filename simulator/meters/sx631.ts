import { formatStamp, localDate } from "./central-european-time";
import type { Household } from "./household";
import type { P1Model } from "./p1-model";
import { formatQuantity } from "./telegram";

/** What the monthly list holds, in its order: name and unit. */
const monthly = Object.freeze(
	[
		["import0", "kWh"],
		["import1", "kWh"],
		["import2", "kWh"],
		["export0", "kWh"],
		["export1", "kWh"],
		["export2", "kWh"],
		["reactiveImport", "kvarh"],
		["reactiveExport", "kvarh"],
		["quadrant1", "kvarh"],
		["quadrant2", "kvarh"],
		["quadrant3", "kvarh"],
		["quadrant4", "kvarh"],
		["combined", "kWh"],
	] as const,
);

/** Highest powers since the month began: in all, and in each tariff. */
const peaks = Object.freeze(["peakImport0", "peakImport1", "peakImport2", "peakExport0", "peakExport1", "peakExport2"]);

/**
 * The Hungarian SX631 of E.ON, after a published telegram: three phases, all quadrants, and a list of last month's 19 values. Where the
 * published text is cut it is completed: the list's last bracket, and a message of 1024 bytes FF, which is what such meters send for none.
 * The check is that of these bytes.
 */
export const sx631: P1Model = Object.freeze<P1Model>({
	name: "sx631",
	format: { baud: 115_200, data: 8, parity: "none", stop: 1 },
	period: 10_000,
	check: "crc16",
	start: "240304112520W",
	phases: 3,
	solar: 3000,
	tariffs: [1, 2],
	registers: [
		["import0", "powerImport"],
		["import1", "powerImport", 1],
		["import2", "powerImport", 2],
		["export0", "powerExport"],
		["export1", "powerExport", 1],
		["export2", "powerExport", 2],
		["reactiveExport", "reactive3"],
		["reactiveExport", "reactive4"],
		["quadrant3", "reactive3"],
		["quadrant4", "reactive4"],
		["combined", "powerTotal"],
	],
	subMeters: [],
	values: {
		import0: 22_803_012,
		import1: 15_543_755,
		import2: 7_259_257,
		export0: 0,
		export1: 0,
		export2: 0,
		reactiveImport: 1_470_921,
		reactiveExport: 6_381_114,
		quadrant1: 1_470_921,
		quadrant2: 0,
		quadrant3: 0,
		quadrant4: 6_381_114,
		combined: 22_803_014,
		voltage1: 233_900,
		voltage2: 230_400,
		voltage3: 232_700,
		current1: 2000,
		current2: 2000,
		current3: 2000,
		factor: 968,
		factor1: 994,
		factor2: 927,
		factor3: 964,
		frequency: 50_030,
		powerImport: 1612,
		powerExport: 0,
		powerTotal: 1612,
		reactive3: 0,
		reactive4: 417,
		peakImport0: 2304,
		peakImport1: 2304,
		peakImport2: 1104,
		peakExport0: 0,
		peakExport1: 0,
		peakExport2: 0,
	},
	texts: {
		identity: "9902722718",
		tariff: "0001",
		month: "(240301000000W)(022756.691*kWh)(015523.696*kWh)(007232.995*kWh)(000000.000*kWh)(000000.000*kWh)(000000.000*kWh)"
			+ "(001470.695*kvarh)(006356.208*kvarh)(001470.695*kvarh)(000000.000*kvarh)(000000.000*kvarh)(006356.208*kvarh)(022756.693*kWh)"
			+ "(02.304*kW)(02.304*kW)(01.104*kW)(00.000*kW)(00.000*kW)(00.000*kW)",
		message: "\u00FF".repeat(1024),
	},
	lines: [
		"/AUX5{identity}",
		"",
		"0-0:1.0.0({clock})",
		"0-0:42.0.0(AUX103030{identity})",
		"0-0:96.1.0({identity})",
		"0-0:96.14.0({tariff})",
		"0-0:96.50.68(ON)",
		"0-0:17.0.0(90.000*kW)",
		"1-0:1.8.0({import0:6.3}*kWh)",
		"1-0:1.8.1({import1:6.3}*kWh)",
		"1-0:1.8.2({import2:6.3}*kWh)",
		"1-0:1.8.3(000000.000*kWh)",
		"1-0:1.8.4(000000.000*kWh)",
		"1-0:2.8.0({export0:6.3}*kWh)",
		"1-0:2.8.1({export1:6.3}*kWh)",
		"1-0:2.8.2({export2:6.3}*kWh)",
		"1-0:2.8.3(000000.000*kWh)",
		"1-0:2.8.4(000000.000*kWh)",
		"1-0:3.8.0({reactiveImport:6.3}*kvarh)",
		"1-0:4.8.0({reactiveExport:6.3}*kvarh)",
		"1-0:5.8.0({quadrant1:6.3}*kvarh)",
		"1-0:6.8.0({quadrant2:6.3}*kvarh)",
		"1-0:7.8.0({quadrant3:6.3}*kvarh)",
		"1-0:8.8.0({quadrant4:6.3}*kvarh)",
		"1-0:15.8.0({combined:6.3}*kWh)",
		"1-0:32.7.0({voltage1:3.1}*V)",
		"1-0:52.7.0({voltage2:3.1}*V)",
		"1-0:72.7.0({voltage3:3.1}*V)",
		"1-0:31.7.0({current1:3.0}*A)",
		"1-0:51.7.0({current2:3.0}*A)",
		"1-0:71.7.0({current3:3.0}*A)",
		"1-0:13.7.0({factor:1.3})",
		"1-0:33.7.0({factor1:1.3})",
		"1-0:53.7.0({factor2:1.3})",
		"1-0:73.7.0({factor3:1.3})",
		"1-0:14.7.0({frequency:2.2}*Hz)",
		"1-0:1.7.0({powerImport:2.3}*kW)",
		"1-0:2.7.0({powerExport:2.3}*kW)",
		"1-0:5.7.0(00.000*kvar)",
		"1-0:6.7.0(00.000*kvar)",
		"1-0:7.7.0({reactive3:2.3}*kvar)",
		"1-0:8.7.0({reactive4:2.3}*kvar)",
		"0-0:98.1.0{month}",
		"0-0:96.13.0({message})",
	],
	develop(household, before) {
		if (localDate(before).getUTCMonth() !== localDate(household.epoch).getUTCMonth())
			startMonth(household);
		const { values, tariff } = household;
		for (const direction of ["Import", "Export"]) {
			for (const number of [0, tariff]) {
				const peak = `peak${direction}${number}`;
				values[peak] = Math.max(values[peak]!, values[`power${direction}`]!);
			}
		}
	},
});

function startMonth({ values, texts, epoch }: Household): void {
	const registers = monthly.map(([name, unit]) => `(${formatQuantity(values[name]!, 6, 3)}*${unit})`);
	const highest = peaks.map(name => `(${formatQuantity(values[name]!, 2, 3)}*kW)`);
	texts["month"] = `(${formatStamp(epoch).slice(0, 6)}000000${formatStamp(epoch).slice(-1)})${registers.join("")}${highest.join("")}`;
	for (const name of peaks)
		values[name] = 0;
}
