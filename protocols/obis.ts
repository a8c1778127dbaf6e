/**
 * OBIS codes as ASCII protocols write them: `A-B:C.D.E`, some meters with `*F` behind (IEC 62056-61; EN 13757-1). A is the medium, B the
 * channel, C the quantity, D how it was worked out, E the tariff.
 */
const whole = /^\d{1,3}-\d{1,3}:\d{1,3}\.\d{1,3}\.\d{1,3}(?:\*\d{1,3})?$/;

/** True when `text` is one whole code with medium and channel. */
export function isObisCode(text: string): boolean {
	return whole.test(text);
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
