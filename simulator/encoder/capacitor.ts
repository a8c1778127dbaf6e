/** V: what the supply's diode leaves of 5 V; below `brownOut` the meter stops, below `empty` it has forgotten everything. */
export const levels = Object.freeze({ full: 4.7, brownOut: 3, empty: 1 });
/** mA that the reader's limiter lets through. */
export const limit = 43;

/** The capacitor behind the encoder's supply diode (specs/elster-encoder.md 8): charged through the limiter, emptied by the meter's load. */
export class Capacitor {
	readonly #capacity: number;
	#volts = 0;
	#time: number;
	#fed = false;
	#load = 0;
	/** The lowest that it has been at since it was full the last time. */
	lowest = 0;

	/** @param capacity µF */
	constructor(capacity: number, time: number) {
		this.#capacity = capacity;
		this.#time = time;
	}

	get fed(): boolean {
		return this.#fed;
	}

	get load(): number {
		return this.#load;
	}

	/** V at `time` ms. */
	volts(time: number): number {
		const passed = time - this.#time;
		const current = this.#fed ? limit - this.#load : -this.#load;
		return Math.min(levels.full, Math.max(0, this.#volts + current * passed / this.#capacity));
	}

	/** mA that flow from the reader at `time`. */
	current(time: number): number {
		if (!this.#fed)
			return 0;
		return this.volts(time) < levels.full - 1e-9 ? limit : this.#load;
	}

	/** When it crosses `volts`, if nothing changes; `undefined` when it does not. */
	crossing(volts: number): number | undefined {
		const current = this.#fed ? limit - this.#load : -this.#load;
		const way = volts - this.#volts;
		return way * current > 0 ? this.#time + way * this.#capacity / current : undefined;
	}

	/** From `time` on the line feeds it or not, and the meter draws `load` mA. */
	set(time: number, fed: boolean, load: number): void {
		this.#volts = this.volts(time);
		if (fed && !this.#fed)
			this.lowest = this.#volts;
		this.#time = time;
		this.#fed = fed;
		this.#load = load;
	}
}
