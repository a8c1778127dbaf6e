import type { SerialFormat, SerialOptions } from "../../drivers/serial";

type Check = readonly [accepts: (value: unknown) => boolean, text: string];

const whole = (low: number, high: number): Check => [
	value => Number.isInteger(value) && (value as number) >= low && (value as number) <= high,
	`must be a whole number from ${low} to ${high}`,
];
const oneOf = (...values: unknown[]): Check => [value => values.includes(value), `must be one of ${values.join(", ")}`];

const formatChecks: Readonly<Record<string, Check>> = Object.freeze({
	baud: whole(50, 921_600),
	data: oneOf(7, 8),
	parity: oneOf("none", "even", "odd"),
	stop: oneOf(1, 2),
	invert: [
		value =>
			typeof value === "object" && value !== null
			&& ["receive", "transmit"].every(key => ["boolean", "undefined"].includes(typeof (value as Record<string, unknown>)[key])),
		"must be an object with receive and transmit: true or false",
	],
	quiet: [value => typeof value === "number" && value >= 0 && value <= 60_000, "must be a number of milliseconds from 0 to 60000"],
});

const openChecks: Readonly<Record<string, Check>> = Object.freeze({
	...formatChecks,
	receive: whole(0, 255),
	transmit: whole(0, 255),
	port: whole(0, 255),
	enable: [
		value => typeof value === "object" && value !== null && Number.isInteger((value as { pin?: unknown; }).pin),
		"must be an object with pin: a number",
	],
	bufferSize: whole(129, 1_048_576),
});

const callbacks = Object.freeze(["onReadable", "onWritable", "onFault", "onError"]);

/** Throws a RangeError or TypeError that names the option at fault. */
export function checkOpenOptions(options: SerialOptions): void {
	if (typeof options !== "object" || options === null)
		throw new TypeError("Serial: options are required");
	if (options.baud === undefined)
		throw new RangeError("Serial: baud is required");
	check(options, openChecks);
	for (const name of callbacks) {
		const callback = (options as unknown as Record<string, unknown>)[name];
		if (callback !== undefined && typeof callback !== "function")
			throw new TypeError(`Serial: ${name} must be a function`);
	}
}

/** The same for `configure`. */
export function checkFormatOptions(options: Partial<SerialFormat> & { quiet?: number; }): void {
	if (typeof options !== "object" || options === null)
		throw new TypeError("Serial: options are required");
	check(options, formatChecks);
}

function check(options: object, checks: Readonly<Record<string, Check>>): void {
	for (const [name, [accepts, text]] of Object.entries(checks)) {
		const value = (options as Record<string, unknown>)[name];
		if (value !== undefined && !accepts(value))
			throw new RangeError(`Serial: ${name} ${text}, not ${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
	}
}
