import type { MbusAnswer } from "./mbus-answer";
import type { MbusRequest } from "./mbus-job";

/** A part of a scan: one rate, one way of addressing. */
export interface ScanPart {
	readonly baud: number;
	readonly way: "primary" | "secondary";
	/** What it is looking at: an address, or the digits of an identification. */
	readonly place: string;
	/** How far it is, 0 to 1. */
	readonly fraction: number;
	/** @param selected whether its last selection still holds */
	next(selected: boolean): MbusRequest | undefined;
	take(answer: MbusAnswer): void;
}

/** What meters a scan could not tell apart, or what disturbed it. */
export interface ScanTrouble {
	readonly reason: "collision" | "noise";
	readonly baud: number;
	readonly way: ScanPart["way"];
	readonly place: string;
}

export interface ScanPartOptions {
	readonly baud: number;
	readonly extraTime: number;
	/** How often a request without any answer is sent. */
	readonly tries: number;
	onTrouble(trouble: ScanTrouble): void;
}
