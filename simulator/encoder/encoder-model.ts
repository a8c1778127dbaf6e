/** What can be wrong with an encoder's answers. */
export const encoderFaults = Object.freeze(
	["silent", "roller", "register", "wrong-check", "parity", "noise", "echo", "cut", "length"] as const,
);
export type EncoderFault = (typeof encoderFaults)[number];

/** How its answers come: as a voltage, or as more or less supply current in space, or as a step like an M-Bus meter's. */
export const encoderViews = Object.freeze(["voltage", "more", "less", "step"] as const);
export type EncoderView = (typeof encoderViews)[number];

/** mA in mark and space for answers by current (specs/elster-encoder.md 8). */
export const viewCurrents: Readonly<Record<EncoderView, readonly [mark: number, space: number]>> = Object.freeze({
	voltage: [0.5, 0.5],
	more: [0.5, 4.5],
	less: [4, 0.5],
	step: [0.5, 15.5],
});

/** An encoder and what its rollers show. */
export interface EncoderModel {
	/** What it talks; `auto`: what it is asked in first after power. */
	protocol: "scr" | "mbus" | "auto";
	/** M-Bus rate. Default 2400. */
	baud?: 300 | 2400;
	/** SCR: answers by itself once it has power. */
	push?: boolean;
	view?: EncoderView;
	/** µF. Default 100. */
	capacity?: number;
	/** Milliseconds from power until it listens. Default 500. */
	silence?: number;
	/** Its rollers, in litres. */
	litres: number;
	/** m³/h. Default 0. */
	flow?: number;
	/** Shown on the dial. */
	number: string;
	maker?: string;
	/** SCR: rollers that are sent, and how many of them stand behind the separator. Default 8 and 2 (hundredths of a cubic metre). */
	digits?: number;
	decimals?: number;
	comma?: boolean;
	date?: string;
	size?: string;
	/** M-Bus. */
	address?: number;
	version?: number;
	/** The VIF carries the extension for an uncorrected volume. Default `true`. */
	uncorrected?: boolean;
	/** M-Bus: which addresses it answers to. Default both. */
	answersTo?: "both" | "test" | "own";
	/** M-Bus: it does not acknowledge a link reset. */
	ignoresReset?: boolean;
	/** M-Bus: seconds between two scans that it makes by itself, during which it does not answer. Default: it makes none. */
	scanEvery?: number;
	/** What it answers, whatever its rollers show: 7-bit characters in SCR, a frame on M-Bus. */
	telegram?: readonly number[];
}
