import type { Scheduler } from "../scheduler";
import { EdgeQueue } from "./edge-queue";
import { Noise } from "./noise";
import type { NoiseOptions } from "./noise";
import { Output } from "./output";
import type { OutputKind, OutputSource } from "./output";
import { WireReader } from "./wire-reader";

const noEdges = new Float64Array(0);

export type Pull = "up" | "down" | "none";

export interface WireOptions {
	/** Resistor at the readers' end. Default `"none"`: a wire that nobody drives floats, and floating reads 0 here. */
	pull?: Pull;
}

/**
 * One net between some outputs and some readers, exact to the edge.
 *
 * Its level: 0 while any output drives 0 (an open collector, or the loser of a short circuit), else 1 while a push-pull output drives 1, else
 * what the pull says. Without a pull it floats: a real input then sees hum or either level; here it is always 0, which for P1 is what most
 * people see who forget the resistor, a line that never comes back up.
 *
 * Outputs hand in whole bursts of edges ahead of time. Nothing is worked out before somebody looks, and then in one go up to now, so that
 * a telegram costs a few events and not one per edge.
 */
export class Wire {
	readonly scheduler: Scheduler;
	readonly #outputs: Output[] = [];
	readonly #readers: WireReader[] = [];
	readonly #mixed = new EdgeQueue(0);
	#pull: Pull;
	#cut = false;
	#short: 0 | 1 | undefined;
	#noise: Noise | undefined;
	/** Without and with noise. */
	#clean: 0 | 1;
	#level: 0 | 1;

	constructor(scheduler: Scheduler, { pull = "none" }: WireOptions = {}) {
		this.scheduler = scheduler;
		this.#pull = pull;
		this.#clean = this.#level = this.#resolve();
	}

	/** Level now. */
	get level(): 0 | 1 {
		this.advance();
		return this.#level;
	}

	/** When the level may change next, as far as is known; never later than it does. */
	get next(): number | undefined {
		let next = this.#noise?.next;
		if (this.#cut || this.#short !== undefined)
			return next;
		for (const output of this.#outputs) {
			const time = output.next;
			if (time !== undefined && (next === undefined || time < next))
				next = time;
		}
		return next;
	}

	get pull(): Pull {
		return this.#pull;
	}

	set pull(pull: Pull) {
		this.alter(() => this.#pull = pull);
	}

	/** Cut or unplugged: the readers and the pull at one end, all outputs at the other. */
	get cut(): boolean {
		return this.#cut;
	}

	set cut(cut: boolean) {
		this.alter(() => this.#cut = cut);
	}

	/** A short circuit to ground (0) or supply (1). */
	get short(): 0 | 1 | undefined {
		return this.#short;
	}

	set short(short: 0 | 1 | undefined) {
		this.alter(() => this.#short = short);
	}

	/** Starts noise, or ends it with `undefined`. It also is on a wire that is cut. */
	setNoise(noise: NoiseOptions | undefined): void {
		const next = noise && new Noise(noise, this.scheduler.now);
		this.alter(() => this.#noise = next);
	}

	/** Adds an output. */
	drive(kind: OutputKind, level: 0 | 1 = 1, source?: OutputSource): Output {
		const output = new Output(this.scheduler, this, kind, level, source);
		this.alter(() => this.#outputs.push(output));
		return output;
	}

	/** Takes an output off the wire for good. */
	remove(output: Output): void {
		const at = this.#outputs.indexOf(output);
		if (at >= 0)
			this.alter(() => this.#outputs.splice(at, 1));
	}

	/** Adds a reader. `onChanged` runs whenever what is to come has changed, in the middle of other work: only plan an event in it. */
	read(onChanged?: () => void): WireReader {
		this.advance();
		const reader = new WireReader(this, this.#level, onChanged);
		this.#readers.push(reader);
		return reader;
	}

	/** For readers: takes one off. */
	forget(reader: WireReader): void {
		const at = this.#readers.indexOf(reader);
		if (at >= 0)
			this.#readers.splice(at, 1);
	}

	/** For outputs: changes something about the wire as from now. */
	alter(change: () => void): void {
		this.advance();
		change();
		this.#clean = this.#resolve();
		const level = (this.#clean ^ (this.#noise?.edges.level ?? 0)) as 0 | 1;
		if (level !== this.#level) {
			this.#level = level;
			for (const reader of this.#readers)
				reader.edges.toggle(this.scheduler.now);
		}
		this.changed();
	}

	/** For outputs: what is to come has changed. */
	changed(): void {
		// A reader may be taken off in its own call.
		for (const reader of [...this.#readers])
			reader.changed();
	}

	/** Works out the edges up to and including now and gives them to the readers. */
	advance(): void {
		const { now } = this.scheduler;
		let active: Output | undefined, several = false;
		for (const output of this.#outputs) {
			output.refresh();
			if (output.edges.length && output.edges.first! <= now) {
				several = active !== undefined;
				active = output;
				if (several)
					break;
			}
		}
		if (several) {
			for (const output of this.#outputs)
				output.refresh();
			this.#mix(now);
			return;
		}
		if (!active) {
			if (this.#noise)
				this.#emit(noEdges, now);
			return;
		}
		const { edges } = active;
		const count = edges.countUntil(now);
		const times = edges.times.subarray(0, count);
		const passes = this.#passes(active);
		edges.drop(count);
		if (passes)
			this.#clean = (this.#clean ^ count & 1) as 0 | 1;
		this.#emit(passes ? times : noEdges, now);
	}

	/** Whether the wire shows each edge of this output while the others stand still. */
	#passes(output: Output): boolean {
		if (this.#cut || this.#short !== undefined || !output.enabled)
			return false;
		let high = this.#pull === "up" || output.kind === "push-pull";
		for (const other of this.#outputs) {
			if (other === output || !other.enabled)
				continue;
			if (!other.edges.level)
				return false;
			high ||= other.kind === "push-pull";
		}
		return high;
	}

	/** The general way, edge by edge. */
	#mix(now: number): void {
		const mixed = this.#mixed;
		mixed.reset(this.#clean);
		for (;;) {
			let first: Output | undefined;
			for (const output of this.#outputs) {
				const time = output.edges.first;
				if (time !== undefined && time <= now && (!first || time < first.edges.first!))
					first = output;
			}
			if (!first)
				break;
			const time = first.edges.first!;
			first.edges.drop(1);
			if (this.#resolve() !== mixed.lastLevel)
				mixed.toggle(time);
		}
		this.#clean = mixed.lastLevel;
		this.#emit(mixed.times, now);
	}

	#emit(times: Float64Array, now: number): void {
		const noise = this.#noise;
		if (noise) {
			noise.advance(now);
			const count = noise.edges.countUntil(now);
			// Two changes at once are none: both edges stay, with no time between them, and no reader samples between them.
			times = merge(times, noise.edges.times.subarray(0, count));
			noise.edges.drop(count);
		}
		if (!times.length)
			return;
		this.#level = (this.#level ^ times.length & 1) as 0 | 1;
		for (const reader of this.#readers)
			reader.edges.append(times);
	}

	#resolve(): 0 | 1 {
		if (this.#short !== undefined)
			return this.#short;
		let driven = false;
		if (!this.#cut) {
			for (const { edges, enabled, kind } of this.#outputs) {
				if (!enabled)
					continue;
				if (!edges.level)
					return 0;
				driven ||= kind === "push-pull";
			}
		}
		return driven || this.#pull === "up" ? 1 : 0;
	}
}

function merge(left: Float64Array, right: Float64Array): Float64Array {
	if (!right.length)
		return left;
	const result = new Float64Array(left.length + right.length);
	for (let at = 0, a = 0, b = 0; at < result.length; at++) {
		if (b >= right.length || a < left.length && left[a]! <= right[b]!)
			result[at] = left[a++]!;
		else
			result[at] = right[b++]!;
	}
	return result;
}
