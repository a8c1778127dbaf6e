import type { TimerHandle, Timers } from "../../drivers/timers";
import { BackOff } from "../back-off";
import type { NetworkHardware, NetworkInterface } from "../platform";
import { describeError } from "../text";
import { type FixedAddress, GuardedInterface } from "./guarded-interface";
import type { NetworkState, NetworkStatus } from "./network-status";
import { type JoinFault, joinFault, leftByItself } from "./wifi-reasons";
import { type Credentials, WifiTrial } from "./wifi-trial";

export interface NetworkOptions {
	timers: Timers;
	hardware: NetworkHardware;
	/** Wi-Fi: asked before each attempt, so that changed settings count. An empty SSID means that none is set yet. */
	credentials?(): Credentials;
	/** Asked before each attempt; `undefined`: DHCP. */
	fixedAddress?(): FixedAddress | undefined;
	hostname: string;
	/** For the jitter of the back-off: from the MAC address. */
	seed: number;
	onOnline(): void;
	onOffline(): void;
	/** Credentials that were tried work: keep them. What is thrown is told to the one who tried. */
	onTried?(credentials: Credentials): void;
	/** Something of `status` is different. */
	onStatus?(): void;
	onLog?(text: string): void;
}

const firstRetry = 2_000;
const maximumRetry = 60_000;
/** From `connect` to an address. DHCP on a slow access point takes 10 s. */
const deadline = 40_000;
/** The same for credentials that somebody waits to see tried. */
const trialDeadline = 25_000;
const trialRetry = 1_000;
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
	readonly #interface: GuardedInterface;
	#state: NetworkState = "off";
	#timer: TimerHandle | undefined;
	#watch: TimerHandle | undefined;
	#linkCount = 0;
	#downtime = 0;
	#downSince: number | undefined;
	#lastError = "";
	/** The present attempt was seen under way. */
	#attempted = false;
	#trial: WifiTrial | undefined;
	/** What the present link or attempt was made with. */
	#used: Credentials | undefined;

	constructor(options: NetworkOptions) {
		this.#options = options;
		this.#interface = new GuardedInterface(options.hardware);
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
			trying: this.#trial?.status,
			...(online ? { address: this.#interface.ask("address") } : {}),
			...(wifi ? { SSID: (online ? this.#used : undefined)?.SSID ?? credentials?.().SSID ?? "" } : {}),
			...(online && wifi
				? { BSSID: this.#interface.ask("BSSID"), channel: this.#interface.ask("channel"), RSSI: this.#interface.ask("RSSI") }
				: {}),
		};
	}

	start(): void {
		if (this.#interface.isOpen)
			return;
		const { hostname, timers } = this.#options;
		this.#downSince = timers.ticks;
		try {
			this.#interface.open(() => this.#look());
		}
		catch (error) {
			this.#lastError = describeError(error);
			this.#log(this.#lastError);
			return;
		}
		try {
			this.#interface.setName(hostname);
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
		this.#interface.close();
		if (wasOnline)
			this.#wentOffline();
	}

	/** For changed settings: connects anew now, unless the link was made with the same. */
	restart(): void {
		if (!this.#interface.isOpen)
			return this.start();
		const wanted = this.#options.credentials?.(), used = this.#used;
		const same = used && wanted && used.SSID === wanted.SSID && used.password === wanted.password;
		if (same && this.#state === "online" && this.#interface.fixed === JSON.stringify(this.#options.fixedAddress?.()))
			return;
		this.#anew("new settings");
	}

	/**
	 * Leaves the present network for one whose name and password are not saved, and comes back when that does not work. `status.trying` tells how
	 * it goes; `onTried` gets what worked. Throws when there is nothing to try with.
	 */
	try(credentials: Credentials): void {
		if (this.#options.hardware.kind !== "wifi" || !this.#interface.isOpen)
			throw new Error("this device has no Wi-Fi");
		this.#trial = new WifiTrial(credentials);
		this.#anew(`trying the network ${credentials.SSID}`);
	}

	/** Looks for networks. Throws when that cannot be now. */
	scan(options: Parameters<NonNullable<NetworkInterface["scan"]>>[0]): void {
		this.#interface.scan(options);
	}

	#anew(reason: string): void {
		this.#backOff.reset();
		this.#leave(reason);
		this.#connect();
	}

	#connect(): void {
		const { timers, credentials, hardware } = this.#options;
		const trial = this.#trial?.running ? this.#trial : undefined;
		const settings = hardware.kind === "wifi" ? trial?.credentials ?? credentials?.() : undefined;
		if (hardware.kind === "wifi" && !settings?.SSID) {
			this.#setState("off");
			this.#lastError = "no Wi-Fi name is set";
			return;
		}
		this.#setState("connecting");
		this.#used = settings;
		this.#timer = timers.set(
			() => {
				const joined = this.#interface.connection === 400;
				const text = joined ? "no address from the router" : "no connection";
				this.#drop({ text, ...(joined && { final: true }) });
			},
			trial ? trialDeadline : deadline,
		);
		try {
			this.#interface.fix(this.#options.fixedAddress?.());
			this.#interface.connect(settings);
		}
		catch (error) {
			this.#drop({ text: describeError(error) });
			return;
		}
		this.#look();
	}

	#look(): void {
		const { connection } = this.#interface;
		if (this.#state === "online" && connection < ready)
			this.#lost();
		else if (this.#state === "connecting" && connection >= ready)
			this.#wentOnline();
		// Back to "started" while an attempt runs: refused, or no such access point. Right after connect() some interfaces are still there.
		else if (this.#state === "connecting" && connection < connecting && this.#attempted) {
			const reason = this.#interface.takeReason();
			// The farewell to the link before: the attempt goes on.
			if (reason !== leftByItself)
				this.#drop(joinFault(reason));
		}
		this.#attempted = this.#state === "connecting" && connection >= connecting;
	}

	#lost(): void {
		const reason = this.#interface.takeReason();
		this.#drop({ text: reason ? `the link was lost: ${joinFault(reason).text}` : "the link was lost" });
	}

	#wentOnline(): void {
		const { timers } = this.#options;
		timers.clear(this.#timer);
		this.#linkCount++;
		this.#downtime += timers.ticks - (this.#downSince ?? timers.ticks);
		this.#downSince = undefined;
		this.#lastError = "";
		this.#backOff.reset();
		this.#log(`network: online, ${this.#interface.ask("address") ?? "no address"}`);
		const trial = this.#trial?.running ? this.#trial : undefined;
		this.#state = "online";
		if (trial)
			this.#keep(trial);
		this.#setState("online");
		this.#call(() => this.#options.onOnline());
	}

	#keep(trial: WifiTrial): void {
		try {
			this.#options.onTried?.(trial.credentials);
			trial.worked();
		}
		catch (error) {
			trial.worked(`it works, and cannot be saved: ${describeError(error)}`);
		}
	}

	#wentOffline(): void {
		this.#downSince = this.#options.timers.ticks;
		this.#call(() => this.#options.onOffline());
	}

	/** Ends the attempt or the link, and sets the time of the next attempt. */
	#drop(fault: JoinFault): void {
		const { timers } = this.#options;
		const trial = this.#trial?.running ? this.#trial : undefined;
		this.#leave(fault.text);
		trial?.failed(fault);
		if (trial && !trial.running)
			this.#log(`network: ${trial.credentials.SSID}: ${fault.text}`);
		const delay = trial ? trialRetry : this.#backOff.next();
		this.#timer = timers.set(() => this.#connect(), delay);
		if (!trial)
			this.#log(`network: ${fault.text}; next attempt in ${Math.round(delay / 1000)} s`);
		this.#setState("waiting");
	}

	#leave(reason: string): void {
		const wasOnline = this.#state === "online";
		this.#options.timers.clear(this.#timer);
		this.#state = "waiting";
		this.#attempted = false;
		this.#lastError = reason;
		this.#interface.disconnect();
		if (wasOnline)
			this.#wentOffline();
	}

	#setState(state: NetworkState): void {
		this.#state = state;
		this.#call(() => this.#options.onStatus?.());
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
