import { freezeTable } from "../../protocols/freeze-table";
import type { MeterState, PortStatus } from "../../meters/meter";

/** What is seen at a port, worst first. The page has a sentence and a cure for each code. */
export interface DiagnosisEntry {
	readonly code: string;
	readonly level: "error" | "warning" | "good";
}

/** What came since a moment ago: differences of the port's counters. */
export interface PortChange {
	readonly bytes: number;
	readonly framing: number;
	readonly parity: number;
	readonly break: number;
	readonly overrun: number;
	readonly telegrams: number;
	readonly checkErrors: number;
}

interface Rule {
	readonly code: string;
	readonly level: DiagnosisEntry["level"];
	/** Told only where no error above it says more. */
	readonly weak?: true;
	test(facts: PortFacts): boolean;
}

interface PortFacts {
	readonly port: string;
	readonly state: MeterState;
	readonly change: PortChange;
	readonly status: PortStatus;
	/** What the port says of itself, in lower case. */
	readonly words: string;
}

const asked: readonly string[] = Object.freeze(["mbus", "encoder"]);

/** Each looks at the last seconds and at the words of the drivers. */
const rules: readonly Rule[] = freezeTable<Rule[]>([
	{
		code: "not-opened",
		level: "error",
		test: ({ words }) => words.includes("does not open") || words.includes("has gone") || words.includes("in use"),
	},
	{ code: "line-short", level: "error", test: ({ words }) => words.includes("short circuit") },
	{
		code: "line-open",
		level: "error",
		test: ({ words }) => words.includes("nothing is plugged in"),
	},
	{ code: "too-much-light", level: "error", test: ({ words }) => words.includes("light comes, but") },
	{ code: "echo-only", level: "error", test: ({ words }) => words.includes("own light") },
	{ code: "wrong-key", level: "error", test: ({ words }) => words.includes("decryption") },
	{ code: "encrypted", level: "error", test: ({ words }) => words.includes("encrypted") },
	{ code: "collision", level: "error", test: ({ words }) => words.includes("several meters have this address") },
	{ code: "pin-needed", level: "warning", test: ({ words }) => words.includes("its pin") },
	{ code: "battery", level: "warning", test: ({ words }) => words.includes("runs on a battery") },
	{ code: "polarity", level: "error", test: ({ change, state }) => state !== "ok" && looksInverted(change) },
	// While a port tries out rates and parities most of them are wrong.
	{
		code: "framing",
		level: "error",
		test: ({ change, status }) => status.detected !== "" && change.framing > 2 && change.framing * 20 > change.bytes,
	},
	{
		code: "parity",
		level: "error",
		test: ({ change, status }) => status.detected !== "" && change.parity > 2 && change.parity * 20 > change.bytes,
	},
	{ code: "overrun", level: "warning", test: ({ change }) => change.overrun > 0 },
	{ code: "check-errors", level: "warning", test: ({ change }) => change.checkErrors > 0 },
	{
		code: "noise",
		level: "error",
		weak: true,
		test: ({ change, state, status }) => state !== "ok" && change.bytes > 0 && !change.telegrams && !change.checkErrors && !status.detected,
	},
	{
		code: "no-answer",
		level: "error",
		weak: true,
		test: ({ port, state, change }) => asked.includes(port) && state !== "ok" && !change.bytes,
	},
	{
		code: "no-bytes-request",
		level: "error",
		weak: true,
		test: ({ port, state, change }) => port === "p1" && state !== "ok" && !change.bytes,
	},
	{
		code: "no-bytes",
		level: "error",
		weak: true,
		test: ({ port, state, change }) =>
			!port.startsWith("pulse") && port !== "p1" && !asked.includes(port) && state !== "ok" && !change.bytes,
	},
	{ code: "searching", level: "warning", test: ({ state, status }) => state !== "ok" && !status.detected },
	{ code: "good", level: "good", test: ({ state }) => state === "ok" },
]);

/** Judges a port by its counters over the last seconds and by what its driver says. */
export function diagnose(status: PortStatus, state: MeterState, change: PortChange): DiagnosisEntry[] {
	const words = `${status.activity ?? ""} ${status.note ?? ""} ${state === "ok" ? "" : status.lastError}`.toLowerCase();
	const facts: PortFacts = { port: status.port, state, change, status, words };
	const found: DiagnosisEntry[] = [];
	for (let index = 0; index < rules.length; index++) {
		const { code, level, weak, test } = rules[index]!;
		if (!(weak && found.some(entry => entry.level === "error")) && test(facts))
			found.push({ code, level });
	}
	return worstFirst(found);
}

/**
 * A line that is upside down rests as a break, one for each pause, and in between most bytes have their stop bit by chance: of an SML meter's one in
 * six lacks it. At a wrong rate it is every other one, and breaks are as many as bytes of zeros; noise makes neither.
 */
function looksInverted({ bytes, framing, break: breaks, telegrams }: PortChange): boolean {
	return !telegrams && breaks > 2 && breaks * 100 < bytes && framing * 20 > bytes && framing * 4 < bytes;
}

function worstFirst(entries: readonly DiagnosisEntry[]): DiagnosisEntry[] {
	const of = (level: DiagnosisEntry["level"]) => entries.filter(entry => entry.level === level);
	const troubles = [...of("error"), ...of("warning")];
	return troubles.length ? troubles : of("good");
}
