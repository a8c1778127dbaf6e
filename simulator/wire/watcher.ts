import type { ScheduledEvent } from "../scheduler-entry";
import type { Wire } from "./wire";
import type { WireReader } from "./wire-reader";

/** Tells of each change of a slow wire (a request line, a pulse) at the moment at which it happens. Changes at the same moment are one. */
export class Watcher {
	readonly #wire: Wire;
	readonly #reader: WireReader;
	readonly #onChange: (level: 0 | 1) => void;
	#event: ScheduledEvent | undefined;
	#closed = false;

	constructor(wire: Wire, onChange: (level: 0 | 1) => void) {
		this.#wire = wire;
		this.#onChange = onChange;
		this.#reader = wire.read(() => this.#plan());
		this.#plan();
	}

	close(): void {
		this.#closed = true;
		this.#event?.cancel();
		this.#reader.close();
	}

	#plan(): void {
		const { next } = this.#reader;
		if (this.#event && this.#event.time === next)
			return;
		this.#event?.cancel();
		this.#event = next === undefined ? undefined : this.#wire.scheduler.at(next, () => this.#look());
	}

	#look(): void {
		this.#event = undefined;
		this.#reader.advance();
		const { edges } = this.#reader;
		const { length } = edges;
		edges.drop(length);
		// An even number of edges at one moment leaves the level as it was.
		if (length & 1)
			this.#onChange(edges.level);
		if (!this.#closed)
			this.#plan();
	}
}
