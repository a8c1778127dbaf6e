import { EdgeQueue } from "./edge-queue";
import type { Wire } from "./wire";

/** One who looks at a wire: the edges that have happened and that it has not taken yet. Made by `Wire.read`. */
export class WireReader {
	/** Call `advance` first; take with `drop`. */
	readonly edges: EdgeQueue;
	readonly #wire: Wire;
	readonly #onChanged: (() => void) | undefined;

	constructor(wire: Wire, level: 0 | 1, onChanged?: () => void) {
		this.#wire = wire;
		this.#onChanged = onChanged;
		this.edges = new EdgeQueue(level);
	}

	/** A time at or before which nothing more happens: that of the next edge, as far as is known now. */
	get next(): number | undefined {
		return this.edges.first ?? this.#wire.next;
	}

	/** Fetches the edges up to and including now. */
	advance(): void {
		this.#wire.advance();
	}

	/** For the wire: what is to come has changed. */
	changed(): void {
		this.#onChanged?.();
	}

	/** May be called twice. */
	close(): void {
		this.#wire.forget(this);
	}
}
