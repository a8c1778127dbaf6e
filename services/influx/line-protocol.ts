import type { SensorValue } from "../web/sensor-values";

/** Bytes of a datagram that no network cuts in two. */
const longestLine = 1400;

/** Commas, blanks and equals signs part a line: each gets a backslash (InfluxDB line protocol, "Special characters"). */
export function escapeName(text: string): string {
	let result = "";
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		result += ", =".includes(character) ? `\\${character}` : character;
	}
	return result;
}

/**
 * Lines for what a meter says: `meterwire,device=…,meter=P1 Power=428,ImportActive=1234.567 time`. Numbers only, with the digits that the meter sent;
 * several lines where one would not fit a datagram.
 *
 * @param epoch milliseconds since 1970; the lines have nanoseconds
 */
export function influxLines(device: string, meter: string, values: readonly SensorValue[], epoch: number): string[] {
	const head = `meterwire,device=${escapeName(device)},meter=${escapeName(meter)} `, end = ` ${epoch}000000\n`;
	const lines: string[] = [];
	let fields = "";
	for (const { group, name, value, isNumber } of values) {
		if (!isNumber)
			continue;
		const field = `${escapeName(group === meter ? name : `${group}.${name}`)}=${value}`;
		if (fields && head.length + fields.length + field.length + end.length >= longestLine) {
			lines.push(head + fields + end);
			fields = "";
		}
		fields += fields ? `,${field}` : field;
	}
	if (fields)
		lines.push(head + fields + end);
	return lines;
}
