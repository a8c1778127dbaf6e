import { parseMeterTime } from "../meter-time";
import { octetsToHex } from "../octets";
import type { MeterTime } from "../reading";

/** Octets of a COSEM date-time (IEC 62056-6-2, 4.1.6.1). */
export const TIME_LENGTH = 12;

/** Reads a COSEM date-time; `undefined` when the octets are none. `text` is its local time, `2020-01-25 13:09:30`. */
export function cosemTime(octets: Uint8Array): MeterTime | undefined {
	if (octets.length !== TIME_LENGTH)
		return;
	const year = octets[0]! * 256 + octets[1]!;
	const month = octets[2]!, day = octets[3]!, hour = octets[5]!, minute = octets[6]!, second = octets[7]!;
	// Seconds may be "not specified"; nothing of the day and the hour may.
	if (
		year < 1970 || year > 2200 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59
		|| (second > 59 && second !== 0xFF)
	)
		return;
	const date = `${year}-${two(month)}-${two(day)}`;
	const text = second === 0xFF ? `${date} ${two(hour)}:${two(minute)}` : `${date} ${two(hour)}:${two(minute)}:${two(second)}`;
	const placed = parseMeterTime(octetsToHex(octets));
	return placed?.epoch === undefined ? { text } : { ...placed, text };
}

function two(value: number): string {
	return String(value).padStart(2, "0");
}
