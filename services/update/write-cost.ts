import type { TimerHandle, Timers } from "../../drivers/timers";
import type { PortStatus } from "../../meters/meter";

/** What writing an image to the flash has cost. */
export interface WriteFigures {
	/** Bytes written. */
	readonly bytes: number;
	/** Milliseconds in which nothing else was done, in all and at the longest. */
	readonly time: number;
	readonly longest: number;
	/** What the meters' ports lost meanwhile: overruns of the receivers, telegrams whose check failed. */
	readonly overruns: number;
	readonly checkErrors: number;
}

/** Counts what the writing of an image costs: for how long the firmware does nothing else, and what its ports lose meanwhile. */
export class WriteCost {
	readonly #timers: Timers;
	readonly #ports: () => readonly PortStatus[];
	readonly #before: { overruns: number; checkErrors: number; };
	#bytes = 0;
	#time = 0;
	#longest = 0;
	#turn: TimerHandle | undefined;

	constructor(timers: Timers, ports: () => readonly PortStatus[]) {
		this.#timers = timers;
		this.#ports = ports;
		this.#before = this.#sum();
	}

	/** So many bytes are about to be written. The time until the firmware's next turn is what that takes. */
	writing(bytes: number): void {
		this.#bytes += bytes;
		const begin = this.#timers.ticks;
		this.#turn ??= this.#timers.set(() => {
			this.#turn = undefined;
			const time = this.#timers.ticks - begin;
			this.#time += time;
			this.#longest = Math.max(this.#longest, time);
		}, 0);
	}

	get figures(): WriteFigures {
		const { overruns, checkErrors } = this.#sum();
		return {
			bytes: this.#bytes,
			time: Math.round(this.#time),
			longest: Math.round(this.#longest),
			overruns: overruns - this.#before.overruns,
			checkErrors: checkErrors - this.#before.checkErrors,
		};
	}

	close(): void {
		this.#timers.clear(this.#turn);
		this.#turn = undefined;
	}

	#sum(): { overruns: number; checkErrors: number; } {
		let overruns = 0, checkErrors = 0;
		for (const { faults, decoder } of this.#ports()) {
			overruns += faults.overrun;
			checkErrors += decoder.checkErrors;
		}
		return { overruns, checkErrors };
	}
}
