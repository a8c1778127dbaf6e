import type { TimerHandle, Timers } from "../../drivers/timers";
import { BackOff } from "../back-off";
import type { DNSSDConstructor, NetworkHardware } from "../platform";
import { describeError } from "../text";
import { guardMulticast } from "./guarded-multicast";
import { textRecord } from "./text-record";

export interface AnnouncerOptions {
	timers: Timers;
	/** Absent where the build has no multicast DNS: nothing is announced. */
	hardware: NetworkHardware["dnssd"];
	/** Without `.local`. */
	hostname: string;
	/** TCP port of the page; absent: only the name is claimed. */
	port?: number | undefined;
	/** What the TXT record says of the page: `key=value`, at most 255 bytes each. */
	texts: readonly string[];
	/** For the jitter of the back-off: from the MAC address. */
	seed: number;
	onLog?(text: string): void;
}

const firstRetry = 1_000, maximumRetry = 60_000;

/**
 * Claims `hostname.local` and advertises the page as `_http._tcp` (RFC 6762, 6763) while the network is there. A name that somebody else has is
 * followed by the same with `-2`, `-3`, …. Whatever the SDK's module throws is counted and logged, and the next attempt comes later each time.
 */
export class Announcer {
	readonly #options: AnnouncerOptions;
	readonly #backOff: BackOff;
	#service: InstanceType<DNSSDConstructor> | undefined;
	#timer: TimerHandle | undefined;
	#running = false;
	/** Counts the attempts: what an older one still says is not heard. */
	#round = 0;
	#tries = 1;
	#name: string | undefined;
	#faults = 0;
	#lastError = "";

	constructor(options: AnnouncerOptions) {
		this.#options = options;
		this.#backOff = new BackOff({ first: firstRetry, maximum: maximumRetry, seed: options.seed });
	}

	/** The name that the device answers to, without `.local`; `undefined` while there is none. */
	get name(): string | undefined {
		return this.#name;
	}

	/** How often the module failed or choked on a packet since the start. */
	get faults(): number {
		return this.#faults;
	}

	/** The last of them, also when it is over; empty: none. */
	get lastError(): string {
		return this.#lastError;
	}

	/** The network is there. Does nothing when it is running. */
	start(): void {
		if (this.#running || !this.#options.hardware)
			return;
		this.#running = true;
		this.#tries = 1;
		this.#backOff.reset();
		this.#open();
	}

	/** The network is gone. */
	stop(): void {
		this.#running = false;
		this.#shut();
	}

	#open(): void {
		const { hostname, hardware } = this.#options;
		const { io, socket } = hardware!;
		const host = this.#tries > 1 ? `${hostname}-${this.#tries}` : hostname, round = ++this.#round;
		const current = (action: () => void) => () => {
			if (round === this.#round)
				action();
		};
		try {
			this.#service = new io({ socket: { ...socket, io: guardMulticast(socket.io, error => this.#fault(error)) } });
			this.#service.claim({ host, onReady: current(() => this.#claimed(host)), onError: current(() => this.#taken(host)) });
		}
		catch (error) {
			this.#failed(error);
		}
	}

	#claimed(host: string): void {
		const { port, texts } = this.#options;
		try {
			if (port !== undefined)
				this.#service?.advertise({ serviceType: "_http._tcp", host, port, txt: textRecord(texts) });
			this.#name = host;
			this.#backOff.reset();
			this.#log(`the device is ${host}.local`);
		}
		catch (error) {
			this.#failed(error);
		}
	}

	#taken(host: string): void {
		this.#tries++;
		this.#log(`somebody else is ${host}.local; the next name is ${this.#options.hostname}-${this.#tries}`);
		this.#later();
	}

	#failed(error: unknown): void {
		this.#fault(error);
		this.#later();
	}

	/** The module is in the midst of what it called from, and would fall over its own end: it is closed when the timer comes. */
	#later(): void {
		const { timers } = this.#options;
		this.#round++;
		timers.clear(this.#timer);
		this.#timer = timers.set(() => {
			this.#shut();
			this.#open();
		}, this.#backOff.next());
	}

	#shut(): void {
		this.#options.timers.clear(this.#timer);
		this.#timer = undefined;
		this.#round++;
		this.#name = undefined;
		const service = this.#service;
		this.#service = undefined;
		try {
			service?.close();
		}
		catch (error) {
			this.#fault(error);
		}
	}

	/** Logged when it is another than the last: anybody in the house can send packets that are none. */
	#fault(error: unknown): void {
		this.#faults++;
		const text = describeError(error);
		if (text !== this.#lastError)
			this.#log(`${text} (fault ${this.#faults})`);
		this.#lastError = text;
	}

	#log(text: string): void {
		this.#options.onLog?.(`mDNS: ${text}`);
	}
}
