import type { TimerHandle } from "../../drivers/timers";
import type { Meter } from "../../meters/meter";
import { BackOff } from "../back-off";
import { GuardedResolver } from "../mqtt/guarded-resolver";
import type { Platform, UDP } from "../platform";
import { ipAddress } from "../settings/setting-checks";
import type { Settings } from "../settings/settings";
import { describeError } from "../text";
import { readSensorValues } from "../web/sensor-values";
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

const lookInterval = 1_000;
/** A name may lead elsewhere later. */
const addressLife = 600_000;

/**
 * Sends what the meters say to an InfluxDB (or Telegraf) as line protocol over UDP, each value once. Nothing is kept for later: a datagram that is lost
 * is lost, and what the host's name leads to is asked later and later when nobody knows it.
 */
export class InfluxPush {
	readonly #options: InfluxPushOptions;
	readonly #backOff: BackOff;
	readonly #timer: TimerHandle;
	readonly #sent = new Map<string, string>();
	#socket: UDP | undefined;
	#resolver: GuardedResolver | undefined;
	#host = "";
	#address: string | undefined;
	/** When the name is asked next, and when lines go out next, in ticks. */
	#askAt = 0;
	#sendAt = 0;
	#lastError = "";

	constructor(options: InfluxPushOptions) {
		this.#options = options;
		this.#backOff = new BackOff({ first: 5_000, maximum: 600_000, seed: options.seed });
		this.#timer = options.platform.timers.repeat(() => this.#look(), lookInterval);
	}

	close(): void {
		this.#options.platform.timers.clear(this.#timer);
		this.#resolver?.close();
		this.#socket?.close();
		this.#socket = undefined;
	}

	#look(): void {
		const { settings, isOnline, now, platform: { timers } } = this.#options;
		const host = settings.get("influxHost"), epoch = now();
		if (host !== this.#host) {
			this.#host = host;
			this.#address = undefined;
			this.#askAt = this.#sendAt = 0;
			this.#backOff.reset();
			this.#sent.clear();
		}
		if (!host || epoch === undefined || !isOnline())
			return;
		if (timers.ticks >= this.#askAt)
			this.#ask(host);
		if (!this.#address || timers.ticks < this.#sendAt)
			return;
		this.#sendAt = timers.ticks + settings.get("influxInterval") * 1000;
		try {
			this.#send(this.#address, epoch);
		}
		catch (error) {
			this.#failed(describeError(error));
		}
	}

	#ask(host: string): void {
		const { timers, mqtt } = this.#options.platform;
		if (!ipAddress(host)) {
			this.#address = host;
			this.#askAt = Infinity;
			return;
		}
		this.#askAt = timers.ticks + this.#backOff.next();
		this.#resolver?.close();
		try {
			const resolver = new GuardedResolver({
				inner: mqtt.dns,
				onCreate: () => {},
				onResolved: () => {},
				onFault: reason => this.#failed(reason),
			});
			this.#resolver = resolver;
			resolver.resolve({
				host,
				onResolved: (_host, address) => {
					this.#address = address;
					this.#lastError = "";
					this.#backOff.reset();
					this.#askAt = timers.ticks + addressLife;
				},
			});
		}
		catch (error) {
			this.#failed(describeError(error));
		}
	}

	#send(address: string, epoch: number): void {
		const { platform: { network: { udp } }, settings, meters, device } = this.#options;
		if (!udp)
			return;
		this.#socket ??= new udp({});
		const port = settings.get("influxPort");
		for (const meter of meters) {
			const text = meter.state === "ok" ? meter.sensor() : undefined;
			if (text === undefined || this.#sent.get(meter.name) === text)
				continue;
			this.#sent.set(meter.name, text);
			for (const line of influxLines(device, meter.name, readSensorValues(text), epoch))
				this.#socket.write(ArrayBuffer.fromString(line), address, port);
		}
	}

	/** Each trouble is told once. */
	#failed(reason: string): void {
		if (reason !== this.#lastError)
			this.#options.onLog?.(`InfluxDB: ${reason}`);
		this.#lastError = reason;
	}
}
