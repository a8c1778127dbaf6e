import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import https from "node:https";
import type { Network } from "../../simulator/machine/network";
import { duplexPair } from "../../simulator/duplex-pair";
import { FileHandler } from "./file-handler";

/** A web server in the simulated network, without a real connection. */
export class SimulatedWebServer extends FileHandler {
	readonly url: string;
	/** Connections that were opened. */
	connections = 0;
	readonly #server: Server;

	/**
	 * @param handle In place of the files.
	 * @param secure Key and certificate: then it is an https server.
	 */
	constructor(
		network: Network,
		address = "10.0.0.9",
		port = 80,
		handle?: RequestListener,
		secure?: { readonly key: string; readonly cert: string; },
	) {
		super();
		const listener: RequestListener = handle ?? ((request, response) => this.handle(request, response));
		this.url = `http${secure ? "s" : ""}://${address}${port === (secure ? 443 : 80) ? "" : `:${port}`}`;
		this.#server = secure ? https.createServer(secure, listener) : createServer(listener);
		// A client that does not like the certificate.
		this.#server.on("tlsClientError", () => {});
		network.serve(address, port, () => {
			this.connections++;
			const [ours, theirs] = duplexPair();
			this.#server.emit("connection", theirs);
			return ours;
		});
	}

	close(): void {
		this.#server.close();
	}
}
