import type { TimerHandle } from "../../drivers/timers";
import type { Platform } from "../platform";
import { describeError } from "../text";
import type { Network } from "./network";
import { Portal, type PortalStatus } from "./portal";
import { SetupButton } from "./setup-button";
import type { Credentials, TrialStatus } from "./wifi-trial";
import { type ScannedNetwork, WifiScan } from "./wifi-scan";

export interface NetworkSetupOptions {
	platform: Platform;
	network: Network;
	hostname: string;
	/** Name of the network in the settings; empty: none. */
	ssid(): string;
	/** What `describe` gives is different. */
	onChanged?(): void;
	onLog?(text: string): void;
}

/** The answer of `GET /api/v1/network`. */
export interface NetworkDescription {
	readonly kind: "wifi" | "ethernet";
	readonly state: string;
	readonly ssid: string;
	readonly address: string;
	readonly rssi: number | null;
	readonly mac: string;
	readonly hostname: string;
	readonly portal: PortalStatus;
	readonly trying: TrialStatus | null;
	readonly lastError: string;
}

const trialDelay = 500;
const states = Object.freeze({ off: "off", connecting: "connecting", waiting: "waiting", online: "connected" });

/**
 * How a device gets into a network: through its own set-up network while it knows none, or when the button is held; by scanning, and by trying a name
 * and a password before they are kept.
 */
export class NetworkSetup {
	readonly portal: Portal;
	readonly #options: NetworkSetupOptions;
	readonly #scan: WifiScan;
	#button: SetupButton | undefined;
	#trial: TimerHandle | undefined;
	#closed = false;

	constructor(options: NetworkSetupOptions) {
		const { platform, network, onLog } = options;
		const { timers, network: hardware, storage, device, button } = platform;
		this.#options = options;
		this.portal = new Portal({
			timers,
			hardware,
			storage,
			mac: device.mac,
			onConsole: text => platform.log(text),
			onChanged: () => this.changed(),
			...(onLog && { onLog }),
		});
		this.#scan = new WifiScan(timers, network);
		try {
			if (button && hardware.kind === "wifi")
				this.#button = new SetupButton(timers, button, () => this.portal.open());
		}
		catch (error) {
			onLog?.(`button: ${describeError(error)}`);
		}
	}

	/** After the network has started. */
	start(): void {
		this.#openIfUnknown();
	}

	/** The device is in a network. */
	online(): void {
		this.portal.closeSoon();
	}

	/** The state of the network, of an attempt or of the portal is different. */
	changed(): void {
		this.#openIfUnknown();
		this.#options.onChanged?.();
	}

	describe(): NetworkDescription {
		const { network, hostname, platform } = this.#options;
		const { kind, state, SSID, address, RSSI, trying, lastError } = network.status;
		return {
			kind,
			state: states[state],
			ssid: SSID ?? "",
			address: address ?? "",
			rssi: RSSI ?? null,
			mac: platform.device.mac,
			hostname,
			portal: this.portal.status,
			trying: trying ?? null,
			lastError,
		};
	}

	/** `done` gets what is wrong, or the networks. */
	scan(done: (error: string | undefined, networks: readonly ScannedNetwork[]) => void): void {
		this.#scan.start(done);
	}

	/**
	 * Tries them in a moment: an answer that is on its way goes out first, as the link that it takes may be given up for the attempt. Throws when
	 * this device has no Wi-Fi.
	 */
	try(credentials: Credentials): void {
		const { network, platform: { timers, network: { kind } }, onLog } = this.#options;
		if (kind !== "wifi")
			throw new Error("this device has no Wi-Fi");
		timers.clear(this.#trial);
		this.#trial = timers.set(() => {
			try {
				network.try(credentials);
			}
			catch (error) {
				onLog?.(`network: ${describeError(error)}`);
			}
		}, trialDelay);
	}

	close(): void {
		this.#options.platform.timers.clear(this.#trial);
		this.#button?.close();
		this.#scan.close();
		this.#closed = true;
		this.portal.close();
	}

	#openIfUnknown(): void {
		const { platform, ssid } = this.#options;
		if (!this.#closed && platform.network.kind === "wifi" && !ssid())
			this.portal.open();
	}
}
