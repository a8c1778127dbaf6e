import type { FoundNetwork, NetworkHardware, NetworkInterface } from "../../services/platform";
import type { HostInstance, HostLink } from "./host-link";
import type { HostRadio } from "./host-radio";
import { kinds, parseJSON } from "./records";

type Options = ConstructorParameters<NetworkHardware["io"]>[0];

/** Stands in for the SDK's Wi-Fi station: it does not connect again by itself. */
export class HostNetworkInterface implements NetworkInterface, HostInstance {
	connection = 200;
	address?: string;
	MAC?: string;
	RSSI?: number;
	BSSID?: string;
	channel?: number;
	readonly #link: HostLink;
	readonly #id: number;
	readonly #options: Options;
	readonly #radio: HostRadio | undefined;
	#scan: Parameters<NonNullable<NetworkInterface["scan"]>>[0] | undefined;

	static bind(link: HostLink, radio?: HostRadio): NetworkHardware["io"] {
		return class extends HostNetworkInterface {
			constructor(options: Options) {
				super(link, options, radio);
			}
		};
	}

	constructor(link: HostLink, options: Options, radio?: HostRadio) {
		this.#link = link;
		this.#radio = radio;
		this.#options = { ...options };
		this.#id = link.open(this, "network", {});
	}

	connect(options: { SSID?: string; password?: string; }): void {
		this.#link.send(kinds.control, this.#id, { connect: { SSID: options.SSID, password: options.password } });
	}

	disconnect(): void {
		this.#link.send(kinds.control, this.#id, { disconnect: true });
	}

	configure(options: Parameters<NonNullable<NetworkInterface["configure"]>>[0]): void {
		this.#link.send(kinds.control, this.#id, options);
	}

	scan(options: Parameters<NonNullable<NetworkInterface["scan"]>>[0]): void {
		if (this.#scan)
			throw new Error("already scanning");
		// The chip's driver refuses as well.
		if (this.connection === 300)
			throw new Error("scan failed");
		this.#scan = options;
		this.#link.send(kinds.control, this.#id, { scan: true });
	}

	close(): void {
		this.#link.close(this.#id);
	}

	receive(_kind: number, payload: Uint8Array): void {
		const { found, reason, ...state } = parseJSON(payload) as { found?: (FoundNetwork & { password?: string; })[]; reason?: number; };
		if (found)
			return this.#found(found);
		if (reason !== undefined)
			this.#radio?.note(reason);
		Object.assign(this, state);
		this.#options.onChanged?.call(this);
	}

	#found(found: readonly (FoundNetwork & { password?: string; })[]): void {
		const scan = this.#scan;
		this.#scan = undefined;
		for (const { SSID, RSSI, channel, password } of found)
			scan?.onFound({ SSID, RSSI, ...(channel !== undefined && { channel }), security: password === undefined ? "none" : "wpa2_psk" });
		scan?.onComplete();
	}
}
