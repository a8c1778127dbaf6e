/**
 * The names under which a P1 meter's values are published. Columns: see `NameRow`.
 *
 * Where Home Assistant's Tasmota integration knows a name (`Power`, `ImportActive`, `Voltage`, …) that name is used, because unit and device
 * class come from the name alone. Codes: IEC 62056-61, P1 Companion Standard 5.0.2 section 6.12, e-MUCS-P1 section 5, and the lists of the
 * Hungarian and Swedish grid operators.
 */
export const p1Names: readonly string[] = Object.freeze([
	"ImportActive|kWh|1.8.0 / 1.8.1 1.8.2 1.8.3 1.8.4",
	"ExportActive|kWh|2.8.0 / 2.8.1 2.8.2 2.8.3 2.8.4",
	"TotalTariff|kWh|1.8.1, 1.8.2, 1.8.3, 1.8.4",
	"ExportTariff|kWh|2.8.1, 2.8.2, 2.8.3, 2.8.4",
	"Tariff||96.14.0|number",
	"CombinedActive|kWh|15.8.0",
	"Power|W|16.7.0 / 1.7.0 -2.7.0",
	"ImportPower|W|1.7.0",
	"ExportPower|W|2.7.0",
	"ActivePower|W|21.7.0 -22.7.0, 41.7.0 -42.7.0, 61.7.0 -62.7.0",
	"Voltage|V|32.7.0, 52.7.0, 72.7.0",
	"Current|A|31.7.0, 51.7.0, 71.7.0",
	"NeutralCurrent|A|91.7.0",
	"Frequency|Hz|14.7.0",
	"Factor||13.7.0",
	"PhaseFactor||33.7.0, 53.7.0, 73.7.0",
	"ReactivePower|var|3.7.0 -4.7.0",
	"PhaseReactivePower|var|23.7.0 -24.7.0, 43.7.0 -44.7.0, 63.7.0 -64.7.0",
	"QuadrantReactivePower|var|5.7.0, 6.7.0, 7.7.0, 8.7.0",
	"ApparentPower|VA|9.7.0 -10.7.0",
	"ImportReactive|kvarh|3.8.0 / 3.8.1 3.8.2",
	"ExportReactive|kvarh|4.8.0 / 4.8.1 4.8.2",
	"QuadrantReactive|kvarh|5.8.0, 6.8.0, 7.8.0, 8.8.0",
	"AveragePower|W|1.4.0",
	"PeakPower|W|1.6.0",
	"PeakPowerTime||1.6.0|time",
	"Limit|W|17.0.0",
	"FuseLimit|A|31.4.0",
	"Breaker||96.3.10",
	"PowerFailures||96.7.21",
	"LongPowerFailures||96.7.9",
	"VoltageSags||32.32.0, 52.32.0, 72.32.0",
	"VoltageSwells||32.36.0, 52.36.0, 72.36.0",
	"MessageCode||96.13.1|text",
	"Message||96.13.0|text",
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
export const hungarianMonth: readonly string[] = Object.freeze([
	"ImportActive|kWh",
	"ImportActive_T1|kWh",
	"ImportActive_T2|kWh",
	"ExportActive|kWh",
	"ExportActive_T1|kWh",
	"ExportActive_T2|kWh",
	"ImportReactive|kvarh",
	"ExportReactive|kvarh",
	"Reactive_Q1|kvarh",
	"Reactive_Q2|kvarh",
	"Reactive_Q3|kvarh",
	"Reactive_Q4|kvarh",
	"CombinedActive|kWh",
	"PeakImportPower_L1|W",
	"PeakImportPower_L2|W",
	"PeakImportPower_L3|W",
	"PeakExportPower_L1|W",
	"PeakExportPower_L2|W",
	"PeakExportPower_L3|W",
]);
