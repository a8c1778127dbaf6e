import type { TimerHandle, Timers } from "../../drivers/timers";
import { BackOff } from "../back-off";
import type { NetworkHardware, NetworkInterface } from "../platform";
import { describeError } from "../text";

/** `off`: not started, or there is nothing to connect to. `waiting`: the next attempt is a matter of time. */
export type NetworkState = "off" | "connecting" | "online" | "waiting";

/** What STATE and the page show. Absent where the interface does not tell. */
export interface NetworkStatus {
	readonly kind: "wifi" | "ethernet";
	readonly state: NetworkState;
	readonly address?: string;
	readonly SSID?: string;
	readonly BSSID?: string;
	readonly channel?: number;
	/** dBm. */
	readonly RSSI?: number;
	/** How often the link came about. */
	readonly linkCount: number;
	/** Seconds without a link since the start. */
	readonly downtime: number;
	readonly lastError: string;
}

export interface NetworkOptions {
	timers: Timers;
	hardware: NetworkHardware;
	/** Wi-Fi: asked before each attempt, so that changed settings count. An empty SSID means that none is set yet. */
	credentials?(): { SSID: string; password: string; };
	hostname: string;
	/** For the jitter of the back-off: from the MAC address. */
	seed: number;
	onOnline(): void;
	onOffline(): void;
	onLog?(text: string): void;
}

const firstRetry = 2_000;
const maximumRetry = 60_000;
/** From `connect` to an address. DHCP on a slow access point takes 10 s. */
const deadline = 40_000;
const watchInterval = 30_000;
const ready = 500;
const connecting = 300;

/**
 * Keeps Wi-Fi or Ethernet up for ever. The SDK's interface reports changes and does nothing about them; here a lost link, a refusal and an
 * attempt that leads nowhere each bring the next attempt, later each time up to a minute.
 */
export class Network {
	#options: NetworkOptions;
	#backOff: BackOff;
	#interface: NetworkInterface | undefined;
	#state: NetworkState = "off";
	#timer: TimerHandle | undefined;
	#watch: TimerHandle | undefined;
	#linkCount = 0;
	#downtime = 0;
	#downSince: number | undefined;
	#lastError = "";
	/** The present attempt was seen under way. */
	#attempted = false;

	constructor(options: NetworkOptions) {
		this.#options = options;
		this.#backOff = new BackOff({ first: firstRetry, maximum: maximumRetry, seed: options.seed });
	}

	get state(): NetworkState {
		return this.#state;
	}

	get status(): NetworkStatus {
		const { hardware, credentials, timers } = this.#options;
		const down = this.#downtime + (this.#downSince === undefined ? 0 : timers.ticks - this.#downSince);
		const online = this.#state === "online";
		const wifi = hardware.kind === "wifi";
		return {
			kind: hardware.kind,
			state: this.#state,
			linkCount: this.#linkCount,
			downtime: Math.floor(down / 1000),
			lastError: this.#lastError,
			...(online ? { address: this.#ask("address") } : {}),
			...(wifi ? { SSID: credentials?.().SSID ?? "" } : {}),
			...(online && wifi ? { BSSID: this.#ask("BSSID"), channel: this.#ask("channel"), RSSI: this.#ask("RSSI") } : {}),
		};
	}

	start(): void {
		if (this.#interface)
			return;
		const { hardware, hostname, timers } = this.#options;
		this.#downSince = timers.ticks;
		try {
			this.#interface = new hardware.io({ onChanged: () => this.#look() });
		}
		catch (error) {
			this.#lastError = describeError(error);
			this.#log(this.#lastError);
			return;
		}
		try {
			this.#interface.configure?.({ hostname });
		}
		catch (error) {
			// A name that the router shows is no reason to stay off the network.
			this.#log(`host name: ${describeError(error)}`);
		}
		// An event may get lost: look now and then.
		this.#watch = timers.repeat(() => this.#look(), watchInterval);
		this.#connect();
	}

	/** Closes the interface. */
	stop(): void {
		const { timers } = this.#options;
		timers.clear(this.#timer);
		timers.clear(this.#watch);
		const wasOnline = this.#state === "online";
		this.#state = "off";
		const inner = this.#interface;
		this.#interface = undefined;
		try {
			inner?.disconnect();
			inner?.close();
		}
		catch {
			// Nothing is left to close.
		}
		if (wasOnline)
			this.#wentOffline();
	}

	/** For changed settings: connects anew now. */
	restart(): void {
		if (!this.#interface)
			return this.start();
		this.#backOff.reset();
		this.#drop("new settings");
		this.#options.timers.clear(this.#timer);
		this.#connect();
	}

	#connect(): void {
		const { timers, credentials, hardware } = this.#options;
		const settings = hardware.kind === "wifi" ? credentials?.() : undefined;
		if (hardware.kind === "wifi" && !settings?.SSID) {
			this.#state = "off";
			this.#lastError = "no Wi-Fi name is set";
			return;
		}
		this.#state = "connecting";
		this.#timer = timers.set(
			() => this.#drop(this.#interface?.connection === 400 ? "no address from the router" : "no connection"),
			deadline,
		);
		try {
			this.#interface?.connect(settings?.password ? settings : settings ? { SSID: settings.SSID } : {});
		}
		catch (error) {
			this.#drop(describeError(error));
			return;
		}
		this.#look();
	}

	#look(): void {
		const connection = this.#interface?.connection ?? 0;
		if (this.#state === "online" && connection < ready)
			this.#drop("the link was lost");
		else if (this.#state === "connecting" && connection >= ready)
			this.#wentOnline();
		// Back to "started" while an attempt runs: refused, or no such access point. Right after connect() some interfaces are still there.
		else if (this.#state === "connecting" && connection < connecting && this.#attempted)
			this.#drop("refused: wrong password, or no such access point");
		this.#attempted = this.#state === "connecting" && connection >= connecting;
	}

	#wentOnline(): void {
		const { timers } = this.#options;
		timers.clear(this.#timer);
		this.#state = "online";
		this.#linkCount++;
		this.#downtime += timers.ticks - (this.#downSince ?? timers.ticks);
		this.#downSince = undefined;
		this.#backOff.reset();
		this.#log(`network: online, ${this.#ask("address") ?? "no address"}`);
		this.#call(() => this.#options.onOnline());
	}

	#wentOffline(): void {
		this.#downSince = this.#options.timers.ticks;
		this.#call(() => this.#options.onOffline());
	}

	/** Ends the attempt or the link, and sets the time of the next attempt. */
	#drop(reason: string): void {
		const { timers } = this.#options;
		const wasOnline = this.#state === "online";
		timers.clear(this.#timer);
		this.#state = "waiting";
		this.#attempted = false;
		this.#lastError = reason;
		try {
			this.#interface?.disconnect();
		}
		catch {
			// It was not connected.
		}
		const delay = this.#backOff.next();
		this.#timer = timers.set(() => this.#connect(), delay);
		this.#log(`network: ${reason}; next attempt in ${Math.round(delay / 1000)} s`);
		if (wasOnline)
			this.#wentOffline();
	}

	#ask<Key extends "address" | "BSSID" | "channel" | "RSSI">(key: Key): NetworkInterface[Key] {
		try {
			return this.#interface?.[key];
		}
		catch {
			return undefined;
		}
	}

	#call(action: () => void): void {
		try {
			action();
		}
		catch (error) {
			this.#log(`network: a service failed: ${describeError(error)}`);
		}
	}

	#log(text: string): void {
		this.#options.onLog?.(text);
	}
}
