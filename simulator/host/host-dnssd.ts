import type { TimerHandle } from "../../drivers/timers";
import type { DNSSDConstructor } from "../../services/platform";
import type { HostInstance, HostLink } from "./host-link";
import type { HostTimers } from "./host-timers";
import { decodeText, kinds, parseJSON } from "./records";

type Service = InstanceType<DNSSDConstructor>;
type Claim = Parameters<Service["claim"]>[0];
type Advertisement = Parameters<Service["advertise"]>[0];

interface Socket {
	add(group: string): void;
	read(): ArrayBuffer | undefined;
	close(): void;
}

type SocketConstructor = new(
	options: { target: HostDNSSD; port: number; onReadable(this: Socket & { target: HostDNSSD; }, count: number): void; },
) => Socket;

interface Claimed {
	readonly options: Claim;
	timer: TimerHandle | undefined;
	taken: boolean;
	ready: boolean;
}

const group = "224.0.0.251", groupPort = 5353;
/** Three probes, 250 ms apart, and the wait after the last. */
const probeInterval = 250, probes = 3;
const headerLength = 12;

/**
 * Stands in for the SDK's DNS-SD module, faults included: it throws out of its constructor without closing the socket, on packets that are too
 * short, and when it is closed from within `onError`. What is claimed and advertised is told to the simulator instead of the group.
 */
export class HostDNSSD implements Service, HostInstance {
	readonly #link: HostLink;
	readonly #timers: HostTimers;
	readonly #id: number;
	readonly #socket: Socket;
	#claims: Claimed[] | undefined = [];
	readonly #advertised: { close(): void; }[] = [];

	static bind(link: HostLink, timers: HostTimers): DNSSDConstructor {
		return class extends HostDNSSD {
			constructor(options: { socket: { io: unknown; }; }) {
				super(link, timers, options);
			}
		};
	}

	constructor(link: HostLink, timers: HostTimers, { socket }: { socket: { io: unknown; }; }) {
		this.#link = link;
		this.#timers = timers;
		this.#socket = new (socket.io as SocketConstructor)({
			...socket,
			target: this,
			port: groupPort,
			onReadable(count) {
				for (let left = count; left > 0; left--)
					parse(this.read()!);
			},
		});
		this.#socket.add(group);
		this.#id = link.open(this, "dnssd", {});
	}

	claim(options: Claim): { close(): void; } {
		if (this.#claims!.some(({ options: { host } }) => host === options.host))
			throw new Error("duplicate");
		const claim: Claimed = { options, timer: undefined, taken: false, ready: false };
		let sent = 0;
		claim.timer = this.#timers.repeat(() => {
			if (claim.taken) {
				options.onError();
				return this.#unclaim(claim);
			}
			if (sent < probes) {
				sent++;
				return this.#say({ probe: options.host });
			}
			this.#timers.clear(claim.timer);
			claim.ready = true;
			this.#say({ claimed: options.host });
			options.onReady();
		}, probeInterval);
		this.#claims!.push(claim);
		return { close: () => this.#unclaim(claim) };
	}

	advertise({ serviceType, host, port, txt }: Advertisement): { close(): void; } {
		if (!serviceType.includes("._"))
			throw new Error("invalid serviceType");
		const service = { serviceType, host, port, texts: strings(txt ?? new Uint8Array(1)) };
		this.#say({ advertise: service });
		const advertised = {
			close: () => {
				this.#advertised.splice(this.#advertised.indexOf(advertised), 1);
				this.#say({ bye: service });
			},
		};
		this.#advertised.push(advertised);
		return advertised;
	}

	close(): void {
		while (this.#advertised.length)
			this.#advertised[0]!.close();
		for (const claim of [...this.#claims!])
			this.#unclaim(claim);
		this.#claims = undefined;
		this.#socket.close();
		this.#link.close(this.#id);
	}

	receive(_kind: number, payload: Uint8Array): void {
		const { taken } = parseJSON(payload) as { taken: string; };
		for (const claim of this.#claims ?? [])
			claim.taken ||= claim.options.host === taken;
	}

	#unclaim(claim: Claimed): void {
		const at = this.#claims!.indexOf(claim);
		if (at < 0)
			return;
		this.#claims!.splice(at, 1);
		this.#timers.clear(claim.timer);
		if (claim.ready)
			this.#say({ unclaimed: claim.options.host });
	}

	#say(value: object): void {
		this.#link.send(kinds.control, this.#id, value);
	}
}

/** The SDK's parser reads the header of whatever comes. */
function parse(packet: ArrayBuffer): void {
	if (packet.byteLength < headerLength)
		throw new Error("bad packet");
}

/** The strings of a TXT record's data. */
function strings(record: Uint8Array): string[] {
	const found: string[] = [];
	for (let at = 0; at < record.length; at += 1 + record[at]!)
		found.push(decodeText(record.subarray(at + 1, at + 1 + record[at]!)));
	return found.filter(text => text);
}
