import type { EdgeQueue } from "./edge-queue";
import type { Output } from "./output";
import type { Wire } from "./wire";

/**
 * Light that falls from one place to another: what is 0 (lit) at the one end is 0 at the other, without delay. Several paths may end at one
 * wire, which is lit while any of them is; give it a pull-up, for darkness.
 */
export class LightPath {
	readonly #output: Output;
	readonly #close: () => void;

	constructor(from: Wire, to: Wire, open = true) {
		const reader = from.read(() => to.changed());
		this.#output = to.drive("open-collector", from.level, {
			get next() {
				return reader.next;
			},
			refresh(edges: EdgeQueue) {
				reader.advance();
				edges.append(reader.edges.times);
				reader.edges.drop(reader.edges.length);
			},
		});
		this.#output.enabled = open;
		this.#close = () => {
			reader.close();
			to.remove(this.#output);
		};
	}

	/** `false`: something is in the way. */
	get open(): boolean {
		return this.#output.enabled;
	}

	set open(open: boolean) {
		this.#output.enabled = open;
	}

	close(): void {
		this.#close();
	}
}
