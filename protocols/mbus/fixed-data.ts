import type { MeterIdentity, Reading } from "../reading";
import { readBcd } from "./bcd";
import type { Explainer } from "./explanation";
import { fixedUnit, HISTORIC } from "./fixed-units";
import { octetsToHex } from "../octets";
import { mediumWords } from "./medium";
import { readingName } from "./names";
import { readInteger } from "./numbers";

/** Identification, access number, status, two octets of medium and units, two counters. */
export const FIXED_LENGTH = 16;
const COUNTERS: readonly number[] = Object.freeze([8, 12]);
const BINARY = 0x01;
const STORED = 0x02;

export interface FixedData {
	readonly meter: MeterIdentity;
	readonly access: number;
	readonly status: number;
	readonly readings: readonly Reading[];
	readonly warnings: readonly string[];
}

/**
 * Reads the fixed data structure of old meters (EN 1434-3:1997; EN 13757-3:2004, annex G). Its units are the table's: kWh, l …
 *
 * @param data at least 16 octets
 */
export function readFixedData(data: Uint8Array, reversed: boolean, explainer?: Explainer): FixedData {
	const id = octetsToHex(octetsAt(data, 0, reversed));
	const state = data[5]!;
	const codes = [data[6]! & 63, data[7]! & 63];
	const medium = mediumWords((data[6]! >> 6) | ((data[7]! >> 6) << 2));
	explainer?.add(0, 4, `identification ${id}`);
	explainer?.add(4, 5, `access number ${data[4]!}`);
	explainer?.add(5, 6, state & BINARY ? "status; counters are binary" : "status; counters are decimal");
	explainer?.add(6, 8, `medium ${medium} and units`);
	const readings: Reading[] = [];
	const warnings: string[] = [];
	COUNTERS.forEach((at, subunit) => {
		const historic = codes[subunit] === HISTORIC;
		const unit = fixedUnit(codes[historic ? 1 - subunit : subunit]!);
		const octets = octetsAt(data, at, reversed);
		if (unit === undefined) {
			warnings.push(`counter ${subunit + 1}: its unit is reserved; ${octetsToHex(octets)}`);
			return;
		}
		const least = octets.reverse();
		const value = state & BINARY ? readInteger(least, true) : readBcd(least).value;
		if (value === undefined) {
			warnings.push(`counter ${subunit + 1}: digits ${octetsToHex(octets)} are no number`);
			return;
		}
		const storage = historic || state & STORED ? 1 : 0;
		const parts = { quantity: unit.quantity, function: "instantaneous" as const, storage, tariff: 0, subunit: 0 };
		const name = readingName({ ...parts, suffixes: [], code: "" });
		explainer?.add(at, at + 4, `${name}, ${unit.unit}`);
		const taken = readings.some(reading => reading.id === name);
		readings.push({ id: taken ? `${name}_2` : name, value: value.scale(unit.power), unit: unit.unit, ...parts });
	});
	return { meter: { id, medium }, access: data[4]!, status: state & 0xFC, readings, warnings };
}

/** Four octets, most significant first. */
function octetsAt(data: Uint8Array, at: number, reversed: boolean): Uint8Array {
	const octets = data.slice(at, at + 4);
	return reversed ? octets : octets.reverse();
}
