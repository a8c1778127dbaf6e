import type { LiveMeter } from "../api/api-types";

export interface Sample {
	/** Milliseconds since the page was opened. */
	readonly time: number;
	readonly watts: number;
}

/** Milliseconds that the chart shows. */
export const chartSpan = 10 * 60_000;
/** Milliseconds between two values; meters send once a second at most. */
const shortest = 500;
/** Whatever a meter sends, no more is kept: one a second. */
const most = chartSpan / 1000;

/** The power that each meter told while the page was open. */
export class PowerSamples {
	#samples = new Map<string, Sample[]>();

	add(meter: LiveMeter, now: number): void {
		const watts = powerOf(meter);
		if (meter.state !== "ok" || watts === undefined)
			return;
		const samples = this.#samples.get(meter.name) ?? [];
		this.#samples.set(meter.name, samples);
		const time = now - (meter.age ?? 0) * 1000;
		// The same telegram may be told twice: by an event and by an answer.
		if (time < (samples.at(-1)?.time ?? -Infinity) + shortest)
			return;
		samples.push({ time, watts });
		while (samples.length > most || samples[0]!.time < now - chartSpan)
			samples.shift();
	}

	of(meter: string): readonly Sample[] {
		return this.#samples.get(meter) ?? [];
	}
}

/** Names under which meters tell their power, the best first. */
const names = ["Power", "ImportPower", "ActivePower"];

/** What a meter draws now in W, or feeds in when negative; `undefined` for a meter that does not tell. */
export function powerOf({ values }: LiveMeter): number | undefined {
	for (const name of names) {
		const found = values.find(value => value.name === name && (value.unit === "W" || value.unit === "kW"));
		if (found) {
			const number = Number(found.value);
			return Number.isFinite(number) ? number * (found.unit === "kW" ? 1000 : 1) : undefined;
		}
	}
	return undefined;
}

/** The name of the value that `powerOf` reads. */
export function powerValue(meter: LiveMeter): LiveMeter["values"][number] | undefined {
	return meter.values.find(value => names.includes(value.name) && (value.unit === "W" || value.unit === "kW"));
}
