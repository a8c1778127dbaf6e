import type { TimerHandle, Timers } from "../../drivers/timers";
import type { Storage } from "../platform";

/** `normal`: everything runs. `safe`: no meters, no script. `bare`: no MQTT either, as safe mode did not hold. */
export type StartLevel = "normal" | "safe" | "bare";

export interface StartGuardOptions {
	readonly storage: Storage;
	readonly timers: Timers;
	/** Why the chip started, in words. */
	readonly restartReason: string;
	/** Safe mode has lasted long enough: everything is to be tried again. */
	onRetry(): void;
}

const key = "restartsUnwell";
const levels: readonly StartLevel[] = Object.freeze(["normal", "safe", "bare"]);
/** So many restarts in a row without health lead to safe mode. */
export const mostUnwell = 3;
/** A firmware that has run so long is in no loop of restarts, whatever it lacks; milliseconds. */
export const longEnough = 300_000;
/** How long safe mode lasts: what made the device restart may have passed. */
export const safeTime = 1_800_000;
/** Somebody has pulled the plug or pressed the button: that is no fault of the firmware. */
const byHand: readonly string[] = Object.freeze(["Power on", "External reset", "USB", "JTAG", "Deep sleep"]);

/**
 * Counts restarts of the firmware's own accord. After three in a row the device starts without meters, so that it can be reached and updated; half an
 * hour later, or with the next restart that somebody orders, it tries everything again. When safe mode ends in a restart too, the next one is barer.
 */
export class StartGuard {
	readonly level: StartLevel;
	readonly #options: StartGuardOptions;
	readonly #step: number;
	#healthy: TimerHandle | undefined;
	#retry: TimerHandle | undefined;

	constructor(options: StartGuardOptions) {
		this.#options = options;
		const { timers, restartReason } = options;
		const count = Math.min(this.#count + (byHand.includes(restartReason) ? 0 : 1), mostUnwell + 1);
		this.#step = Math.max(0, count - mostUnwell + 1);
		this.level = levels[this.#step]!;
		this.#count = count;
		this.#healthy = timers.set(() => this.healthy(), longEnough);
		if (this.#step)
			this.#retry = timers.set(() => options.onRetry(), safeTime);
	}

	/** Everything works, or has run long enough: the next start is no sequel of this one. */
	healthy(): void {
		this.#options.timers.clear(this.#healthy);
		this.#healthy = undefined;
		this.#count = this.#well;
	}

	/** A restart is ordered: it does not count, and after safe mode the next start is a step less careful. */
	ordered(): void {
		this.close();
		this.#count = this.#well - 1;
	}

	close(): void {
		this.#options.timers.clear(this.#healthy);
		this.#options.timers.clear(this.#retry);
	}

	/** What is counted once this start has done well: after safe mode one more restart leads back to it. */
	get #well(): number {
		return this.#step && this.#step + 1;
	}

	get #count(): number {
		try {
			return Number(this.#options.storage.read(key)) || 0;
		}
		catch {
			return 0;
		}
	}

	set #count(count: number) {
		try {
			if (count)
				this.#options.storage.write(key, String(count));
			else
				this.#options.storage.delete(key);
		}
		catch {
			// Without a count there is no safe mode; everything else works.
		}
	}
}
