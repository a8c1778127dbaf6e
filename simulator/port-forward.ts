import net from "node:net";
import type { AddressInfo } from "node:net";
import type { Network } from "./machine/network";

/** A real TCP port of this machine that leads to a port of the firmware. */
export class PortForward {
	readonly #server: net.Server;
	readonly #sockets = new Set<net.Socket>();

	private constructor(network: Network, devicePort: number) {
		this.#server = net.createServer(socket => {
			socket.setNoDelay(true);
			this.#sockets.add(socket);
			socket.on("close", () => this.#sockets.delete(socket));
			network.offer(devicePort, socket, true);
		});
	}

	/** Rejects when `port` is taken; 0 takes any. */
	static async open(network: Network, devicePort: number, port: number): Promise<PortForward> {
		const forward = new PortForward(network, devicePort);
		await new Promise<void>((resolve, reject) => {
			forward.#server.once("error", reject);
			forward.#server.listen(port, "127.0.0.1", resolve);
		});
		return forward;
	}

	get port(): number {
		return (this.#server.address() as AddressInfo).port;
	}

	close(): void {
		this.#server.close();
		for (const socket of this.#sockets)
			socket.destroy();
	}
}
