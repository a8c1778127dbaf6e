import type { EdgeQueue } from "./edge-queue";
import type { OutputKind } from "./output";
import type { Wire } from "./wire";

/**
 * A transistor stage from one wire to another that turns the level round, without delay: the boards that hand the P1 data line to the
 * pin the right way up. `kind` is `open-collector` for a bare transistor, whose wire then needs a pull-up.
 */
export class Inverter {
	readonly #close: () => void;

	constructor(from: Wire, to: Wire, kind: OutputKind = "push-pull") {
		const reader = from.read(() => to.changed());
		const output = to.drive(kind, from.level ? 0 : 1, {
			get next() {
				return reader.next;
			},
			refresh(edges: EdgeQueue) {
				reader.advance();
				edges.append(reader.edges.times);
				reader.edges.drop(reader.edges.length);
			},
		});
		this.#close = () => {
			reader.close();
			to.remove(output);
		};
	}

	close(): void {
		this.#close();
	}
}
