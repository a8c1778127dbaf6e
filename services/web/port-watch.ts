import type { TimerHandle, Timers } from "../../drivers/timers";
import type { Meter, MeterState, PortStatus } from "../../meters/meter";
import type { DecoderCounters } from "../../protocols/reading";
import type { Meters } from "../meters";
import type { Ports } from "../platform";
import type { Settings } from "../settings/settings";
import { diagnose } from "./port-diagnosis";
import type { PortChange } from "./port-diagnosis";

export interface PortWatchOptions {
	readonly timers: Timers;
	readonly ports: Ports;
	readonly settings: Settings;
	readonly meters: Meters;
}

/** Counters of a port at one time. */
interface Sample extends PortChange {
	readonly time: number;
}

/** How far back the figures per second and the diagnosis look, at least; at most twice as far. P1 meters send every ten seconds. */
const window = 10_000;

/** What the ports are doing: the status of their meters, bytes per second, and a diagnosis. */
export class PortWatch {
	readonly #options: PortWatchOptions;
	readonly #before = new Map<string, Sample>();
	readonly #last = new Map<string, Sample>();
	readonly #timer: TimerHandle;

	constructor(options: PortWatchOptions) {
		this.#options = options;
		this.#timer = options.timers.repeat(() => this.#sample(), window);
		this.#sample();
	}

	/** Names of the ports that are in use. */
	get names(): string[] {
		const { ports, settings, meters: { script } } = this.#options;
		const taken: readonly string[] = script.ports;
		return Object.keys(ports).filter(port => {
			if (taken.includes(port))
				return true;
			if (port === "mbus" || port === "encoder")
				return settings.get(`${port}Port`);
			if (port === "pulse1" || port === "pulse2")
				return settings.get(`${port}Kind`) !== "off";
			return port !== "can" && (port !== "optical" || settings.get("opticalMode") !== "off");
		});
	}

	/** One member of `ports` in the answer to `GET /api/v1/ports`. */
	describe(port: string): object {
		const meters = this.metersOf(port), status = combine(port, meters);
		const before = this.#before.get(port) ?? this.#last.get(port);
		const now = sampleOf(status, this.#options.timers.ticks);
		const elapsed = before ? now.time - before.time : 0;
		// A port that was opened anew counts from 0.
		const change = before && now.bytes >= before.bytes ? difference(now, before) : now;
		const state: MeterState = meters.some(meter => meter.state === "ok") ? "ok" : meters[0]?.state ?? "waiting";
		const { mbus, refused } = this.#options.meters;
		const activity = port === "mbus" && mbus?.scanning ? "looking for meters" : status.activity ?? "";
		return {
			port,
			meter: meters.length === 1 ? meters[0]!.name : meters.length ? `${meters.length} meters` : "",
			detected: status.detected,
			activity,
			note: status.note ?? "",
			bytes: status.bytes,
			bytesPerSecond: elapsed > 0 ? Math.round(change.bytes * 1000 / elapsed) : 0,
			// Copies, as JSON is made of them: they may be constants, which lie in flash (CONTRIBUTING).
			faults: { ...status.faults },
			decoder: { ...status.decoder },
			lastError: refused.get(port) ?? status.lastError,
			age: status.age === undefined ? null : Math.round(status.age / 1000),
			diagnosis: !refused.has(port) && (meters.length || port === "mbus" && mbus)
				? diagnose({ ...status, activity }, state, change)
				: [{ code: "not-opened", level: "error" }],
		};
	}

	/** Who hears a port's bytes. */
	sourceOf(port: string): { listen?(onData: (bytes: Uint8Array) => void): () => void; } | undefined {
		return port === "mbus" ? this.#options.meters.mbus : this.metersOf(port)[0];
	}

	countersOf(port: string): Readonly<DecoderCounters> {
		return combine(port, this.metersOf(port)).decoder;
	}

	faultsOf(port: string): PortStatus["faults"] {
		return combine(port, this.metersOf(port)).faults;
	}

	errorOf(port: string): string {
		return combine(port, this.metersOf(port)).lastError;
	}

	metersOf(port: string): Meter[] {
		return this.#options.meters.list.filter(meter => meter.status.port === port);
	}

	close(): void {
		this.#options.timers.clear(this.#timer);
	}

	#sample(): void {
		const { ticks } = this.#options.timers;
		for (const port of this.names) {
			const last = this.#last.get(port);
			if (last)
				this.#before.set(port, last);
			this.#last.set(port, sampleOf(combine(port, this.metersOf(port)), ticks));
		}
	}
}

const noFaults = Object.freeze({ overrun: 0, framing: 0, parity: 0, break: 0 });
const noDecoder = Object.freeze({ bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 });

/** Several meters on one port are one line: their counters are added. The port's own faults are the same for all. */
function combine(port: string, meters: readonly Meter[]): PortStatus {
	const [first] = meters;
	if (!first)
		return { port, detected: "", bytes: 0, faults: noFaults, decoder: noDecoder, lastError: "", age: undefined };
	if (meters.length === 1)
		return first.status;
	const all = meters.map(meter => meter.status);
	const decoder = { ...noDecoder };
	let age: number | undefined, lastError = "", note = "", bytes = 0;
	for (const status of all) {
		bytes += status.bytes;
		for (const name of Object.keys(decoder) as (keyof typeof decoder)[])
			decoder[name] += status.decoder[name];
		age = age === undefined || status.age !== undefined && status.age < age ? status.age : age;
		lastError ||= status.lastError;
		note ||= status.note ?? "";
	}
	return { port, detected: `${meters.length} meters`, note, bytes, faults: all[0]!.faults, decoder, lastError, age };
}

function sampleOf({ bytes, faults, decoder }: PortStatus, time: number): Sample {
	const { telegrams, checkErrors } = decoder;
	return {
		time,
		bytes,
		telegrams,
		checkErrors,
		framing: faults.framing,
		parity: faults.parity,
		break: faults.break,
		overrun: faults.overrun,
	};
}

function difference(now: Sample, before: Sample): PortChange {
	return {
		bytes: now.bytes - before.bytes,
		telegrams: now.telegrams - before.telegrams,
		checkErrors: now.checkErrors - before.checkErrors,
		framing: now.framing - before.framing,
		parity: now.parity - before.parity,
		break: now.break - before.break,
		overrun: now.overrun - before.overrun,
	};
}
