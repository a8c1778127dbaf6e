import type { Meter, MeterEvents } from "../meters/meter";
import { P1Meter } from "../meters/p1-meter";
import type { Platform } from "./platform";
import type { Settings } from "./settings/settings";
import type { SettingName } from "./settings/settings-schema";
import { describeError } from "./text";

export interface MetersOptions extends MeterEvents {
	readonly platform: Platform;
	readonly settings: Settings;
	onLog(meter: Meter | undefined, text: string): void;
}

/** Key in the storage of what the P1 port found. */
const p1Format = "p1Format";

/** The meters on the board's ports. */
export class Meters {
	readonly #options: MetersOptions;
	readonly #list: Meter[] = [];
	#p1: P1Meter | undefined;

	constructor(options: MetersOptions) {
		this.#options = options;
		this.#open("p1", () => this.#openP1());
	}

	/** In the order in which they stand in the SENSOR message. */
	get list(): readonly Meter[] {
		return this.#list;
	}

	/** A setting has another value. */
	changed(name: SettingName): void {
		if (name === "p1Interval")
			this.#p1?.configure({ interval: this.#options.settings.get("p1Interval") });
	}

	close(): void {
		for (const meter of this.#list)
			meter.close();
		this.#list.length = 0;
	}

	/** A port that does not open (its pin is taken, its device is not there) is reported and does not keep the others from working. */
	#open(port: string, open: () => Meter | undefined): void {
		try {
			const meter = open();
			if (meter)
				this.#list.push(meter);
		}
		catch (error) {
			this.#options.onLog(undefined, `port ${port}: ${describeError(error)}`);
		}
	}

	#openP1(): Meter | undefined {
		const { platform, settings, onUpdate, onState, onLog } = this.#options;
		const { p1 } = platform.ports;
		if (!p1)
			return;
		const { storage, timers } = platform;
		let format: string | undefined;
		try {
			format = storage.read(p1Format);
		}
		catch (error) {
			onLog(undefined, `what the P1 port found earlier cannot be read: ${describeError(error)}`);
		}
		this.#p1 = new P1Meter({
			...p1,
			timers,
			interval: settings.get("p1Interval"),
			format,
			onFormat: found => {
				if (found !== format)
					storage.write(p1Format, found);
				format = found;
			},
			onUpdate,
			...(onState && { onState }),
			onLog,
		});
		return this.#p1;
	}
}
