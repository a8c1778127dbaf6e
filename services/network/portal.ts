import type { TimerHandle, Timers } from "../../drivers/timers";
import type { NetworkHardware, Storage } from "../platform";
import { describeError } from "../text";
import { portalPasswordKey } from "../settings/erase-storage";
import { PortalDNS } from "./portal-dns";

export interface PortalOptions {
	timers: Timers;
	hardware: NetworkHardware;
	storage: Storage;
	/** 12 hexadecimal digits. */
	mac: string;
	/** One line for the console alone: it holds the password. */
	onConsole(text: string): void;
	/** It opened or closed. */
	onChanged?(): void;
	onLog?(text: string): void;
}

export interface PortalStatus {
	readonly active: boolean;
	/** Name of the set-up network. */
	readonly ssid: string;
}

const passwordLength = 10;
/** Without letters and digits that look alike. */
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
/** After the device has come into a network: the page still tells its address there. */
const farewell = 60_000;
/** An access point that could not be opened is tried again. */
const retry = 30_000;

/**
 * The device's own network for the first set-up: an access point with WPA2, and a name server that leads every name to the device. The password is
 * made once per device, kept, and printed on the console; the network's name ends like the MAC address.
 */
export class Portal {
	readonly #options: PortalOptions;
	readonly #ssid: string;
	#address: string | undefined;
	#dns: PortalDNS | undefined;
	#timer: TimerHandle | undefined;

	constructor(options: PortalOptions) {
		this.#options = options;
		this.#ssid = `Meterwire-${options.mac.slice(-6)}`;
	}

	/** The device is its own access point. */
	get active(): boolean {
		return this.#address !== undefined;
	}

	/** The device's address in its own network. */
	get address(): string | undefined {
		return this.#address;
	}

	get status(): PortalStatus {
		return { active: this.active, ssid: this.#ssid };
	}

	/** Opens it, or keeps it open. On a board without Wi-Fi nothing happens. */
	open(): void {
		const { hardware, timers, onLog, onConsole } = this.#options;
		timers.clear(this.#timer);
		this.#timer = undefined;
		if (!hardware.radio || this.active)
			return;
		try {
			const password = this.#password();
			this.#address = hardware.radio.openAccessPoint(this.#ssid, password);
			onConsole(`set-up network: join "${this.#ssid}" with the password "${password}", then open http://${this.#address}/`);
		}
		catch (error) {
			onLog?.(`set-up network: ${describeError(error)}`);
			this.#timer = timers.set(() => this.open(), retry);
			return;
		}
		this.#openDNS();
		this.#options.onChanged?.();
	}

	/** Closes it in a minute. */
	closeSoon(): void {
		if (this.active)
			this.#timer ??= this.#options.timers.set(() => this.close(), farewell);
	}

	close(): void {
		const { hardware, timers, onLog } = this.#options;
		timers.clear(this.#timer);
		this.#timer = undefined;
		this.#dns?.close();
		this.#dns = undefined;
		if (!this.active)
			return;
		this.#address = undefined;
		try {
			hardware.radio?.closeAccessPoint();
		}
		catch (error) {
			onLog?.(`set-up network: ${describeError(error)}`);
		}
		onLog?.("set-up network: closed");
		this.#options.onChanged?.();
	}

	/** Without it the page is still there, under its address. */
	#openDNS(): void {
		const { hardware, onLog } = this.#options;
		try {
			if (hardware.udp)
				this.#dns = new PortalDNS(hardware.udp, this.#address!);
		}
		catch (error) {
			onLog?.(`set-up network: no name server: ${describeError(error)}`);
		}
	}

	#password(): string {
		const { storage } = this.#options;
		const kept = storage.read(portalPasswordKey);
		if (kept !== undefined && kept.length >= 8)
			return kept;
		let made = "";
		// The SDK's Math.random is the chip's own noise (esp_random), which the radio feeds.
		while (made.length < passwordLength)
			made += alphabet.charAt(Math.floor(Math.random() * alphabet.length));
		storage.write(portalPasswordKey, made);
		return made;
	}
}
