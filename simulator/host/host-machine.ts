import type { Platform } from "../../services/platform";
import { HostLink } from "./host-link";
import { hostPlatform } from "./host-platform";
import { HostTimers } from "./host-timers";
import { kinds, parseJSON, readRecords, readTime, recordsAt } from "./records";
import type { HostStart } from "./records";

/** What runs on the platform. */
export interface HostedFirmware {
	close(): void;
}

export interface FirmwareEntry {
	/** Says in words why a setting cannot be; the text names its key. `undefined` when all is well. */
	checkSettings(settings: Readonly<Record<string, string>>): string | undefined;
	start(
		platform: Platform,
		settings: Readonly<Record<string, string>>,
		defaults: Readonly<Record<string, string>>,
		script: string | undefined,
	): HostedFirmware;
}

/**
 * Takes the simulator's commands one by one: sets the time, runs the timers that are due, delivers what came in. What the firmware says goes
 * back in the reply. The first exception that nobody catches ends everything, as on the chip.
 */
export class HostMachine {
	readonly #entry: FirmwareEntry;
	readonly #link = new HostLink();
	readonly #timers = new HostTimers();
	#firmware: HostedFirmware | undefined;
	#dead = false;

	constructor(entry: FirmwareEntry) {
		this.#entry = entry;
	}

	command(buffer: ArrayBuffer): { readonly result: ArrayBuffer; } {
		const bytes = new Uint8Array(buffer);
		try {
			this.#timers.advance(readTime(bytes));
			if (!this.#dead)
				this.#timers.run();
			readRecords(bytes, recordsAt, (kind, id, payload) => this.#deliver(kind, id, payload));
		}
		catch (error) {
			this.#dead = true;
			this.#link.send(kinds.exception, 0, describe(error));
		}
		const reply = () => this.#link.take(this.#dead ? Infinity : this.#timers.next);
		// The engine looks at `result` when the promise jobs have run: what they say goes along.
		return {
			get result() {
				return reply();
			},
		};
	}

	#deliver(kind: number, id: number, payload: Uint8Array): void {
		if (this.#dead)
			return;
		if (kind === kinds.start)
			this.#start(parseJSON(payload) as HostStart);
		else if (kind === kinds.stop)
			this.#firmware?.close();
		else
			this.#link.deliver(kind, id, payload);
	}

	#start(start: HostStart): void {
		const refused = this.#entry.checkSettings(start.settings);
		if (refused !== undefined) {
			this.#dead = true;
			this.#link.send(kinds.refused, 0, refused);
			return;
		}
		this.#firmware = this.#entry.start(hostPlatform(this.#link, this.#timers, start), start.settings, start.defaults, start.script);
	}
}

function describe(error: unknown): string {
	if (!(error instanceof Error))
		return String(error);
	const text = `${error.name}: ${error.message}`;
	const { stack = "" } = error;
	return stack.startsWith(text) ? stack : `${text}\n${stack}`;
}
