import type { Household } from "./household";
import { signedQuantity, textLines } from "./iec62056-writer";
import type { OpticalModel } from "./optical-model";
import type { Register } from "./p1-model";
import { letters, smlServer, smlTelegram } from "./sml-writer";
import type { SmlEntry } from "./sml-writer";

const registers: readonly Register[] = [["import", "powerImport"], ["export", "powerExport"]];

/** What three-phase households begin with. */
const threePhases = Object.freeze({
	import: 22_803_012,
	export: 7_041_229,
	powerImport: 1612,
	powerExport: 0,
	powerImport1: 806,
	powerImport2: 484,
	powerImport3: 322,
	powerExport1: 0,
	powerExport2: 0,
	powerExport3: 0,
	voltage1: 233_900,
	voltage2: 230_400,
	voltage3: 232_700,
	current1: 3450,
	current2: 2100,
	current3: 1380,
	frequency: 50_030,
});

/** A German meter that pushes SML each second, as most since 2010 do. Until its PIN is entered it tells whole kWh and nothing else. */
export const smlMeter: OpticalModel = Object.freeze<OpticalModel>({
	name: "sml",
	talk: { kind: "push", format: { baud: 9600, data: 8, parity: "none", stop: 1, invert: false }, period: 1000, checkAt: 1 },
	start: "240315120000W",
	phases: 3,
	solar: 3000,
	tariffs: [1, 1],
	registers,
	subMeters: [],
	values: threePhases,
	texts: { serial: "12345678", tariff: "0001" },
	write: (household, pin) => {
		const { texts, values, epoch } = household;
		const server = smlServer("ISK", Number(texts["serial"]));
		const energy = (code: string, wattHours: number): SmlEntry => ({
			code,
			unit: 30,
			scaler: -1,
			value: (pin ? wattHours : Math.floor(wattHours / 1000) * 1000) * 10,
		});
		const identity: SmlEntry[] = [{ code: "1-0:96.50.1*1", value: letters("ISK") }, { code: "1-0:96.1.0*255", value: server }];
		const energies = [energy("1-0:1.8.0*255", values["import"]!), energy("1-0:2.8.0*255", values["export"]!)];
		const seconds = Math.floor(epoch / 1000) % 0x1_0000_0000;
		return smlTelegram(server, seconds, [...identity, ...energies, ...(pin ? momentary(household) : [])]);
	},
});

function momentary({ values }: Household): SmlEntry[] {
	const net = (suffix = "") => values[`powerImport${suffix}`]! - values[`powerExport${suffix}`]!;
	const phases = [1, 2, 3];
	const list: SmlEntry[] = [{ code: "1-0:16.7.0*255", unit: 27, scaler: 0, value: net(), width: 4 }];
	for (const phase of phases)
		list.push({ code: `1-0:${phase * 20 + 16}.7.0*255`, unit: 27, scaler: 0, value: net(String(phase)), width: 4 });
	for (const phase of phases)
		list.push({
			code: `1-0:${phase * 20 + 12}.7.0*255`,
			unit: 35,
			scaler: -1,
			value: Math.round(values[`voltage${phase}`]! / 100),
			width: 2,
		});
	for (const phase of phases)
		list.push({
			code: `1-0:${phase * 20 + 11}.7.0*255`,
			unit: 33,
			scaler: -2,
			value: Math.round(values[`current${phase}`]! / 10),
			width: 2,
		});
	return [...list, { code: "1-0:14.7.0*255", unit: 44, scaler: -1, value: Math.round(values["frequency"]! / 100), width: 2 }];
}

/** EasyMeter Q3D (IEC 62056-21 mode D): text each two seconds, powers with their sign under the codes of import. */
export const q3d: OpticalModel = Object.freeze<OpticalModel>({
	name: "q3d",
	talk: { kind: "push", format: { baud: 9600, data: 7, parity: "even", stop: 1, invert: false }, period: 2000, checkAt: 0 },
	start: "240315120000W",
	phases: 3,
	solar: 6000,
	tariffs: [1, 1],
	registers,
	subMeters: [],
	values: {
		...threePhases,
		import: 780,
		powerImport: 0,
		powerExport: 142,
		powerImport1: 0,
		powerImport2: 0,
		powerImport3: 0,
		powerExport1: 74,
		powerExport3: 68,
	},
	texts: { serial: "1ESY1127000167", tariff: "0001" },
	write: ({ texts, values }) => {
		const power = (suffix: string) =>
			`${signedQuantity((values[`powerImport${suffix}`]! - values[`powerExport${suffix}`]!) * 1000, 6, 2)}*W`;
		return textLines(
			"/ESY5Q3DA1024 V3.03",
			"",
			"1-0:0.0.0*255(111940207)",
			`1-0:1.8.0*255(${signedQuantity(values["import"]!, 8, 7)}*kWh)`,
			`1-0:2.8.0*255(${signedQuantity(values["export"]!, 8, 7)}*kWh)`,
			`1-0:21.7.255*255(${power("1")})`,
			`1-0:41.7.255*255(${power("2")})`,
			`1-0:61.7.255*255(${power("3")})`,
			`1-0:1.7.255*255(${power("")})`,
			"1-0:96.5.5*255(A2)",
			`0-0:96.1.255*255(${texts["serial"]})`,
			"!",
		);
	},
});
