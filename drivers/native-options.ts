/** An option that is a whole number; `undefined` when it is absent. Throws a RangeError that names it. */
export function integerOption(name: string, value: number | undefined, minimum: number, maximum: number): number | undefined {
	if (value === undefined)
		return;
	if (!Number.isInteger(value) || value < minimum || value > maximum)
		throw new RangeError(name);
	return value;
}

/** A GPIO's number, 0 to 63, for native code, which knows which of them the chip has. Throws a RangeError. */
export function pinOption(name: string, value: number | undefined): number | undefined {
	return integerOption(name, value, 0, 63);
}

/** Throws a TypeError for a callback that is none. */
export function checkCallback(callback: unknown): void {
	if (callback !== undefined && typeof callback !== "function")
		throw new TypeError("callback");
}
