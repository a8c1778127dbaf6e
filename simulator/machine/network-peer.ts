import { kinds } from "../host/records";
import type { Scheduler } from "../scheduler";
import type { ScheduledEvent } from "../scheduler-entry";
import { reasons, refusal, type VirtualAccessPoint } from "./air";
import type { Network } from "./network";
import type { Peer, PeerLine } from "./peer";

const state = Object.freeze({ started: 200, connecting: 300, joined: 400, ready: 500 });

/** How long each step takes on a chip, in milliseconds. */
const joinTime = 1200, addressTime = 600, giveUpTime = 3000, scanTime = 2200;

/** What the access point of the house gives out. */
const leased = "192.168.4.20";

interface Control {
	readonly connect?: { readonly SSID?: string; readonly password?: string; };
	readonly disconnect?: boolean;
	readonly scan?: boolean;
	readonly static?: { readonly address: string; } | null;
}

/** The chip's Wi-Fi (or Ethernet) outside the engine: joins after a while, is thrown out when the access point goes, and stays out then. */
export class NetworkPeer implements Peer {
	readonly #line: PeerLine;
	readonly #scheduler: Scheduler;
	readonly #network: Network;
	readonly #mac: string;
	readonly #unwatch: () => void;
	#step: ScheduledEvent | undefined;
	#scan: ScheduledEvent | undefined;
	#connection: number = state.started;
	#fixed: string | undefined;

	constructor(line: PeerLine, scheduler: Scheduler, network: Network, mac: string) {
		this.#line = line;
		this.#scheduler = scheduler;
		this.#network = network;
		this.#mac = mac;
		this.#unwatch = network.watch(() => this.#changed());
	}

	control(value: unknown): void {
		const { connect, disconnect, scan, static: fixed } = value as Control;
		if (fixed !== undefined)
			this.#fixed = fixed?.address;
		if (disconnect)
			this.#set(state.started, reasons.leave);
		if (scan)
			this.#scan = this.#scheduler.after(
				scanTime,
				() => this.#line.send(kinds.event, { found: this.#network.up ? this.#network.air : [] }),
			);
		if (!connect)
			return;
		this.#set(state.connecting);
		const point = this.#network.up ? this.#network.air.find(each => each.SSID === connect.SSID) : undefined;
		const reason = refusal(point, connect.password);
		if (reason)
			this.#step = this.#scheduler.after(giveUpTime, () => this.#set(state.started, reason));
		else
			this.#step = this.#scheduler.after(joinTime, () => this.#join(point!));
	}

	close(): void {
		this.#unwatch();
		this.#step?.cancel();
		this.#scan?.cancel();
	}

	#join(point: VirtualAccessPoint): void {
		this.#set(state.joined);
		if (point.addresses === false && this.#fixed === undefined)
			return;
		const { RSSI, channel } = point;
		const facts = { address: this.#fixed ?? leased, RSSI, channel, BSSID: "AABBCCDDEEFF" };
		this.#step = this.#scheduler.after(addressTime, () => this.#set(state.ready, 0, facts));
	}

	#changed(): void {
		if (!this.#network.up && this.#connection >= state.joined)
			this.#set(state.started, reasons.beacon);
	}

	#set(connection: number, reason = 0, facts: object = {}): void {
		this.#step?.cancel();
		this.#connection = connection;
		this.#line.send(kinds.event, { connection, MAC: this.#mac, ...(reason && { reason }), ...facts });
	}
}
