import type { Scheduler } from "../scheduler";
import { EdgeQueue } from "./edge-queue";
import type { Wire } from "./wire";

/** `push-pull` drives both levels; `open-collector` drives 0 and lets go for 1, so that a pull-up is needed. */
export type OutputKind = "push-pull" | "open-collector";

/** Where the edges of an output come from when it follows another wire. */
export interface OutputSource {
	/** Time of the next edge that is known of. */
	readonly next: number | undefined;
	/** Adds the edges up to now to `edges`. */
	refresh(edges: EdgeQueue): void;
}

/** Something that drives a wire. Made by `Wire.drive`. What it has done cannot be changed; what it is going to do can. */
export class Output {
	/** Edges that the wire has not taken yet: a few that are past, and those to come. */
	readonly edges: EdgeQueue;
	readonly kind: OutputKind;
	readonly #scheduler: Scheduler;
	readonly #wire: Wire;
	readonly #source: OutputSource | undefined;
	#enabled = true;

	constructor(scheduler: Scheduler, wire: Wire, kind: OutputKind, level: 0 | 1, source?: OutputSource) {
		this.#scheduler = scheduler;
		this.#wire = wire;
		this.#source = source;
		this.kind = kind;
		this.edges = new EdgeQueue(level);
	}

	/** Whether it drives at all: `false` leaves the wire to the others (high impedance, power off, unplugged). */
	get enabled(): boolean {
		return this.#enabled;
	}

	set enabled(enabled: boolean) {
		if (enabled !== this.#enabled)
			this.#wire.alter(() => this.#enabled = enabled);
	}

	/** Time of its next edge. */
	get next(): number | undefined {
		const { first } = this.edges;
		return first === undefined ? this.#source?.next : first;
	}

	/** Goes to `level` now and forgets what was to come. */
	set(level: 0 | 1): void {
		this.#wire.advance();
		this.edges.reset(this.edges.level);
		if (this.edges.level !== level)
			this.edges.toggle(this.#scheduler.now);
		this.#wire.changed();
	}

	/** Changes over at each of these times: none before now, none before the last that it was given. */
	play(times: Float64Array): void {
		this.#wire.advance();
		this.edges.append(times);
		this.#wire.changed();
	}

	/** Forgets what was to come after `time` and stays at the level that it has then. */
	truncate(time: number): void {
		this.#wire.advance();
		this.edges.truncate(time);
		this.#wire.changed();
	}

	/** For the wire: fetches edges up to now. */
	refresh(): void {
		this.#source?.refresh(this.edges);
	}
}
