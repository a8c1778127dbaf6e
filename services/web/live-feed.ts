import type { TimerHandle } from "../../drivers/timers";
import type { Meter } from "../../meters/meter";
import { mbusTexts } from "./mbus-texts";
import { liveMeter } from "./live-meter";
import type { WebContext } from "./web-context";
import type { WebLogLine } from "./web-log";

/** A port is told again when something of it has changed, and now and then for its age. */
const portInterval = 1_000, refresh = 10;
/** Lines of the log that are told at once. */
const mostLines = 10;

/** Tells the browsers that listen what happens. With nobody listening it costs nothing. */
export class LiveFeed {
	readonly #context: WebContext;
	readonly #told = new Map<string, string>();
	readonly #changed: Meter[] = [];
	readonly #lines: WebLogLine[] = [];
	#timer: TimerHandle | undefined;
	#soon: TimerHandle | undefined;
	#turn = 0;
	#isScanned = false;

	constructor(context: WebContext) {
		this.#context = context;
	}

	/** A telegram came, or the meter's state has changed. */
	meter(meter: Meter): void {
		if (!this.#context.events.listeners || this.#changed.includes(meter))
			return;
		this.#changed.push(meter);
		this.#tellSoon();
	}

	log(line: WebLogLine): void {
		if (!this.#context.events.listeners || this.#lines.length >= mostLines)
			return;
		this.#lines.push(line);
		this.#tellSoon();
	}

	/** A scan has come further: told once a second, and at its end. */
	scan(): void {
		if (!this.#context.events.listeners)
			return;
		this.#isScanned = true;
		if (!this.#context.meters.mbus?.scanning)
			this.#tellSoon();
	}

	/** The first browser listens, or the last has gone. */
	listen(isListening: boolean): void {
		const { timers } = this.#context.platform;
		timers.clear(this.#timer);
		this.#told.clear();
		this.#changed.length = this.#lines.length = 0;
		this.#timer = isListening ? timers.repeat(() => this.#attempt(() => this.#tellPorts()), portInterval) : undefined;
	}

	close(): void {
		this.#context.platform.timers.clear(this.#timer);
		this.#context.platform.timers.clear(this.#soon);
		this.#context.events.close();
	}

	/** From a timer: whoever tells us has a decoder and a driver below it on the stack. */
	#tellSoon(): void {
		this.#soon ??= this.#context.platform.timers.set(() => {
			this.#soon = undefined;
			this.#attempt(() => this.#tell());
		}, 0);
	}

	#tell(): void {
		const { events, settings } = this.#context;
		for (const line of this.#lines.splice(0))
			events.send("log", line);
		this.#tellScan();
		for (const meter of this.#changed.splice(0))
			events.send("meter", liveMeter(meter, settings));
	}

	#tellScan(): void {
		const { events, meters: { mbus } } = this.#context;
		if (!this.#isScanned || !mbus)
			return;
		this.#isScanned = false;
		events.sendText("scan", [...mbusTexts(mbus)].join(""));
	}

	#tellPorts(): void {
		const { events, ports } = this.#context;
		this.#turn++;
		this.#tellScan();
		for (const port of ports.names) {
			const state = ports.describe(port);
			const key = JSON.stringify({ ...state, age: 0, bytesPerSecond: 0 });
			if (this.#told.get(port) === key && this.#turn % refresh)
				continue;
			this.#told.set(port, key);
			events.send("port", state);
		}
	}
	/** What is thrown out of a timer would start the device again. */
	#attempt(action: () => void): void {
		try {
			action();
		}
		catch (error) {
			this.#context.server.onException(error);
		}
	}
}
