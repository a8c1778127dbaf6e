import type { TimerHandle, Timers } from "../../drivers/timers";
import type { FoundNetwork } from "../platform";
import type { Network } from "./network";
import { describeError } from "../text";

export interface ScannedNetwork {
	readonly ssid: string;
	/** dBm. */
	readonly rssi: number;
	readonly secure: boolean;
}

type Waiting = (error: string | undefined, networks: readonly ScannedNetwork[]) => void;

/** A scan of all channels takes 2 to 3 s. */
const deadline = 10_000;
const most = 24;

/** Looks for networks; who asks while it looks gets the same answer. Each name once, the strongest first, hidden ones left out. */
export class WifiScan {
	readonly #timers: Timers;
	readonly #network: Network;
	#waiting: Waiting[] = [];
	#found: ScannedNetwork[] = [];
	#timer: TimerHandle | undefined;
	/** Of the present scan: a late answer of an earlier one does not count. */
	#number = 0;

	constructor(timers: Timers, network: Network) {
		this.#timers = timers;
		this.#network = network;
	}

	start(done: Waiting): void {
		this.#waiting.push(done);
		if (this.#waiting.length > 1)
			return;
		this.#found = [];
		const number = ++this.#number;
		this.#timer = this.#timers.set(() => this.#end("the scan did not end in time"), deadline);
		try {
			this.#network.scan({
				onFound: network => {
					if (number === this.#number)
						this.#note(network);
				},
				onComplete: () => {
					if (number === this.#number)
						this.#end(undefined);
				},
			});
		}
		catch (error) {
			this.#end(`no scan now: ${describeError(error)}`);
		}
	}

	close(): void {
		this.#timers.clear(this.#timer);
		this.#number++;
		this.#waiting = [];
	}

	#note({ SSID, RSSI, security }: FoundNetwork): void {
		if (!SSID)
			return;
		const at = this.#found.findIndex(each => each.ssid === SSID);
		if (at >= 0 && this.#found[at]!.rssi >= RSSI)
			return;
		if (at >= 0)
			this.#found.splice(at, 1);
		this.#found.push({ ssid: SSID, rssi: RSSI, secure: security !== "none" });
		this.#found.sort((a, b) => b.rssi - a.rssi);
		this.#found.length = Math.min(this.#found.length, most);
	}

	#end(error: string | undefined): void {
		this.#timers.clear(this.#timer);
		this.#number++;
		const waiting = this.#waiting, found = this.#found;
		this.#waiting = [];
		this.#found = [];
		for (const done of waiting)
			done(error, found);
	}
}
