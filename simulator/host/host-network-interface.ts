import type { NetworkHardware, NetworkInterface } from "../../services/platform";
import type { HostInstance, HostLink } from "./host-link";
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

	static bind(link: HostLink): NetworkHardware["io"] {
		return class extends HostNetworkInterface {
			constructor(options: Options) {
				super(link, options);
			}
		};
	}

	constructor(link: HostLink, options: Options) {
		this.#link = link;
		this.#options = { ...options };
		this.#id = link.open(this, "network", {});
	}

	connect(options: { SSID?: string; password?: string; }): void {
		this.#link.send(kinds.control, this.#id, { connect: { SSID: options.SSID, password: options.password } });
	}

	disconnect(): void {
		this.#link.send(kinds.control, this.#id, { disconnect: true });
	}

	configure(options: { hostname?: string; }): void {
		this.#link.send(kinds.control, this.#id, { hostname: options.hostname });
	}

	close(): void {
		this.#link.close(this.#id);
	}

	receive(_kind: number, payload: Uint8Array): void {
		Object.assign(this, parseJSON(payload));
		this.#options.onChanged?.call(this);
	}
}
