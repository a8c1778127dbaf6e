import { signedQuantity, textLines } from "./iec62056-writer";
import type { OpticalModel } from "./optical-model";

/** What no meter here has. */
const plain = Object.freeze({ start: "240315120000W", phases: 1, solar: 0, tariffs: [1, 2], subMeters: [] } as const);

/** Logarex LK11BL804011, the meter of a published set-up: asked at 300 baud, it offers 9600 (mode C). */
const lk11: OpticalModel = Object.freeze<OpticalModel>({
	...plain,
	name: "lk11",
	talk: { kind: "ask", mode: "C", identification: "/LOG5LK11BL804011", baud: 9600, address: "29123456", reaction: 250 },
	registers: [["import", "powerImport"]],
	values: { import: 12_345_678, powerImport: 840 },
	texts: { serial: "29123456", tariff: "0001" },
	write: ({ texts, values }) =>
		textLines(
			"F.F(00)",
			`0.0.0(${texts["serial"]})`,
			`15.8.0(${signedQuantity(values["import"]!, 7, 3)}*kWh)`,
			`15.8.1(${signedQuantity(values["import"]!, 7, 3)}*kWh)`,
			"C.8.0(00031415)",
			"0.2.0(ver.02, 110901, 1254)",
			"0.3.0(1000*imp/kWh)",
			"C.7.1(00000012)",
			"C.2.1(1109010915)",
			"C.2.9(2403150800)",
			"C.1.0(11BL804011)",
		),
});

/** An old two-tariff meter that answers at 300 baud whatever happens (mode A), with commas and units behind a blank. */
const em3: OpticalModel = Object.freeze<OpticalModel>({
	...plain,
	name: "em3",
	talk: { kind: "ask", mode: "A", identification: "/SAT@EM3 0117", baud: 300, address: "", reaction: 400 },
	registers: [["import1", "powerImport", 1], ["import2", "powerImport", 2]],
	values: { import1: 45_678_900, import2: 23_456_700, powerImport: 310 },
	texts: { serial: "4711", tariff: "0001" },
	write: ({ texts, values }) =>
		textLines(
			`0.0.0(${texts["serial"]})`,
			"F.F(0000)",
			`1.8.1(${signedQuantity(values["import1"]!, 6, 1).replace(".", ",")} kWh)`,
			`1.8.2(${signedQuantity(values["import2"]!, 6, 1).replace(".", ",")} kWh)`,
			"1.8.1*01(043210,9 kWh)",
			"1.8.2*01(022109,8 kWh)",
		),
});

/** Landis+Gyr Ultraheat UH50: a heat meter on a battery. Wakes up for NULs, then sends at 2400 baud without being told to (mode B). */
const uh50: OpticalModel = Object.freeze<OpticalModel>({
	...plain,
	name: "uh50",
	talk: { kind: "ask", mode: "B", identification: "/LUGCUH50", baud: 2400, address: "", reaction: 250, wakeUp: 60 },
	registers: [["heat", "powerHeat"], ["volume", "flow"]],
	values: { heat: 6_047_000, powerHeat: 4200, volume: 428_350, flow: 180 },
	texts: { serial: "66153690", tariff: "0001" },
	write: ({ texts, values }) =>
		textLines(
			`6.8(${signedQuantity(values["heat"]!, 7, 0)}*kWh)6.26(${signedQuantity(values["volume"]!, 5, 2)}*m3)9.21(${texts["serial"]})`,
			"6.26*01(00409.82*m3)6.8*01(0005741*kWh)",
			"F(0)9.20(64030002)6.35(60*m)",
			"6.6(0017.2*kW)6.6*01(0017.2*kW)6.33(001.476*m3ph)9.4(098.5*C&093.6*C)",
			"6.31(0063258*h)6.32(0000003*h)9.22(R)9.6(000&66153690&0)",
			"9.7(20000)6.32*01(0000003*h)6.36(01-01)6.33*01(001.476*m3ph)",
			"6.8.1()6.8.2()6.8.3()6.8.4()6.8.5()",
			"9.36(2024-03-15&12:00:00)9.24(1.5*m3ph)",
		),
});

/** Landis+Gyr ZMD310: offers HDLC too (mode E, the `\\2` of its identification), and by its lower-case letter it reacts within 20 ms. */
const zmd: OpticalModel = Object.freeze<OpticalModel>({
	...plain,
	name: "zmd",
	talk: { kind: "ask", mode: "C", identification: "/LGz5\\2ZMD3104100.B32", baud: 9600, address: "", reaction: 25 },
	registers: [["import", "powerImport"]],
	values: { import: 64_200_310, powerImport: 520 },
	texts: { serial: "94005031", tariff: "0001" },
	write: ({ texts, values }) =>
		textLines(
			"F.F(00000000)",
			`0.0.0(${texts["serial"]})`,
			`1.8.0(${signedQuantity(values["import"]!, 7, 3)}*kWh)`,
			"2.8.0(0000012.000*kWh)",
		),
});

export const askedMeters: readonly OpticalModel[] = Object.freeze([lk11, em3, uh50, zmd]);
