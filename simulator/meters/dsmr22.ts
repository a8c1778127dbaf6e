import { formatStamp } from "./central-european-time";
import type { P1Model } from "./p1-model";

/** A meter after DSMR 2.2: 9600 7E1, no check, no clock, and the gas meter's reading on a line of its own without a code. */
export const dsmr22: P1Model = Object.freeze<P1Model>({
	name: "dsmr22",
	format: { baud: 9600, data: 7, parity: "even", stop: 1 },
	period: 10_000,
	check: "none",
	start: "120402114500S",
	phases: 1,
	solar: 1800,
	tariffs: [2, 1],
	registers: [["import1", "powerImport", 1], ["import2", "powerImport", 2], ["export1", "powerExport", 1], ["export2", "powerExport", 2]],
	subMeters: [{ name: "gas", minutes: 60, most: 900 }],
	values: { import1: 3_112_482, import2: 2_871_905, export1: 88_120, export2: 204_377, powerImport: 640, powerExport: 0, gas: 1_540_201 },
	texts: { identity: "04187725", tariff: "0002", gasClock: "120402110000S", gasStamp: "120402110000" },
	lines: [
		"/ISk5\\2MT382-1000",
		"",
		"0-0:96.1.1(4B414C3730303530{identity})",
		"1-0:1.8.1({import1:5.3}*kWh)",
		"1-0:1.8.2({import2:5.3}*kWh)",
		"1-0:2.8.1({export1:5.3}*kWh)",
		"1-0:2.8.2({export2:5.3}*kWh)",
		"0-0:96.14.0({tariff})",
		"1-0:1.7.0({powerImport:4.2}*kW)",
		"1-0:2.7.0({powerExport:4.2}*kW)",
		"0-0:17.0.0(0999.00*kW)",
		"0-0:96.3.10(1)",
		"0-0:96.13.1()",
		"0-0:96.13.0()",
		"0-1:24.1.0(3)",
		"0-1:96.1.0(3238313031353431{identity})",
		"0-1:24.3.0({gasStamp})(00)(60)(1)(0-1:24.2.1)(m3)",
		"({gas:5.3})",
		"0-1:24.4.0(1)",
	],
	develop({ texts, epoch }) {
		// Its stamp has no season.
		texts["gasStamp"] = (texts["gasClock"] ?? formatStamp(epoch)).slice(0, 12);
	},
});
