import { formatStamp, localDate, localOffset } from "./central-european-time";
import type { Household } from "./household";
import type { P1Model } from "./p1-model";
import { formatQuantity } from "./telegram";

const quarter = 900_000;
const months = 13;

/** Highest quarter-hour of each of the 13 months before, W, the last one first. */
const firstPeaks = Object.freeze([4210, 3987, 5120, 4466, 3590, 2875, 2910, 3044, 3312, 4051, 4688, 5233, 4975]);

/** A Belgian meter after e-MUCS P1: each second, with quarter-hour peaks, 13 months of them, gas every five minutes, and water. */
export const belgian: P1Model = Object.freeze<P1Model>({
	name: "belgian",
	format: { baud: 115_200, data: 8, parity: "none", stop: 1 },
	period: 1000,
	check: "crc16",
	start: "250314093012W",
	phases: 3,
	solar: 4000,
	tariffs: [1, 2],
	registers: [
		["import1", "powerImport", 1],
		["import2", "powerImport", 2],
		["export1", "powerExport", 1],
		["export2", "powerExport", 2],
		["quarterEnergy", "powerImport"],
	],
	subMeters: [{ name: "gas", minutes: 5, most: 60 }, { name: "water", minutes: 60, most: 40 }],
	values: {
		import1: 4_127_630,
		import2: 5_208_114,
		export1: 1_877_052,
		export2: 733_940,
		quarterEnergy: 0,
		demand: 0,
		peak: 3876,
		powerImport: 512,
		powerExport: 0,
		powerImport1: 256,
		powerImport2: 154,
		powerImport3: 102,
		powerExport1: 0,
		powerExport2: 0,
		powerExport3: 0,
		voltage1: 233_100,
		voltage2: 231_800,
		voltage3: 234_400,
		current1: 1120,
		current2: 680,
		current3: 440,
		gas: 2_310_447,
		water: 318_905,
	},
	texts: {
		identity: "31323334",
		tariff: "0001",
		gasClock: "250314092500W",
		waterClock: "250314090000W",
		peakClock: "250306181500W",
		peaks: firstList(),
	},
	lines: [
		"/FLU5\\253770234_A",
		"",
		"0-0:96.1.4(50217)",
		"0-0:96.1.1(3153414731313030{identity})",
		"0-0:1.0.0({clock})",
		"1-0:1.8.1({import1:6.3}*kWh)",
		"1-0:1.8.2({import2:6.3}*kWh)",
		"1-0:2.8.1({export1:6.3}*kWh)",
		"1-0:2.8.2({export2:6.3}*kWh)",
		"0-0:96.14.0({tariff})",
		"1-0:1.4.0({demand:2.3}*kW)",
		"1-0:1.6.0({peakClock})({peak:2.3}*kW)",
		`0-0:98.1.0(${months})(1-0:1.6.0)(1-0:1.6.0){peaks}`,
		"1-0:1.7.0({powerImport:2.3}*kW)",
		"1-0:2.7.0({powerExport:2.3}*kW)",
		"1-0:21.7.0({powerImport1:2.3}*kW)",
		"1-0:41.7.0({powerImport2:2.3}*kW)",
		"1-0:61.7.0({powerImport3:2.3}*kW)",
		"1-0:22.7.0({powerExport1:2.3}*kW)",
		"1-0:42.7.0({powerExport2:2.3}*kW)",
		"1-0:62.7.0({powerExport3:2.3}*kW)",
		"1-0:32.7.0({voltage1:3.1}*V)",
		"1-0:52.7.0({voltage2:3.1}*V)",
		"1-0:72.7.0({voltage3:3.1}*V)",
		"1-0:31.7.0({current1:3.2}*A)",
		"1-0:51.7.0({current2:3.2}*A)",
		"1-0:71.7.0({current3:3.2}*A)",
		"0-0:96.3.10(1)",
		"0-0:17.0.0(999.9*kW)",
		"1-0:31.4.0(999*A)",
		"0-0:96.13.0()",
		"0-1:24.1.0(003)",
		"0-1:96.1.1(37464C4F32313138{identity})",
		"0-1:24.4.0(1)",
		"0-1:24.2.3({gasClock})({gas:5.3}*m3)",
		"0-2:24.1.0(007)",
		"0-2:96.1.1(3853455431323230{identity})",
		"0-2:24.2.1({waterClock})({water:5.3}*m3)",
	],
	develop(household, before) {
		const { values, texts, epoch } = household;
		// Mean power of the running quarter so far, over the whole quarter.
		values["demand"] = values["quarterEnergy"]! * 4;
		if (Math.floor(before / quarter) === Math.floor(epoch / quarter))
			return;
		if (values["demand"] > values["peak"]!) {
			values["peak"] = values["demand"];
			texts["peakClock"] = formatStamp(Math.floor(epoch / quarter) * quarter);
		}
		values["quarterEnergy"] = values["demand"] = 0;
		if (localDate(before).getUTCMonth() !== localDate(epoch).getUTCMonth())
			startMonth(household);
	},
});

function startMonth({ values, texts, epoch }: Household): void {
	const entries = texts["peaks"]!.match(/\(\w+\)\(\w+\)\([^)]+\)/g)!;
	const stamp = formatStamp(Math.floor(epoch / quarter) * quarter);
	entries.push(`(${stamp})(${texts["peakClock"]})(${formatQuantity(values["peak"]!, 2, 3)}*kW)`);
	texts["peaks"] = entries.slice(-months).join("");
	texts["peakClock"] = stamp;
	values["peak"] = 0;
}

/** The oldest first; each month is stamped with its end. */
function firstList(): string {
	return firstPeaks.map((peak, at) => {
		const end = monthStart(2 - at), reached = monthStart(1 - at) + (2 + 2 * at) * 86_400_000 + 65_700_000;
		return `(${formatStamp(end)})(${formatStamp(reached)})(${formatQuantity(peak, 2, 3)}*kW)`;
	}).reverse().join("");
}

/** Local midnight on the first of a month of 2025, counted from 0; negative for the year before. */
function monthStart(month: number): number {
	const midnight = Date.UTC(2025, month, 1);
	return midnight - localOffset(midnight);
}
