import type { LiveAnswer, LiveMeter } from "../api/api-types";
import { PowerSamples } from "./power-samples";
import { Store } from "./store";

/** A meter as it was told, and when. */
export interface TimedMeter {
	readonly meter: LiveMeter;
	/** Milliseconds, `performance.now()`. */
	readonly told: number;
}

/** All meters with what they said last. Kept over pages, so that the chart goes on. */
export class LiveMeters {
	readonly list = new Store<readonly TimedMeter[] | undefined>(undefined);
	readonly samples = new PowerSamples();

	/** The answer of `GET /api/v1/live`. */
	take({ meters }: LiveAnswer): void {
		const told = performance.now();
		this.list.set(meters.map(meter => ({ meter, told })));
		for (const meter of meters)
			this.samples.add(meter, told);
	}

	/** One `meter` event. */
	update(meter: LiveMeter): void {
		const told = performance.now();
		const list = this.list.value ?? [];
		const fresh = { meter, told };
		const known = list.some(other => other.meter.name === meter.name);
		this.list.set(known ? list.map(other => other.meter.name === meter.name ? fresh : other) : [...list, fresh]);
		this.samples.add(meter, told);
	}
}
