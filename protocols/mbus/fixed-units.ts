import { freezeTable } from "../freeze-table";

/** A unit of the fixed data structure: each row is for three codes, in steps of ten. */
interface Row {
	readonly quantity: string;
	readonly unit: string;
	readonly power?: number;
}

/** EN 1434-3:1997, table of units; from code 02h on, three codes to a row. */
const ROWS: readonly Row[] = freezeTable([
	{ quantity: "Energy", unit: "Wh" },
	{ quantity: "Energy", unit: "kWh" },
	{ quantity: "Energy", unit: "MWh" },
	{ quantity: "Energy", unit: "kJ" },
	{ quantity: "Energy", unit: "MJ" },
	{ quantity: "Energy", unit: "GJ" },
	{ quantity: "Power", unit: "W" },
	{ quantity: "Power", unit: "kW" },
	{ quantity: "Power", unit: "MW" },
	{ quantity: "Power", unit: "kJ/h" },
	{ quantity: "Power", unit: "MJ/h" },
	{ quantity: "Power", unit: "GJ/h" },
	{ quantity: "Volume", unit: "ml" },
	{ quantity: "Volume", unit: "l" },
	{ quantity: "Volume", unit: "m3" },
	{ quantity: "Volume flow", unit: "ml/h" },
	{ quantity: "Volume flow", unit: "l/h" },
	{ quantity: "Volume flow", unit: "m3/h" },
]);
const FIRST = 0x02;
const TEMPERATURE: Row = Object.freeze({ quantity: "Temperature", unit: "°C", power: -3 });
const ALLOCATION: Row = Object.freeze({ quantity: "Heat cost allocation", unit: "HCA" });
const NONE: Row = Object.freeze({ quantity: "Dimensionless", unit: "" });

/** The counter's unit is the other counter's, its value is from the due date. */
export const HISTORIC = 0x3E;

/** Quantity, unit and power of ten of a unit code; `undefined` for times of day, dates and reserved codes. */
export function fixedUnit(code: number): Required<Row> | undefined {
	switch (code) {
		case 0x38:
			return { power: 0, ...TEMPERATURE };
		case 0x39:
			return { power: 0, ...ALLOCATION };
		case 0x3F:
			return { power: 0, ...NONE };
	}
	const row = ROWS[Math.floor((code - FIRST) / 3)];
	return row && { ...row, power: (code - FIRST) % 3 };
}
