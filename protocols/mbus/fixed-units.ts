/** A unit of the fixed data structure. */
interface FixedUnit {
	readonly quantity: string;
	readonly unit: string;
	readonly power: number;
}

/** EN 1434-3:1997, table of units: `quantity|unit`; from code 02h on, three codes to a line, in steps of ten. */
const LINES: readonly string[] = Object.freeze([
	"Energy|Wh",
	"Energy|kWh",
	"Energy|MWh",
	"Energy|kJ",
	"Energy|MJ",
	"Energy|GJ",
	"Power|W",
	"Power|kW",
	"Power|MW",
	"Power|kJ/h",
	"Power|MJ/h",
	"Power|GJ/h",
	"Volume|ml",
	"Volume|l",
	"Volume|m3",
	"Volume flow|ml/h",
	"Volume flow|l/h",
	"Volume flow|m3/h",
]);
const FIRST = 0x02;

/** The counter's unit is the other counter's, its value is from the due date. */
export const HISTORIC = 0x3E;

/** Quantity, unit and power of ten of a unit code; `undefined` for times of day, dates and reserved codes. */
export function fixedUnit(code: number): FixedUnit | undefined {
	switch (code) {
		case 0x38:
			return { quantity: "Temperature", unit: "°C", power: -3 };
		case 0x39:
			return { quantity: "Heat cost allocation", unit: "HCA", power: 0 };
		case 0x3F:
			return { quantity: "Dimensionless", unit: "", power: 0 };
	}
	const columns = LINES[Math.floor((code - FIRST) / 3)]?.split("|");
	return columns && { quantity: columns[0]!, unit: columns[1]!, power: (code - FIRST) % 3 };
}
