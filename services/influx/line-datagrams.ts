import { BackOff } from "../back-off";
import { GuardedResolver } from "../mqtt/guarded-resolver";
import type { Platform, UDP } from "../platform";
import { ipAddress } from "../settings/setting-checks";
import type { Settings } from "../settings/settings";
import { describeError } from "../text";

export interface LineDatagramsOptions {
	readonly platform: Platform;
	readonly settings: Settings;
	readonly seed: number;
	onTrouble(reason: string): void;
}

/** A name may lead elsewhere later, in milliseconds. */
const addressLife = 600_000;

/** Sends lines over UDP. Nothing is kept for later, and what the host's name leads to is asked later and later when nobody knows it. */
export class LineDatagrams {
	readonly #options: LineDatagramsOptions;
	readonly #backOff: BackOff;
	#socket: UDP | undefined;
	#resolver: GuardedResolver | undefined;
	#address: string | undefined;
	/** When the name is asked next, in ticks. */
	#askAt = 0;

	constructor(options: LineDatagramsOptions) {
		this.#options = options;
		this.#backOff = new BackOff({ first: 5_000, maximum: 600_000, seed: options.seed });
	}

	/** There is an address to send to. */
	get isReady(): boolean {
		return this.#address !== undefined;
	}

	/** Looks the host up if it is time. */
	look(): void {
		const { platform: { timers }, settings } = this.#options;
		const host = settings.get("influxHost");
		if (host && timers.ticks >= this.#askAt)
			this.#ask(host);
	}

	send(line: string): void {
		const { platform: { network: { udp } }, settings, onTrouble } = this.#options;
		if (!udp || !this.#address)
			return;
		try {
			this.#socket ??= new udp({});
			this.#socket.write(ArrayBuffer.fromString(line), this.#address, settings.get("influxPort"));
		}
		catch (error) {
			onTrouble(describeError(error));
		}
	}

	/** The host is another. */
	changed(): void {
		this.#address = undefined;
		this.#askAt = 0;
		this.#backOff.reset();
	}

	close(): void {
		this.#resolver?.close();
		this.#socket?.close();
		this.#socket = undefined;
	}

	#ask(host: string): void {
		const { platform: { timers, mqtt }, onTrouble } = this.#options;
		if (!ipAddress(host)) {
			this.#address = host;
			this.#askAt = Infinity;
			return;
		}
		this.#askAt = timers.ticks + this.#backOff.next();
		this.#resolver?.close();
		try {
			const resolver = new GuardedResolver({ inner: mqtt.dns, onCreate: () => {}, onResolved: () => {}, onFault: onTrouble });
			this.#resolver = resolver;
			resolver.resolve({ host, onResolved: (_host, address) => this.#resolved(address) });
		}
		catch (error) {
			onTrouble(describeError(error));
		}
	}

	#resolved(address: string): void {
		const { platform: { timers }, onTrouble } = this.#options;
		this.#address = address;
		this.#backOff.reset();
		this.#askAt = timers.ticks + addressLife;
		onTrouble("");
	}
}
