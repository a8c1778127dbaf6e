import { belgian } from "./belgian";
import { localDate, localOffset } from "./central-european-time";
import {
	array,
	cipher,
	hdlcSegments,
	hex,
	mbus,
	name,
	notification,
	octetString,
	scalerUnit,
	structure,
	unsigned16,
	unsigned32,
} from "./dlms-writer";
import type { Octets } from "./dlms-writer";
import type { Household } from "./household";
import type { HouseholdModel, P1Model } from "./p1-model";

/** Keys of the virtual meters that encrypt, 32 hexadecimal digits each. */
export const virtualKey = "00112233445566778899AABBCCDDEEFF";
export const virtualAuthKey = "FFEEDDCCBBAA99887766554433221100";
const keys = { key: hex(virtualKey), authKey: hex(virtualAuthKey) };

const household: HouseholdModel = {
	start: "250314093012W",
	phases: 3,
	solar: 3000,
	tariffs: [1, 2],
	registers: [["import1", "powerImport", 1], ["import2", "powerImport", 2], ["export1", "powerExport", 1], ["export2", "powerExport", 2]],
	subMeters: [],
	values: { ...belgian.values, import1: 2_127_630, import2: 3_208_114, export1: 877_052, export2: 233_940 },
	texts: { identity: "31323334", tariff: "0001" },
};

const format115200 = { baud: 115_200, data: 8, parity: "none", stop: 1 } as const;

/**
 * A meter of Luxembourg ("Smarty"): DSMR 5 text, encrypted and authenticated, in a message without a frame (Electricity and Gas P1 specification
 * 1.1.3, sections 3.2.5 and 6). Needs `p1Key` and, to check that nobody changed it, `p1AuthKey`.
 */
export const smarty: P1Model = Object.freeze<P1Model>({
	...household,
	name: "smarty",
	format: format115200,
	period: 10_000,
	check: "crc16",
	lines: [
		"/Lux5\\253663629_D",
		"",
		"1-3:0.2.8(42)",
		"0-0:1.0.0({clock})",
		"0-0:42.0.0(53414731303330373030{identity})",
		"1-0:1.8.0({import1:6.3}*kWh)",
		"1-0:2.8.0({export1:6.3}*kWh)",
		"1-0:1.7.0({powerImport:2.3}*kW)",
		"1-0:2.7.0({powerExport:2.3}*kW)",
		"1-0:32.7.0({voltage1:3.1}*V)",
		"1-0:52.7.0({voltage2:3.1}*V)",
		"1-0:72.7.0({voltage3:3.1}*V)",
		"1-0:31.7.0({current1:3.0}*A)",
		"1-0:51.7.0({current2:3.0}*A)",
		"1-0:71.7.0({current3:3.0}*A)",
		"0-0:96.3.10(1)",
		"0-0:96.13.0()",
	],
	encode: ({ epoch }, text) => Uint8Array.from(cipher([...text], { ...keys, counter: counter(epoch) })),
});

/** Iskraemeco's AM550 as Swiss and Slovene operators set it up: a push object list with values behind it, in HDLC segments, not encrypted. */
export const am550: P1Model = Object.freeze<P1Model>({
	...household,
	name: "am550",
	format: format115200,
	period: 5000,
	check: "none",
	lines: [],
	encode: home => Uint8Array.from(hdlcSegments(notification(pushed(home), cosemTime(home.epoch)), 150)),
});

/** Kaifa's MA309 in Austria: registers with scaler and unit in a row, encrypted, in M-Bus frames at 2400 baud. Needs `p1Key`. */
export const ma309: P1Model = Object.freeze<P1Model>({
	...household,
	name: "ma309",
	format: { baud: 2400, data: 8, parity: "even", stop: 1 },
	period: 5000,
	check: "none",
	lines: [],
	encode: home =>
		Uint8Array.from(
			mbus(cipher(notification(row(home), cosemTime(home.epoch)), { ...keys, control: 0x20, counter: counter(home.epoch) }), 244),
		),
});

function pushed(home: Household): number[] {
	const { values, texts } = home;
	const registers: readonly (readonly [code: string, value: Octets])[] = [
		["0-0:42.0.0*255", octetString(...Buffer.from(`ISK10307${texts["identity"]}`))],
		["1-0:1.7.0*255", unsigned32(values["powerImport"]!)],
		["1-0:2.7.0*255", unsigned32(values["powerExport"]!)],
		["1-1:1.8.0*255", unsigned32(values["import1"]! + values["import2"]!)],
		["1-1:1.8.1*255", unsigned32(values["import1"]!)],
		["1-1:1.8.2*255", unsigned32(values["import2"]!)],
		["1-1:2.8.0*255", unsigned32(values["export1"]! + values["export2"]!)],
		["1-0:32.7.0*255", unsigned16(tenths(values["voltage1"]!, 100))],
		["1-0:52.7.0*255", unsigned16(tenths(values["voltage2"]!, 100))],
		["1-0:72.7.0*255", unsigned16(tenths(values["voltage3"]!, 100))],
	];
	const list = ["0-6:25.9.0*255", ...registers.map(([code]) => code)].map(code =>
		structure(unsigned16(3), name(code), [0x0F, 2], unsigned16(0))
	);
	return structure(array(...list), ...registers.map(([, value]) => value));
}

function row({ values, epoch }: Household): number[] {
	const registers: readonly (readonly [code: string, value: Octets, scaler: number, unit: number])[] = [
		["1-0:1.8.0*255", unsigned32(values["import1"]! + values["import2"]!), 0, 30],
		["1-0:2.8.0*255", unsigned32(values["export1"]! + values["export2"]!), 0, 30],
		["1-0:1.7.0*255", unsigned32(values["powerImport"]!), 0, 27],
		["1-0:2.7.0*255", unsigned32(values["powerExport"]!), 0, 27],
		["1-0:32.7.0*255", unsigned16(tenths(values["voltage1"]!, 100)), -1, 35],
		["1-0:52.7.0*255", unsigned16(tenths(values["voltage2"]!, 100)), -1, 35],
		["1-0:72.7.0*255", unsigned16(tenths(values["voltage3"]!, 100)), -1, 35],
		["1-0:31.7.0*255", unsigned16(tenths(values["current1"]!, 10)), -2, 33],
		["1-0:51.7.0*255", unsigned16(tenths(values["current2"]!, 10)), -2, 33],
		["1-0:71.7.0*255", unsigned16(tenths(values["current3"]!, 10)), -2, 33],
	];
	return structure(
		octetString(...cosemTime(epoch)),
		...registers.flatMap(([code, value, scaler, unit]) => [name(code), value, scalerUnit(scaler, unit)]),
		octetString(...Buffer.from("1KFM0200000001")),
	);
}

function tenths(thousandths: number, each: number): number {
	return Math.floor(thousandths / each);
}

/** The frame counter must never come twice. */
function counter(epoch: number): number {
	return Math.floor(epoch / 1000) - 1_500_000_000;
}

/** Local time with its deviation from UTC and whether it is summer time (IEC 62056-6-2, 4.1.6.1). */
function cosemTime(epoch: number): number[] {
	const date = localDate(epoch), minutes = localOffset(epoch) / 60_000, year = date.getUTCFullYear(), deviation = 0x10000 - minutes;
	return [
		year >> 8,
		year & 0xFF,
		date.getUTCMonth() + 1,
		date.getUTCDate(),
		date.getUTCDay() || 7,
		date.getUTCHours(),
		date.getUTCMinutes(),
		date.getUTCSeconds(),
		0,
		deviation >> 8,
		deviation & 0xFF,
		minutes === 120 ? 0x80 : 0,
	];
}
