import type { SerialFormat } from "../serial";

/** A way in which a meter may push its telegrams by light. */
export interface OpticalFormat {
	readonly baud: number;
	readonly data: 7 | 8;
	readonly parity: "none" | "even";
}

/** Rates at which meters push, and for how many milliseconds each is listened to. SML is 9600 8N1 nearly everywhere. */
export const listenPlan: readonly { readonly baud: number; readonly time: number }[] = Object.freeze([
	{ baud: 9600, time: 6_000 },
	{ baud: 2400, time: 4_000 },
	{ baud: 19200, time: 3_500 },
	{ baud: 4800, time: 3_500 },
	{ baud: 1200, time: 4_000 },
	{ baud: 600, time: 4_000 },
	{ baud: 300, time: 5_000 },
]);

export function describeOpticalFormat({ baud, data, parity }: OpticalFormat): string {
	return `${baud} ${data}${parity === "even" ? "E" : "N"}1`;
}

/** `9600 8N1` and the like; `undefined` for a text that is none. */
export function parseOpticalFormat(text: string | undefined): OpticalFormat | undefined {
	const match = /^([1-9][0-9]{2,5}) (7E1|8N1)$/.exec(text ?? "");
	if (!match)
		return;
	const seven = match[2] === "7E1";
	return { baud: Number(match[1]), data: seven ? 7 : 8, parity: seven ? "even" : "none" };
}

export function serialOptions(format: OpticalFormat, quiet: boolean): SerialFormat & { quiet: number } {
	return { ...format, stop: 1, quiet: quiet ? Math.max(5, Math.ceil(60_000 / format.baud)) : 0 };
}
