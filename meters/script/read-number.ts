import { isDigit } from "../../protocols/text-shape";

export interface ReadNumber {
	/** 0 where there is none. */
	readonly value: number;
	/** Place behind it. */
	readonly end: number;
}

/** Longest text that is taken for one number. */
const longest = 23;

/**
 * A number in text as Tasmota's driver reads it: blanks, a sign, digits, a point, digits; no exponent, no comma. Digits behind the point are read as
 * a whole number and divided by ten for each, which settles the last bit of the double.
 */
export function readNumber(text: string, from: number): ReadNumber {
	const limit = Math.min(text.length, from + longest);
	let at = from;
	while (at < limit && text.charAt(at) === " ")
		at++;
	const sign = text.charAt(at);
	if (at < limit && (sign === "-" || sign === "+"))
		at++;
	const start = at;
	at = digitsEnd(text, at, limit);
	let value = at > start ? Number(text.slice(start, at)) : 0;
	if (at < limit && text.charAt(at) === ".") {
		const point = at + 1;
		at = digitsEnd(text, point, limit);
		let fraction = at > point ? Number(text.slice(point, at)) : 0;
		for (let digits = at - point; digits > 0; digits--)
			fraction /= 10;
		value += fraction;
	}
	return { value: sign === "-" ? -value : value, end: at };
}

function digitsEnd(text: string, from: number, limit: number): number {
	let at = from;
	while (at < limit && isDigit(text.charCodeAt(at)))
		at++;
	return at;
}
