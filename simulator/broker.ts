import { Aedes } from "aedes";
import net from "node:net";
import { duplexPair } from "./duplex-pair";
import type { Network } from "./machine/network";

export interface BrokerOptions {
	/** Only these may connect. Without them everybody may. */
	readonly user?: string;
	readonly password?: string;
}

/**
 * An MQTT broker inside the simulator. It also listens on 127.0.0.1, so that any MQTT client on this PC can watch and send commands; the
 * simulated chip reaches it without a real connection.
 */
export class EmbeddedBroker {
	readonly address = "127.0.0.1";
	readonly #aedes: Aedes;
	readonly #server: net.Server;
	readonly #connections = new Set<net.Socket>();

	private constructor(aedes: Aedes) {
		this.#aedes = aedes;
		this.#server = net.createServer(socket => {
			this.#connections.add(socket);
			socket.on("close", () => this.#connections.delete(socket));
			aedes.handle(socket);
		});
		// A client that breaks off is no matter of ours.
		aedes.on("clientError", () => {});
		aedes.on("connectionError", () => {});
	}

	/** @param port 0: any free one. Rejects when the port is taken. */
	static async open(port: number, options: BrokerOptions = {}): Promise<EmbeddedBroker> {
		const aedes = await Aedes.createBroker({
			// Virtual time may run faster than the broker's clock, or stand still: it must not judge by it.
			keepaliveLimit: 0,
			connectTimeout: 60_000,
			authenticate: (_client, user, password, done) => {
				const good = options.user === undefined || user === options.user && password?.toString() === (options.password ?? "");
				done(good ? null : Object.assign(new Error("refused"), { returnCode: 4 }), good);
			},
		});
		const broker = new EmbeddedBroker(aedes);
		await new Promise<void>((resolve, reject) => {
			broker.#server.once("error", reject);
			broker.#server.listen(port, broker.address, resolve);
		});
		return broker;
	}

	get port(): number {
		return (this.#server.address() as net.AddressInfo).port;
	}

	get url(): string {
		return `mqtt://${this.address}:${this.port}`;
	}

	/** Makes the simulated chip's connections to this broker's address and port come here directly. */
	attach(network: Network): void {
		network.serve(this.address, this.port, () => {
			const [ours, theirs] = duplexPair();
			this.#aedes.handle(theirs);
			return ours;
		});
	}

	/** For tests: a message as from another client. */
	publish(topic: string, payload: string, retain = false): Promise<void> {
		return new Promise((resolve, reject) => {
			this.#aedes.publish(
				{ cmd: "publish", topic, payload: Buffer.from(payload), retain, qos: 0, dup: false },
				error => error ? reject(error) : resolve(),
			);
		});
	}

	async close(): Promise<void> {
		for (const socket of this.#connections)
			socket.destroy();
		await new Promise<void>(resolve => this.#server.close(() => resolve()));
		await new Promise<void>(resolve => this.#aedes.close(resolve));
	}
}
