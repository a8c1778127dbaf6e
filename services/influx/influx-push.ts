import type { TimerHandle } from "../../drivers/timers";
import type { Meter } from "../../meters/meter";
import type { Platform } from "../platform";
import type { Settings } from "../settings/settings";
import { readSensorValues } from "../web/sensor-values";
import { LineDatagrams } from "./line-datagrams";
import { LinePost } from "./line-post";
import { influxLines } from "./line-protocol";

export interface InfluxPushOptions {
	platform: Platform;
	settings: Settings;
	device: string;
	meters: readonly Meter[];
	/** The device has a network. */
	isOnline(): boolean;
	/** Milliseconds since 1970; `undefined`: not known yet, and nothing is sent. */
	now(): number | undefined;
	seed: number;
	onLog?(text: string): void;
}

/** How it goes, for those who ask. Counts are lines. */
export interface InfluxStatus {
	readonly state: "off" | "ok" | "failing";
	/** What was posted and taken. What went over UDP is not counted: nobody says whether it arrives. */
	readonly sent: number;
	/** Posted as soon as the server takes them. */
	readonly waiting: number;
	/** The oldest, for which there was no room, and what the server refused for good. */
	readonly dropped: number;
	/** Empty when all is well. */
	readonly lastError: string;
}

const lookInterval = 1_000;

const nothing = Object.freeze({ sent: 0, waiting: 0, dropped: 0 });

/** Sends what the meters say as line protocol, each value once: to an InfluxDB over HTTP, or over UDP, or both. What is not used takes no memory. */
export class InfluxPush {
	readonly #options: InfluxPushOptions;
	readonly #timer: TimerHandle;
	readonly #sent = new Map<string, string>();
	#post: LinePost | undefined;
	#datagrams: LineDatagrams | undefined;
	/** When lines are made next, in ticks. */
	#nextAt = 0;
	#lastError = "";

	constructor(options: InfluxPushOptions) {
		this.#options = options;
		this.#timer = options.platform.timers.repeat(() => this.#look(), lookInterval);
	}

	get status(): InfluxStatus {
		const lastError = this.#lastError;
		return { state: this.#isOn ? lastError ? "failing" : "ok" : "off", ...(this.#post?.counters ?? nothing), lastError };
	}

	/** Its settings have other values. */
	changed(): void {
		const { settings } = this.#options;
		if (!settings.get("influxUrl"))
			this.#post = this.#closed(this.#post);
		if (!settings.get("influxHost"))
			this.#datagrams = this.#closed(this.#datagrams);
		this.#post?.changed();
		this.#datagrams?.changed();
		this.#sent.clear();
		this.#nextAt = 0;
		this.#lastError = "";
	}

	close(): void {
		this.#options.platform.timers.clear(this.#timer);
		this.#post?.close();
		this.#datagrams?.close();
	}

	get #isOn(): boolean {
		const { settings } = this.#options;
		return settings.get("influxUrl") !== "" || settings.get("influxHost") !== "";
	}

	#look(): void {
		if (!this.#isOn)
			return;
		const { settings, isOnline, now, platform: { timers } } = this.#options, epoch = now(), online = isOnline();
		this.#open();
		if (online)
			this.#datagrams?.look();
		if (epoch !== undefined && timers.ticks >= this.#nextAt && (this.#post || online && this.#datagrams?.isReady)) {
			this.#nextAt = timers.ticks + settings.get("influxInterval") * 1000;
			this.#collect(epoch, online);
		}
		if (online)
			this.#post?.look();
	}

	#open(): void {
		const { platform, settings, seed, now } = this.#options;
		if (settings.get("influxUrl"))
			this.#post ??= new LinePost({
				platform,
				settings,
				seed,
				clockIsSet: () => now() !== undefined,
				onTrouble: reason => this.#trouble(reason),
			});
		if (settings.get("influxHost"))
			this.#datagrams ??= new LineDatagrams({ platform, settings, seed, onTrouble: reason => this.#trouble(reason) });
	}

	#closed(output: { close(): void; } | undefined): undefined {
		output?.close();
		return undefined;
	}

	/** What is new since the last time. */
	#collect(epoch: number, online: boolean): void {
		const { meters, device } = this.#options;
		for (const meter of meters) {
			const text = meter.state === "ok" ? meter.sensor() : undefined;
			if (text === undefined || this.#sent.get(meter.name) === text)
				continue;
			this.#sent.set(meter.name, text);
			for (const line of influxLines(device, meter.name, readSensorValues(text), epoch)) {
				this.#post?.add(line);
				if (online)
					this.#datagrams?.send(line);
			}
		}
	}

	/** Each trouble is told once; an empty text ends it. */
	#trouble(reason: string): void {
		if (reason && reason !== this.#lastError)
			this.#options.onLog?.(`InfluxDB: ${reason}`);
		this.#lastError = reason;
	}
}
