import type { Scheduler } from "../scheduler";
import type { Machine } from "./machine";
import type { Network } from "./network";

/** Real milliseconds after which the rest of the process gets its turn. */
const slice = 15;
/** Longest time to sleep: keeps the numbers small and Ctrl-C prompt. */
const longestSleep = 1000;

/**
 * Lets virtual time pass: as fast as it can (`speed` infinite), or `speed` times as fast as real time. Runs the simulated world and the machine
 * in the order of their times.
 */
export class Pacer {
	readonly #scheduler: Scheduler;
	readonly #machine: Machine;
	readonly #network: Network;
	readonly #speed: number;
	#ended = false;
	#wake: (() => void) | undefined;
	#sliceStart = 0;
	/** Real and virtual time that belong together. */
	#real = 0;
	#virtual = 0;

	constructor(scheduler: Scheduler, machine: Machine, network: Network, speed: number) {
		this.#scheduler = scheduler;
		this.#machine = machine;
		this.#network = network;
		this.#speed = speed;
		machine.inbox.onPost = () => this.#wakeUp();
	}

	/** Runs until virtual time is `until` (milliseconds), or `end` is called, or the machine refuses to run. */
	async run(until: number): Promise<void> {
		const scheduler = this.#scheduler, machine = this.#machine;
		this.#ended = false;
		this.#real = performance.now();
		this.#virtual = scheduler.now;
		while (!this.#ended && !machine.refused) {
			await this.#share();
			if (machine.due <= scheduler.now) {
				await machine.turn();
				continue;
			}
			if (scheduler.now >= until)
				break;
			if (this.#speed === Infinity)
				await this.#rush(until);
			else
				await this.#walk(until);
		}
	}

	/** `run` comes back soon. */
	end(): void {
		this.#ended = true;
		this.#wakeUp();
	}

	async #rush(until: number): Promise<void> {
		if (this.#network.due.any) {
			await Promise.race([this.#network.due.settled(), this.#woken()]);
			// What has come is posted in the same round of the event loop, or the next.
			await new Promise(resolve => setImmediate(resolve));
			if (this.#machine.due <= this.#scheduler.now)
				return;
		}
		else if (Math.min(this.#scheduler.next ?? Infinity, this.#machine.due, until) === Infinity) {
			// Nothing is planned at all: only the network can bring something.
			await this.#sleep(longestSleep);
		}
		this.#advance(until);
	}

	async #walk(until: number): Promise<void> {
		const next = Math.min(this.#scheduler.next ?? Infinity, this.#machine.due, until);
		const wait = (next - this.#virtualNow) / this.#speed;
		if (wait > 0)
			await this.#sleep(Math.min(wait, longestSleep));
		this.#advance(Math.min(until, this.#virtualNow));
	}

	get #virtualNow(): number {
		return this.#virtual + (performance.now() - this.#real) * this.#speed;
	}

	/** Runs the world until the machine has something to do, at most until `limit`. */
	#advance(limit: number): void {
		const scheduler = this.#scheduler, machine = this.#machine;
		for (;;) {
			const { next } = scheduler;
			const end = Math.min(limit, machine.due);
			if (next === undefined || next > end) {
				// Without an end and without events there is nothing to wait for but the network.
				if (end !== Infinity)
					scheduler.runUntil(end);
				return;
			}
			scheduler.step();
			if (machine.due <= scheduler.now)
				return;
			if (performance.now() - this.#sliceStart > slice)
				return;
		}
	}

	#sleep(milliseconds: number): Promise<void> {
		return new Promise(resolve => {
			const timer = setTimeout(resolve, milliseconds);
			this.#wake = () => {
				clearTimeout(timer);
				resolve();
			};
		});
	}

	#woken(): Promise<void> {
		return new Promise(resolve => this.#wake = resolve);
	}

	#wakeUp(): void {
		this.#wake?.();
		this.#wake = undefined;
	}

	/** Sockets, signals and timers of the process are served now and then, however busy the simulation is. */
	async #share(): Promise<void> {
		if (performance.now() - this.#sliceStart < slice)
			return;
		await new Promise(resolve => setImmediate(resolve));
		this.#sliceStart = performance.now();
	}
}
