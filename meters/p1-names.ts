import { freezeTable } from "../protocols/freeze-table";

/**
 * The names under which a P1 meter's values are published. One row per name; everything else about a value follows from it.
 *
 * Where Home Assistant's Tasmota integration knows a name (`Power`, `ImportActive`, `Voltage`, …) that name is used, because unit and device
 * class come from the name alone. Codes: IEC 62056-61, P1 Companion Standard 5.0.2 section 6.12, e-MUCS-P1 section 5, and the lists of the
 * Hungarian and Swedish grid operators.
 */
export interface P1Name {
	/** JSON name. */
	readonly name: string;
	/** What the value is published in. kW becomes W by moving the decimal point; absent: as the meter sends it. */
	readonly unit?: string;
	/**
	 * The codes it is read from: the first alternative of which the first code is there. Several codes are added up; one with a `-` in front is
	 * taken off. `C.D.E` stands for the meter itself (`A-0:C.D.E`).
	 */
	readonly from?: readonly (readonly string[])[];
	/** Instead of `from`: one such list per phase L1, L2, L3. Published as an array when more than L1 is there. */
	readonly phases?: readonly (readonly string[])[];
	/** See `Member.as`. */
	readonly as?: "time" | "text" | "number";
}

const phases = (first: string, second: string, third: string) => [[first], [second], [third]];

export const p1Names: readonly P1Name[] = freezeTable([
	{ name: "ImportActive", unit: "kWh", from: [["1.8.0"], ["1.8.1", "1.8.2", "1.8.3", "1.8.4"]] },
	{ name: "ExportActive", unit: "kWh", from: [["2.8.0"], ["2.8.1", "2.8.2", "2.8.3", "2.8.4"]] },
	{ name: "TotalTariff", unit: "kWh", phases: [["1.8.1"], ["1.8.2"], ["1.8.3"], ["1.8.4"]] },
	{ name: "ExportTariff", unit: "kWh", phases: [["2.8.1"], ["2.8.2"], ["2.8.3"], ["2.8.4"]] },
	{ name: "Tariff", from: [["96.14.0"]], as: "number" },
	{ name: "CombinedActive", unit: "kWh", from: [["15.8.0"]] },
	{ name: "Power", unit: "W", from: [["16.7.0"], ["1.7.0", "-2.7.0"]] },
	{ name: "ImportPower", unit: "W", from: [["1.7.0"]] },
	{ name: "ExportPower", unit: "W", from: [["2.7.0"]] },
	{ name: "ActivePower", unit: "W", phases: [["21.7.0", "-22.7.0"], ["41.7.0", "-42.7.0"], ["61.7.0", "-62.7.0"]] },
	{ name: "Voltage", unit: "V", phases: phases("32.7.0", "52.7.0", "72.7.0") },
	{ name: "Current", unit: "A", phases: phases("31.7.0", "51.7.0", "71.7.0") },
	{ name: "NeutralCurrent", unit: "A", from: [["91.7.0"]] },
	{ name: "Frequency", unit: "Hz", from: [["14.7.0"]] },
	{ name: "Factor", from: [["13.7.0"]] },
	{ name: "PhaseFactor", phases: phases("33.7.0", "53.7.0", "73.7.0") },
	{ name: "ReactivePower", unit: "var", from: [["3.7.0", "-4.7.0"]] },
	{ name: "PhaseReactivePower", unit: "var", phases: [["23.7.0", "-24.7.0"], ["43.7.0", "-44.7.0"], ["63.7.0", "-64.7.0"]] },
	{ name: "QuadrantReactivePower", unit: "var", phases: [["5.7.0"], ["6.7.0"], ["7.7.0"], ["8.7.0"]] },
	{ name: "ApparentPower", unit: "VA", from: [["9.7.0", "-10.7.0"]] },
	{ name: "ImportReactive", unit: "kvarh", from: [["3.8.0"], ["3.8.1", "3.8.2"]] },
	{ name: "ExportReactive", unit: "kvarh", from: [["4.8.0"], ["4.8.1", "4.8.2"]] },
	{ name: "QuadrantReactive", unit: "kvarh", phases: [["5.8.0"], ["6.8.0"], ["7.8.0"], ["8.8.0"]] },
	{ name: "AveragePower", unit: "W", from: [["1.4.0"]] },
	{ name: "PeakPower", unit: "W", from: [["1.6.0"]] },
	{ name: "PeakPowerTime", from: [["1.6.0"]], as: "time" },
	{ name: "Limit", unit: "W", from: [["17.0.0"]] },
	{ name: "FuseLimit", unit: "A", from: [["31.4.0"]] },
	{ name: "Breaker", from: [["96.3.10"]] },
	{ name: "PowerFailures", from: [["96.7.21"]] },
	{ name: "LongPowerFailures", from: [["96.7.9"]] },
	{ name: "VoltageSags", phases: phases("32.32.0", "52.32.0", "72.32.0") },
	{ name: "VoltageSwells", phases: phases("32.36.0", "52.36.0", "72.36.0") },
	{ name: "MessageCode", from: [["96.13.1"]], as: "text" },
	{ name: "Message", from: [["96.13.0"]], as: "text" },
]);

/** Codes that say who or how the meter is, not what it measures: published as `Meter` and `Time`, or not at all. */
export const p1IdentityCodes: readonly string[] = Object.freeze([
	"0.2.8",
	"1.0.0",
	"96.1.0",
	"96.1.1",
	"96.1.4",
	"96.1.7",
	"42.0.0",
	"0.0.0",
	"0.0.5",
	"0.2.129",
]);

/** The Hungarian operators' list of last month's closing values, `0-0:98.1.0`, by place (seed script of the meter's owner, SX631). */
export const hungarianMonth: readonly P1Name[] = freezeTable([
	{ name: "ImportActive", unit: "kWh" },
	{ name: "ImportActive_T1", unit: "kWh" },
	{ name: "ImportActive_T2", unit: "kWh" },
	{ name: "ExportActive", unit: "kWh" },
	{ name: "ExportActive_T1", unit: "kWh" },
	{ name: "ExportActive_T2", unit: "kWh" },
	{ name: "ImportReactive", unit: "kvarh" },
	{ name: "ExportReactive", unit: "kvarh" },
	{ name: "Reactive_Q1", unit: "kvarh" },
	{ name: "Reactive_Q2", unit: "kvarh" },
	{ name: "Reactive_Q3", unit: "kvarh" },
	{ name: "Reactive_Q4", unit: "kvarh" },
	{ name: "CombinedActive", unit: "kWh" },
	{ name: "PeakImportPower_L1", unit: "W" },
	{ name: "PeakImportPower_L2", unit: "W" },
	{ name: "PeakImportPower_L3", unit: "W" },
	{ name: "PeakExportPower_L1", unit: "W" },
	{ name: "PeakExportPower_L2", unit: "W" },
	{ name: "PeakExportPower_L3", unit: "W" },
]);
