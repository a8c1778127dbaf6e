import type { TimerHandle, Timers } from "../../drivers/timers";

/** What a sound image shows within the time. */
export interface Health {
	/** The network is joined. */
	readonly network: boolean;
	/** The broker is reached; `undefined` when none is set. */
	readonly broker: boolean | undefined;
	/** Bytes came from one of the ports that had some before; `undefined` when none had. */
	readonly port: boolean | undefined;
}

export interface HealthGateOptions {
	readonly timers: Timers;
	/** Milliseconds from the start until the image counts as unsound. */
	readonly limit?: number;
	look(): Health;
	/** What is still missing has changed. */
	onMissing?(missing: string): void;
	/** Once. */
	onHealthy(): void;
	/** Once: the time is over; what is missing, in words. */
	onUnhealthy(missing: string): void;
}

/** Ten minutes: a router that starts anew with the device takes four, and asked meters have their turn within that time. */
export const healthLimit = 600_000;
const interval = 1_000;

/** Watches a new image until it has shown that it works, or the time is over. */
export class HealthGate {
	readonly #options: HealthGateOptions;
	readonly #end: number;
	#timer: TimerHandle | undefined;
	#missing = "";

	constructor(options: HealthGateOptions) {
		this.#options = options;
		const { timers, limit = healthLimit } = options;
		this.#end = timers.ticks + limit;
		this.#timer = timers.repeat(() => this.#look(), interval);
	}

	/** In words; empty before the first look. */
	get missing(): string {
		return this.#missing;
	}

	close(): void {
		this.#options.timers.clear(this.#timer);
		this.#timer = undefined;
	}

	#look(): void {
		const { timers, look, onMissing, onHealthy, onUnhealthy } = this.#options;
		const missing = describe(look());
		if (missing !== this.#missing) {
			this.#missing = missing;
			if (missing)
				onMissing?.(missing);
		}
		if (!missing) {
			this.close();
			onHealthy();
		}
		else if (timers.ticks >= this.#end) {
			this.close();
			onUnhealthy(missing);
		}
	}
}

function describe({ network, broker, port }: Health): string {
	if (!network)
		return "the network was not joined";
	if (broker === false)
		return "the broker was not reached";
	return port === false ? "no byte came from a meter that was read before" : "";
}
