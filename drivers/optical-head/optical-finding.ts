import { describeOpticalFormat, opticalBauds, parseOpticalFormat } from "./optical-formats";
import type { OpticalFormat } from "./optical-formats";
import { findOpticalProfile } from "./optical-profile";

/** A meter that pushes. */
export interface PushFinding {
	/** `sml`, or `push` for IEC 62056-21 mode D. */
	readonly kind: "sml" | "push";
	readonly format: OpticalFormat;
}

/** A meter that was asked and answered. */
export interface AskFinding {
	readonly kind: "asked";
	/** Name of the profile that worked. */
	readonly profile: string;
	/** Mode of IEC 62056-21: `A`, `B`, `C`. */
	readonly mode: string;
	/** Rate of the data: in mode C no more than this is asked for again. */
	readonly baud: number;
	/** Milliseconds between acknowledgement and change of rate, where the profile's proved too long. */
	readonly delay?: number;
}

/** What was found out about a meter: what a user sees, and what is remembered for the next start. */
export type OpticalFinding = PushFinding | AskFinding;

/** The finding as a text to keep: `sml 9600 8N1`, `asked standard C 9600`, with a delay behind where there is one. */
export function formatFinding(finding: OpticalFinding): string {
	if (finding.kind !== "asked")
		return `${finding.kind} ${describeOpticalFormat(finding.format)}`;
	const { profile, mode, baud, delay } = finding;
	return `asked ${profile} ${mode} ${baud}${delay === undefined ? "" : ` ${delay}`}`;
}

/** The opposite of `formatFinding`; `undefined` for anything that it does not write. */
export function parseFinding(text: string | undefined): OpticalFinding | undefined {
	if (!text)
		return undefined;
	const words = text.split(" ");
	const kind = words[0];
	if (kind === "sml" || kind === "push") {
		const format = parseOpticalFormat(words.slice(1).join(" "));
		return format && { kind, format };
	}
	const profile = words[1] ?? "", mode = words[2] ?? "", baud = Number(words[3]), delay = Number(words[4]);
	if (kind !== "asked" || !findOpticalProfile(profile) || !["A", "B", "C"].includes(mode) || !opticalBauds.includes(baud))
		return undefined;
	return { kind, profile, mode, baud, ...(delay >= 0 && delay <= 1500 && { delay }) };
}

/** For the user: `SML, 9600 8N1`. */
export function describeFinding(finding: OpticalFinding): string {
	if (finding.kind !== "asked")
		return `${finding.kind === "sml" ? "SML" : "IEC 62056-21 mode D"}, ${describeOpticalFormat(finding.format)}`;
	const { profile, mode, baud } = finding;
	return `IEC 62056-21 mode ${mode}, ${baud} baud${profile === "standard" ? "" : `, profile ${profile}`}`;
}
