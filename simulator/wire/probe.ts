import type { Wire } from "./wire";
import type { WireReader } from "./wire-reader";

export interface ProbeEdge {
	/** Milliseconds. */
	time: number;
	/** Level after the edge. */
	level: 0 | 1;
}

/** A logic analyser's clip: keeps every edge since it was attached or cleared. */
export class Probe {
	readonly #reader: WireReader;

	constructor(wire: Wire) {
		this.#reader = wire.read();
	}

	get edges(): ProbeEdge[] {
		this.#reader.advance();
		const { level, times } = this.#reader.edges;
		return Array.from(times, (time, at) => ({ time, level: (level ^ at + 1 & 1) as 0 | 1 }));
	}

	clear(): void {
		this.#reader.advance();
		this.#reader.edges.drop(this.#reader.edges.length);
	}

	close(): void {
		this.#reader.close();
	}
}
