import type { PulseCounter, PulseCounterConstructor, PulseCounterOptions } from "../../drivers/pulse-input/pulse-counter";
import type { HostInstance, HostLink } from "./host-link";
import { kinds, parseJSON } from "./records";

/** A pulse counter of the simulator's board. */
export class HostCounter implements PulseCounter, HostInstance {
	readonly #link: HostLink;
	readonly #id: number;
	#open = true;

	/** The class for one of the board's ports: `pulse1`. */
	static bind(link: HostLink, port: string): PulseCounterConstructor {
		return class extends HostCounter {
			constructor(options: PulseCounterOptions) {
				super(link, port, options);
			}
		};
	}

	constructor(link: HostLink, port: string, { pin, active, pull, minimumPulse, minimumPause }: PulseCounterOptions) {
		this.#link = link;
		this.#id = link.reserve(this);
		try {
			link.request(kinds.open, this.#id, { type: "counter", port, pin, active, pull, minimumPulse, minimumPause });
		}
		catch (error) {
			link.release(this.#id);
			throw error;
		}
	}

	read(values: Float64Array): void {
		if (!this.#open)
			throw new Error("the counter is closed");
		const [count, age] = parseJSON(this.#link.request(kinds.read, this.#id, null)) as [number, number];
		values[0] = count;
		values[1] = age;
	}

	close(): void {
		if (!this.#open)
			return;
		this.#open = false;
		this.#link.close(this.#id);
	}

	receive(): void {}
}
