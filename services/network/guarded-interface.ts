import type { NetworkHardware, NetworkInterface, StaticAddress } from "../platform";
import type { Credentials } from "./wifi-trial";

/** A fixed address, and who tells names to a device that has one. */
export interface FixedAddress extends StaticAddress {
	readonly nameServers: readonly string[];
}

/**
 * The SDK's interface, of which one can always ask, and which can always be let go: what it throws then is that there is nothing. `connect`, `setName`
 * and `fix` hand on what it throws.
 */
export class GuardedInterface {
	readonly #hardware: NetworkHardware;
	#inner: NetworkInterface | undefined;
	#fixed: string | undefined;

	constructor(hardware: NetworkHardware) {
		this.#hardware = hardware;
	}

	get isOpen(): boolean {
		return this.#inner !== undefined;
	}

	/** 0 … 500, as `NetworkInterface` has it. */
	get connection(): number {
		return this.#inner?.connection ?? 0;
	}

	/** The fixed address that it was told of last, as text; `undefined`: none yet. */
	get fixed(): string | undefined {
		return this.#fixed;
	}

	/** Throws where there is none. */
	open(onChanged: () => void): void {
		// It begins to listen for reasons before there are any.
		this.takeReason();
		this.#inner = new this.#hardware.io({ onChanged });
	}

	setName(hostname: string): void {
		this.#inner?.configure?.({ hostname });
	}

	/** Tells of a fixed address, or that there is none, when that has changed. */
	fix(address: FixedAddress | undefined): void {
		const key = JSON.stringify(address);
		if (key === this.#fixed)
			return;
		this.#inner?.configure?.({ static: address ? { address: address.address, mask: address.mask, gateway: address.gateway } : null });
		this.#hardware.setNameServers?.(address?.nameServers ?? []);
		this.#fixed = key;
	}

	connect(credentials: Credentials | undefined): void {
		this.takeReason();
		this.#inner?.connect(credentials?.password ? credentials : credentials ? { SSID: credentials.SSID } : {});
	}

	disconnect(): void {
		try {
			this.#inner?.disconnect();
		}
		catch {
			// It was not connected.
		}
	}

	/** Looks for networks. Throws when that cannot be now. */
	scan(options: Parameters<NonNullable<NetworkInterface["scan"]>>[0]): void {
		if (!this.#inner?.scan)
			throw new Error("this device has no Wi-Fi");
		this.#inner.scan(options);
	}

	ask<Key extends "address" | "BSSID" | "channel" | "RSSI">(key: Key): NetworkInterface[Key] {
		try {
			return this.#inner?.[key];
		}
		catch {
			return undefined;
		}
	}

	/** Why the station was thrown out or not let in; 0: nothing new. */
	takeReason(): number {
		try {
			return this.#hardware.radio?.takeReason() ?? 0;
		}
		catch {
			return 0;
		}
	}

	close(): void {
		const inner = this.#inner;
		this.#inner = undefined;
		try {
			inner?.disconnect();
			inner?.close();
		}
		catch {
			// Nothing is left to close.
		}
	}
}
