import type { SerialFormat } from "../serial";

/** A way in which a meter may push its telegrams by light. */
export interface OpticalFormat {
	readonly baud: number;
	readonly data: 7 | 8;
	readonly parity: "none" | "even";
}

/** Rates of optical ports (IEC 62056-21 section 6.3.14, item 13). */
export const opticalBauds: readonly number[] = Object.freeze([300, 600, 1200, 2400, 4800, 9600, 19200]);

/** One rate that is listened to, and for how many milliseconds when it brings nothing. */
export interface ListenStep {
	readonly baud: number;
	readonly time: number;
}

const step = (baud: number, time: number): ListenStep => Object.freeze({ baud, time });

/** Rates at which meters push, likely ones first. SML is 9600 8N1 nearly everywhere. A wrong rate is left after a few characters. */
export const listenPlan: readonly ListenStep[] = Object.freeze([
	step(9600, 10_000),
	step(2400, 6_000),
	step(19200, 6_000),
	step(4800, 6_000),
	step(1200, 6_000),
	step(600, 8_000),
	step(300, 12_000),
]);

/** `9600 8N1`: for the user, the log, and as the text that is remembered. */
export function describeOpticalFormat({ baud, data, parity }: OpticalFormat): string {
	return `${baud} ${data}${parity === "even" ? "E" : "N"}1`;
}

/** The format with this description; `undefined` for any other text. */
export function parseOpticalFormat(text: string): OpticalFormat | undefined {
	const [rate, characters] = text.split(" ");
	const baud = Number(rate);
	if (!opticalBauds.includes(baud))
		return undefined;
	if (characters === "8N1")
		return { baud, data: 8, parity: "none" };
	return characters === "7E1" ? { baud, data: 7, parity: "even" } : undefined;
}

/**
 * The format as options of a serial port. `quiet` while it is known: the port wakes JavaScript once per telegram, six characters after its
 * end. While the format is searched bytes are wanted at once, for the few seconds that it takes.
 */
export function serialOptions(format: OpticalFormat, known: boolean): SerialFormat & { quiet: number; } {
	return { ...format, stop: 1, quiet: known ? Math.max(5, Math.ceil(60_000 / format.baud)) : 0 };
}
