import { kinds } from "../host/records";
import type { Scheduler } from "../scheduler";
import type { ScheduledEvent } from "../scheduler-entry";
import type { Network } from "./network";
import type { Peer, PeerLine } from "./peer";

const state = Object.freeze({ started: 200, connecting: 300, joined: 400, ready: 500 });

/** How long each step takes on a chip, in milliseconds. */
const joinTime = 1200, addressTime = 600, giveUpTime = 3000;

const joined = Object.freeze({
	address: "192.168.4.20",
	RSSI: -57,
	BSSID: "AABBCCDDEEFF",
	channel: 6,
});

/** The chip's Wi-Fi (or Ethernet) outside the engine: joins after a while, is thrown out when the access point goes, and stays out then. */
export class NetworkPeer implements Peer {
	readonly #line: PeerLine;
	readonly #scheduler: Scheduler;
	readonly #network: Network;
	readonly #mac: string;
	readonly #unwatch: () => void;
	#step: ScheduledEvent | undefined;
	#connection: number = state.started;

	constructor(line: PeerLine, scheduler: Scheduler, network: Network, mac: string) {
		this.#line = line;
		this.#scheduler = scheduler;
		this.#network = network;
		this.#mac = mac;
		this.#unwatch = network.watch(() => this.#changed());
	}

	control(value: unknown): void {
		const { connect, disconnect } = value as { connect?: object; disconnect?: boolean; };
		if (disconnect)
			this.#set(state.started);
		if (!connect)
			return;
		this.#set(state.connecting);
		this.#step = this.#scheduler.after(joinTime, () => this.#join());
	}

	close(): void {
		this.#unwatch();
		this.#step?.cancel();
	}

	#join(): void {
		if (!this.#network.up) {
			this.#step = this.#scheduler.after(giveUpTime - joinTime, () => this.#set(state.started));
			return;
		}
		this.#set(state.joined);
		this.#step = this.#scheduler.after(addressTime, () => this.#set(state.ready));
	}

	#changed(): void {
		if (!this.#network.up && this.#connection >= state.joined)
			this.#set(state.started);
	}

	#set(connection: number): void {
		this.#step?.cancel();
		this.#connection = connection;
		this.#line.send(kinds.event, { connection, MAC: this.#mac, ...(connection === state.ready && joined) });
	}
}
