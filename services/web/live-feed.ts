import type { TimerHandle } from "../../drivers/timers";
import type { Meter } from "../../meters/meter";
import { liveMeter } from "./live-meter";
import type { WebContext } from "./web-context";
import type { WebLogLine } from "./web-log";

/** A port is told again when something of it has changed, and now and then for its age. */
const portInterval = 1_000, refresh = 10;

/** Tells the browsers that listen what happens. With nobody listening it costs nothing. */
export class LiveFeed {
	readonly #context: WebContext;
	readonly #told = new Map<string, string>();
	#timer: TimerHandle | undefined;
	#turn = 0;

	constructor(context: WebContext) {
		this.#context = context;
	}

	/** A telegram came, or the meter's state has changed. */
	meter(meter: Meter): void {
		const { events, settings } = this.#context;
		if (events.listeners)
			events.send("meter", liveMeter(meter, settings));
	}

	log(line: WebLogLine): void {
		this.#context.events.send("log", line);
	}

	/** The first browser listens, or the last has gone. */
	listen(isListening: boolean): void {
		const { timers } = this.#context.platform;
		timers.clear(this.#timer);
		this.#told.clear();
		this.#timer = isListening ? timers.repeat(() => this.#tellPorts(), portInterval) : undefined;
	}

	close(): void {
		this.#context.platform.timers.clear(this.#timer);
		this.#context.events.close();
	}

	#tellPorts(): void {
		const { events, ports } = this.#context;
		this.#turn++;
		for (const port of ports.names) {
			const state = ports.describe(port);
			const key = JSON.stringify({ ...state, age: 0, bytesPerSecond: 0 });
			if (this.#told.get(port) === key && this.#turn % refresh)
				continue;
			this.#told.set(port, key);
			events.send("port", state);
		}
	}
}
