import { freezeTable } from "../../protocols/freeze-table";
import { isDigit, isHexadecimal } from "../../protocols/text-shape";
import type { Pattern, PatternStep } from "./pattern";
import type { MeterType } from "./script-description";
import { ScriptError } from "./script-note";

type Token = PatternStep & {
	readonly text: string;
	/** An `s` behind it swaps the 16-bit halves. */
	readonly swaps?: true;
};

/** Tokens, each of which is the step that it stands for, in the order in which they are tried; the first that stands there is taken. */
const tokens: readonly Token[] = freezeTable([
	{ text: "xx", op: "skip", count: 1 },
	{ text: "U64", op: "unsigned", order: "01234567" },
	// Swapped within each 16-bit word, as published scripts expect it.
	{ text: "u64", op: "unsigned", order: "10325476" },
	{ text: "U32", op: "unsigned", order: "0123", swaps: true },
	{ text: "UUuuUUuu", op: "unsigned", order: "0123", swaps: true },
	{ text: "u32", op: "unsigned", order: "1032", swaps: true },
	{ text: "uuUUuuUU", op: "unsigned", order: "1032", swaps: true },
	{ text: "S32", op: "signed", order: "0123", swaps: true },
	{ text: "SSssSSss", op: "signed", order: "0123", swaps: true },
	{ text: "s32", op: "signed", order: "1032", swaps: true },
	{ text: "ssSSssSS", op: "signed", order: "1032", swaps: true },
	{ text: "UUuu", op: "unsigned", order: "01" },
	{ text: "uuUU", op: "unsigned", order: "10" },
	{ text: "SSss", op: "signed", order: "01" },
	{ text: "ssSS", op: "signed", order: "10" },
	{ text: "uu", op: "unsigned", order: "0" },
	{ text: "ss", op: "signed", order: "0" },
	{ text: "ffffffff", op: "float", order: "0123" },
	{ text: "FFffFFff", op: "float", order: "2301" },
	{ text: "FFFFFFFF", op: "float", order: "3210" },
	{ text: "kstr", op: "kamstrup" },
	{ text: "eeeeee", op: "unsigned", order: "012" },
	{ text: "vvvvvv", op: "fraction", per: 10 },
	{ text: "cccccc", op: "fraction", per: 100 },
	{ text: "pppp", op: "unsigned", order: "01" },
	{ text: "ETIME", op: "clock", date: false },
	{ text: "EDATE", op: "clock", date: true },
]);

/** Reads what stands before a decode line's `@`. Throws a `ScriptError`. */
export function parsePattern(text: string, type: MeterType): Pattern {
	if (type === "o" || type === "c")
		return { kind: "text", text: text.split("/n").join("\n").split("/r").join("\r") };
	if (type === "s") {
		if (!isHexadecimal(text) || text.length % 2)
			throw new ScriptError(`${JSON.stringify(text)} should be pairs of hexadecimal digits`);
		return { kind: "hex", hex: text.toLowerCase() };
	}
	const steps: PatternStep[] = [];
	for (let at = 0; at < text.length;)
		at = parseStep(text, at, type, steps);
	return { kind: "steps", steps };
}

/** Adds the step that stands at `at`; returns the place behind it. */
function parseStep(text: string, at: number, type: MeterType, steps: PatternStep[]): number {
	if (text.startsWith("pm(", at))
		return parseFind(text, at, steps);
	if (type === "v" && text.charAt(at) === "v")
		return parseVbus(text, at, steps);
	for (let index = 0; index < tokens.length; index++) {
		const token = tokens[index]!;
		if (text.startsWith(token.text, at))
			return addToken(token, text, at + token.text.length, steps);
	}
	const first = text.charAt(at);
	if (first === "x") {
		const end = digitsEnd(text, at + 1);
		if (end === at + 1)
			throw new ScriptError("x needs a second x or a count of bytes", at);
		steps.push({ op: "skip", count: Math.min(Number(text.slice(at + 1, end)), 0xFFFF) });
		return end;
	}
	if (text.startsWith("bcd", at) && isDigit(text.charCodeAt(at + 3))) {
		const end = Math.min(digitsEnd(text, at + 3), at + 5);
		const digits = Number(text.slice(at + 3, end));
		// bcd80c… is bcd8 and a constant: twelve digits are the most.
		const short = digits > 12;
		steps.push({ op: "bcd", digits: Math.max(2, short ? Number(text.charAt(at + 3)) : digits) });
		return short ? at + 4 : end;
	}
	const pair = text.slice(at, at + 2);
	if (pair.length < 2 || !isHexadecimal(pair))
		throw new ScriptError(`${JSON.stringify(text.slice(at, at + 8))} is no token of a pattern`, at);
	steps.push({ op: "byte", value: parseInt(pair, 16) });
	return at + 2;
}

function addToken(token: Token, text: string, at: number, steps: PatternStep[]): number {
	// `ss` behind it is a token of its own, not a swap and half of one.
	if (!token.swaps || text.charAt(at) !== "s" || text.charAt(at + 1) === "s" || !("order" in token)) {
		steps.push(token);
		return at;
	}
	const { op, order } = token;
	steps.push({ op, order: order.slice(2) + order.slice(0, 2) });
	return at + 1;
}

/** `pm(1.8.0)`, `pm(h0100…)`, `pm(r0100…)`. */
function parseFind(text: string, at: number, steps: PatternStep[]): number {
	const close = text.indexOf(")", at);
	if (close < 0)
		throw new ScriptError("pm( without )", at);
	const inner = text.slice(at + 3, close), mark = inner.charAt(0);
	if (mark === "h" || mark === "r")
		steps.push({ op: "find", bytes: parseHexBytes(inner.slice(1), at + 4), dlms: mark === "h" });
	else {
		const bytes = inner.split(".").map(part => Number(part));
		if (bytes.some(byte => !(byte >= 0 && byte <= 255)))
			throw new ScriptError(`pm(${inner}): should be a code like 1.8.0`, at);
		if (bytes.length === 3)
			bytes.push(0xFF);
		steps.push({ op: "find", bytes, dlms: true });
	}
	return close + 1;
}

/** `v`, `oN`, `u` or `s`, then `l`, `w`, `b`, `t`; without `o` also `wh`, `wl`, `b0`…`b3`, and the token stands for the next frame. */
function parseVbus(text: string, at: number, steps: PatternStep[]): number {
	const start = at++;
	let offset = 0;
	const explicit = text.charAt(at) === "o";
	if (explicit) {
		const end = digitsEnd(text, at + 1);
		offset = Number(text.slice(at + 1, end));
		at = end;
	}
	const sign = text.charAt(at++), width = text.charAt(at++);
	if (sign !== "u" && sign !== "s" || !"lwbt".includes(width) || !width)
		throw new ScriptError(`${JSON.stringify(text.slice(start, at + 2))} is no VBus value`, start);
	let high = offset % 4 !== 0;
	if (!explicit && (width === "w" || width === "b")) {
		const which = text.charAt(at++);
		high = which === "h";
		offset = width === "b" ? Number(which) || 0 : 0;
	}
	const widths = { l: "long", w: high ? "high" : "word", b: "byte", t: "time" } as const;
	steps.push({ op: "vbus", offset, width: widths[width as keyof typeof widths], signed: sign === "s" });
	return at;
}

/** Bytes written as pairs of hexadecimal digits. Throws a `ScriptError` at the first other character. */
export function parseHexBytes(text: string, at = 0): number[] {
	const bytes: number[] = [];
	for (let place = 0; place < text.length; place += 2) {
		const pair = text.slice(place, place + 2);
		if (pair.length < 2 || !isHexadecimal(pair))
			throw new ScriptError(`${JSON.stringify(pair)} is no pair of hexadecimal digits`, at + place);
		bytes.push(parseInt(pair, 16));
	}
	return bytes;
}

function digitsEnd(text: string, from: number): number {
	let at = from;
	while (isDigit(text.charCodeAt(at)))
		at++;
	return at;
}
