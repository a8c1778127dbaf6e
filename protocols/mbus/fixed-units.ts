/** A unit of the fixed data structure: each row is for three codes, in steps of ten. */
interface Row {
	readonly quantity: string;
	readonly unit: string;
	readonly power?: number;
}

/** EN 1434-3:1997, table of units; from code 02h on, three codes to a row. */
const ROWS: readonly Row[] = Object.freeze([
	Object.freeze({ quantity: "Energy", unit: "Wh" }),
	Object.freeze({ quantity: "Energy", unit: "kWh" }),
	Object.freeze({ quantity: "Energy", unit: "MWh" }),
	Object.freeze({ quantity: "Energy", unit: "kJ" }),
	Object.freeze({ quantity: "Energy", unit: "MJ" }),
	Object.freeze({ quantity: "Energy", unit: "GJ" }),
	Object.freeze({ quantity: "Power", unit: "W" }),
	Object.freeze({ quantity: "Power", unit: "kW" }),
	Object.freeze({ quantity: "Power", unit: "MW" }),
	Object.freeze({ quantity: "Power", unit: "kJ/h" }),
	Object.freeze({ quantity: "Power", unit: "MJ/h" }),
	Object.freeze({ quantity: "Power", unit: "GJ/h" }),
	Object.freeze({ quantity: "Volume", unit: "ml" }),
	Object.freeze({ quantity: "Volume", unit: "l" }),
	Object.freeze({ quantity: "Volume", unit: "m3" }),
	Object.freeze({ quantity: "Volume flow", unit: "ml/h" }),
	Object.freeze({ quantity: "Volume flow", unit: "l/h" }),
	Object.freeze({ quantity: "Volume flow", unit: "m3/h" }),
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
