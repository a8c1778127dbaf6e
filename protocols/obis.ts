import { isCapital, isDigit } from "./text-shape";

/*
	OBIS codes as ASCII protocols write them: `A-B:C.D.E`, some meters with `*F` behind (IEC 62056-61; EN 13757-1). A is the medium, B the channel,
	C the quantity, D how it was worked out, E the tariff.
*/

/** What stands between the numbers. */
const separators = "-:..*";

/** True when `text` is one whole code with medium and channel. */
export function isObisCode(text: string): boolean {
	const { length } = text;
	let part = 0, digits = 0;
	for (let at = 0; at < length; at++) {
		if (isDigit(text.charCodeAt(at))) {
			if (++digits > 3)
				return false;
		}
		else {
			if (!digits || text.charAt(at) !== separators.charAt(part))
				return false;
			part++;
			digits = 0;
		}
	}
	return digits > 0 && part >= 4;
}

/**
 * True for an address of IEC 62056-21 as meters write it: medium and channel or neither, up to five groups of a number or a capital letter, of which
 * the first may be missing, and perhaps an earlier billing period; or the error register's short name instead of the groups.
 */
export function isRegisterCode(text: string): boolean {
	const colon = text.indexOf(":"), hyphen = colon < 0 ? -1 : text.indexOf("-"), star = text.indexOf("*");
	const period = star < 0 ? text.indexOf("&") : star, end = period < 0 ? text.length : period;
	if (
		colon >= 0 && !(isNumber(text, 0, hyphen) && isNumber(text, hyphen + 1, colon))
		|| period >= 0 && !isNumber(text, period + 1, text.length)
	)
		return false;
	let start = colon + 1;
	for (let group = 0; group < 5; group++) {
		const point = text.indexOf(".", start), stop = point < 0 ? end : point;
		const isGroup = isNumber(text, start, stop) || stop === start + 1 && isCapital(text.charCodeAt(start)) || stop === start && group === 0;
		if (!isGroup || stop === end)
			return isGroup || text.slice(colon + 1, end) === "FF";
		start = stop + 1;
	}
	return false;
}

/** One to three digits from a place to another. */
function isNumber(text: string, start: number, end: number): boolean {
	if (end <= start || end > start + 3)
		return false;
	for (let at = start; at < end; at++) {
		if (!isDigit(text.charCodeAt(at)))
			return false;
	}
	return true;
}

/** `1-0:1.8.0*255` for a logical name of six octets (IEC 62056-61, section 5). */
export function obisOfOctets(name: Uint8Array): string {
	return `${name[0]}-${name[1]}:${name[2]}.${name[3]}.${name[4]}*${name[5]}`;
}

/** True for six octets that are a logical name as meters push them: a medium that exists, and F not used. */
export function isLogicalName(octets: Uint8Array): boolean {
	return octets.length === 6 && octets[0]! <= 9 && octets[5] === 0xFF;
}

/** C and D, which say what kind of value it is: `24.2` of `0-1:24.2.1`. */
export function obisGroup(code: string): string {
	const start = code.indexOf(":") + 1;
	return code.slice(start, code.indexOf(".", code.indexOf(".", start) + 1));
}

/** C, D and E: `24.2.1` of `0-1:24.2.1*255`. */
export function obisValue(code: string): string {
	const end = code.indexOf("*");
	return code.slice(code.indexOf(":") + 1, end < 0 ? code.length : end);
}

/** B: the M-Bus channel in `0-1:24.2.1`, 0 for the meter itself. `NaN` where the code has none. */
export function obisChannel(code: string): number {
	const colon = code.indexOf(":");
	return colon < 0 ? NaN : Number(code.slice(code.indexOf("-") + 1, colon));
}
