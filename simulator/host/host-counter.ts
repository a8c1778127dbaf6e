import type { PulseCounter, PulseCounterConstructor, PulseCounterOptions } from "../../drivers/pulse-input/pulse-counter";
import type { HostInstance, HostLink } from "./host-link";
import { kinds, parseJSON } from "./records";

/** A pulse counter of the simulator's board. */
export class HostCounter implements PulseCounter, HostInstance {
	readonly #link: HostLink;
	readonly #id: number;
	#open = true;

	/** The class for one of the board's ports: `pulse1`, counting edges or by light. */
	static bind(link: HostLink, port: string, way: "counter" | "light" = "counter"): PulseCounterConstructor {
		return class extends HostCounter {
			constructor(options: PulseCounterOptions) {
				super(link, port, way, options);
			}
		};
	}

	constructor(link: HostLink, port: string, way: string, options: PulseCounterOptions) {
		const { pin, active, pull, minimumPulse, minimumPause, threshold } = options;
		this.#link = link;
		this.#id = link.reserve(this);
		try {
			link.request(kinds.open, this.#id, { type: "counter", port, way, pin, active, pull, minimumPulse, minimumPause, threshold });
		}
		catch (error) {
			link.release(this.#id);
			throw error;
		}
	}

	read(values: Float64Array): void {
		if (!this.#open)
			throw new Error("the counter is closed");
		values.set(parseJSON(this.#link.request(kinds.read, this.#id, null)) as number[]);
	}

	close(): void {
		if (!this.#open)
			return;
		this.#open = false;
		this.#link.close(this.#id);
	}

	receive(): void {}
}
