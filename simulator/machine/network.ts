import { lookup } from "node:dns";
import net from "node:net";
import type { Duplex } from "node:stream";
import { duplexPair } from "../duplex-pair";
import { usualAir, type VirtualAccessPoint } from "./air";
import { DueAnswers } from "./due-answers";
import type { MQTTMessage } from "./mqtt-watch";

/** A service that lives in this process and is reached without a real connection. */
export type LocalService = () => Duplex;

/** Where a datagram comes from or goes to. */
export interface DatagramEnd {
	readonly address: string;
	readonly port: number;
}

/** A service as somebody who browses the network sees it. */
export interface AnnouncedService {
	readonly serviceType: string;
	readonly host: string;
	readonly port: number;
	/** Strings of the TXT record. */
	readonly texts: readonly string[];
}

export interface Announced {
	readonly names: string[];
	readonly services: AnnouncedService[];
}

/** Takes a datagram that was sent from `from`. */
export type DatagramListener = (from: DatagramEnd, bytes: Uint8Array) => void;

/** What the house's network is to the chip: an access point, names, the way to brokers, a time server. */
export class Network {
	readonly due = new DueAnswers();
	/** MQTT messages of the firmware, as they pass. */
	onSent: (message: MQTTMessage) => void = () => {};
	onReceived: (message: MQTTMessage) => void = () => {};
	/** The firmware has begun to listen at this port. */
	onListen: (port: number) => void = () => {};
	/** A real connection cannot be made, in words. */
	onTrouble: (text: string) => void = () => {};
	readonly #services = new Map<string, LocalService>();
	readonly #listeners = new Map<number, (socket: Duplex) => void>();
	#early: { readonly port: number; readonly socket: Duplex; }[] = [];
	readonly #arrived = new Map<number, Duplex>();
	#arrivals = 0;
	readonly #watchers = new Set<() => void>();
	#up = true;
	/** Set to false: nobody knows what time it is. */
	timeServer = true;
	/** The Wi-Fi networks in reach. */
	air: readonly VirtualAccessPoint[] = usualAir;
	/** The chip's own access point, while it is open. */
	accessPoint: { readonly SSID: string; readonly password: string; } | undefined;
	/** Names in `.local` that somebody else in the house has, in lower case. */
	readonly localNames = new Set<string>();
	/** What the chip has claimed and advertises with multicast DNS. */
	readonly announced: Announced = { names: [], services: [] };
	/** Set to true: the chip cannot join a multicast group. */
	multicastFails = false;
	readonly #datagramListeners = new Map<number, DatagramListener>();
	readonly #datagramServices = new Map<string, DatagramListener>();

	/** False takes the access point away: connections die without a word. */
	get up(): boolean {
		return this.#up;
	}

	set up(up: boolean) {
		if (this.#up === up)
			return;
		this.#up = up;
		for (const changed of [...this.#watchers])
			changed();
	}

	/** Calls `changed` when `up` has changed, until the function that is returned is called. */
	watch(changed: () => void): () => void {
		this.#watchers.add(changed);
		return () => this.#watchers.delete(changed);
	}

	/** Connections to this address and port go to `service`; without it to the real network again. */
	serve(address: string, port: number, service: LocalService | undefined): void {
		const key = `${address}:${port}`;
		if (service)
			this.#services.set(key, service);
		else
			this.#services.delete(key);
	}

	/** The firmware listens at this port: `onConnection` gets each connection's number, for `arrived`. Returns the function that ends it. */
	listen(port: number, onConnection: (number: number) => void): () => void {
		if (this.#listeners.has(port))
			throw new Error("the port is in use");
		this.#listeners.set(port, socket => {
			const number = ++this.#arrivals;
			this.#arrived.set(number, socket);
			onConnection(number);
		});
		this.onListen(port);
		const waiting = this.#early.filter(each => each.port === port);
		this.#early = this.#early.filter(each => each.port !== port);
		setImmediate(() => waiting.forEach(each => this.offer(port, each.socket)));
		return () => this.#listeners.delete(port);
	}

	/** The connection with this number, once. */
	arrived(number: number): Duplex | undefined {
		const socket = this.#arrived.get(number);
		this.#arrived.delete(number);
		return socket;
	}

	/** Somebody connects to a port of the firmware. A port at which nobody listens refuses; `isPatient`: it waits for the firmware to come up. */
	offer(port: number, socket: Duplex, isPatient = false): void {
		const listener = this.#up ? this.#listeners.get(port) : undefined;
		if (!listener && isPatient) {
			this.#early.push({ port, socket });
			return;
		}
		// Until the firmware has taken it nobody else would hear of a client that goes.
		socket.on("error", () => {});
		if (listener)
			listener(socket);
		else
			socket.destroy();
	}

	/** A connection to a port of the firmware within this process, without a real network. */
	dial(port: number): Duplex {
		const [client, server] = duplexPair();
		this.offer(port, server);
		return client;
	}

	connect(address: string, port: number): Duplex {
		const service = this.#services.get(`${address}:${port}`);
		return service ? service() : net.connect({ host: address, port, noDelay: true });
	}

	/** Datagrams to this address and port go to `service`; without it to the real network again. */
	serveDatagrams(address: string, port: number, service: DatagramListener | undefined): void {
		const key = `${address}:${port}`;
		if (service)
			this.#datagramServices.set(key, service);
		else
			this.#datagramServices.delete(key);
	}

	/** The chip listens at `port`; or no longer. */
	listenDatagrams(port: number, listener: DatagramListener | undefined): void {
		if (listener)
			this.#datagramListeners.set(port, listener);
		else
			this.#datagramListeners.delete(port);
	}

	/** Somebody in the network sends the chip a datagram. False: it does not listen there. */
	sendDatagram(from: DatagramEnd, port: number, bytes: Uint8Array): boolean {
		const listener = this.#datagramListeners.get(port);
		listener?.(from, bytes);
		return listener !== undefined;
	}

	/** The chip sends. False: nobody in the simulation is there. */
	deliverDatagram(to: DatagramEnd, bytes: Uint8Array): boolean {
		const service = this.#datagramServices.get(`${to.address}:${to.port}`);
		service?.({ address: "192.168.4.20", port: 0 }, bytes);
		return service !== undefined;
	}

	/** IPv4 address of a name; `undefined` when nobody knows it. */
	resolve(host: string): Promise<string | undefined> {
		if (!this.#up)
			return Promise.resolve(undefined);
		if (net.isIPv4(host))
			return Promise.resolve(host);
		const done = this.due.expect();
		return new Promise(resolve => {
			lookup(host, { family: 4 }, (error, address) => {
				resolve(error ? undefined : address);
				done();
			});
		});
	}
}
