import { Random } from "../random";
import type { Scheduler } from "../scheduler";
import type { ScheduledEvent } from "../scheduler-entry";
import type { Output } from "../wire/output";
import type { Wire } from "../wire/wire";

/** A meter's pulse output: a contact to ground with all that contacts and slow edges do. */
export interface PulseSourceOptions {
	/** Pulses per hour. */
	rate: number;
	/** Milliseconds that a pulse lasts. Default 35. */
	width?: number;
	/** Changes back and forth at each edge, 0 to 20, at most this many, within `bounceTime` ms. Default 0 and 2. */
	bounces?: number;
	bounceTime?: number;
	/** Pulses come at random moments around their own. Default `false`. */
	irregular?: boolean;
	/** So many pulses come as close together as they can, and then none for as long as the rate wants. Default 1. */
	burst?: number;
}

/** How many milliseconds of pulses are laid out at once. */
const block = 5_000;

export class PulseSource {
	/** Pulses that have begun, or will within the present block. */
	sent = 0;
	readonly #scheduler: Scheduler;
	readonly #random: Random;
	readonly #output: Output;
	readonly #options: PulseSourceOptions;
	#next: number;
	#event: ScheduledEvent | undefined;

	constructor(wire: Wire, options: PulseSourceOptions, seed = 1) {
		this.#scheduler = wire.scheduler;
		this.#options = { ...options };
		this.#random = new Random(seed);
		this.#output = wire.drive("open-collector");
		this.#next = this.#scheduler.now + 500;
		this.#lay();
	}

	/** Pulses per hour from now on; 0: none. */
	set rate(rate: number) {
		this.#options.rate = rate;
		this.#next = Math.max(this.#next, this.#scheduler.now + (rate ? 3_600_000 / rate : 0));
		this.#event?.cancel();
		this.#lay();
	}

	close(): void {
		this.#event?.cancel();
	}

	#lay(): void {
		const end = this.#scheduler.now + block;
		const { rate, width = 35, irregular, burst = 1 } = this.#options;
		const edges: number[] = [];
		while (rate > 0 && this.#next < end) {
			const start = this.#next;
			this.#edge(edges, start);
			this.#edge(edges, start + width);
			this.sent++;
			const gap = this.sent % burst ? width * 2.5 : 3_600_000 / rate * burst - width * 2.5 * (burst - 1);
			this.#next = start + (irregular ? width * 2 + this.#random.next() * 2 * Math.max(0, gap - width * 2) : gap);
		}
		if (edges.length)
			this.#output.play(Float64Array.from(edges));
		this.#event = this.#scheduler.at(Math.max(end, this.#next - block), () => this.#lay());
	}

	#edge(edges: number[], time: number): void {
		const { bounces = 0, bounceTime = 2 } = this.#options;
		edges.push(time);
		const times = Array.from({ length: 2 * this.#random.integer(0, bounces) }, () => time + this.#random.next() * bounceTime);
		edges.push(...times.sort((left, right) => left - right));
	}
}
