/**
 * Negative when `first` is older than `second`, 0 when they are the same, positive when it is newer. `major.minor.patch`, and after a hyphen parts
 * that make it older than the version without (semver.org, 11). A text that is no version is older than all that are.
 */
export function compareVersions(first: string, second: string): number {
	const a = parse(first), b = parse(second);
	if (!a || !b)
		return Number(a !== undefined) - Number(b !== undefined);
	for (let index = 0; index < 3; index++) {
		const difference = a.numbers[index]! - b.numbers[index]!;
		if (difference)
			return difference;
	}
	if (!a.parts.length || !b.parts.length)
		return b.parts.length - a.parts.length;
	for (let index = 0; index < Math.max(a.parts.length, b.parts.length); index++) {
		const order = compareParts(a.parts[index], b.parts[index]);
		if (order)
			return order;
	}
	return 0;
}

export function isVersion(text: string): boolean {
	return parse(text) !== undefined;
}

function parse(text: string): { numbers: number[]; parts: string[]; } | undefined {
	const hyphen = text.indexOf("-");
	const numbers = (hyphen < 0 ? text : text.slice(0, hyphen)).split(".").map(part => isNumber(part) ? Number(part) : NaN);
	const parts = hyphen < 0 ? [] : text.slice(hyphen + 1).split(".");
	if (numbers.length !== 3 || numbers.some(number => !Number.isSafeInteger(number)) || parts.includes(""))
		return undefined;
	return { numbers, parts };
}

/** Numbers by value and before words; the shorter list is the older one. */
function compareParts(a: string | undefined, b: string | undefined): number {
	if (a === undefined || b === undefined)
		return Number(a !== undefined) - Number(b !== undefined);
	const numbers = [isNumber(a), isNumber(b)] as const;
	if (numbers[0] && numbers[1])
		return Number(a) - Number(b);
	if (numbers[0] !== numbers[1])
		return numbers[0] ? -1 : 1;
	return a < b ? -1 : a > b ? 1 : 0;
}

function isNumber(text: string): boolean {
	if (!text)
		return false;
	for (let at = 0; at < text.length; at++) {
		const code = text.charCodeAt(at);
		if (code < 0x30 || code > 0x39)
			return false;
	}
	return true;
}
