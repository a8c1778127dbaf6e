import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { Network } from "../../simulator/machine/network";
import { duplexPair } from "../../simulator/duplex-pair";

/** A web server in the simulated network, without a real connection. */
export class SimulatedWebServer {
	readonly url: string;
	/** Connections that were opened. */
	connections = 0;
	/** Files by their path. */
	readonly files: Record<string, Buffer> = {};
	/** Does not know ranges. */
	plain = false;
	/** Breaks each connection off after so many bytes of bodies, as often as the second number says. */
	breakAfter: { bytes: number; times: number; } | undefined;
	readonly requests: string[] = [];
	readonly #server: Server;

	constructor(network: Network, address = "10.0.0.9", port = 80, handle?: RequestListener) {
		this.url = `http://${address}${port === 80 ? "" : `:${port}`}`;
		this.#server = createServer(
			handle ?? ((request, response) => {
				const path = request.url ?? "", file = this.files[path];
				this.requests.push(`${path} ${request.headers.range ?? ""}`);
				if (!file) {
					response.writeHead(404).end();
					return;
				}
				const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
				const part = from === undefined || this.plain ? file : file.subarray(Number(from), Number(to) + 1);
				if (part !== file)
					response.writeHead(206, {
						"content-length": part.length,
						"content-range": `bytes ${from}-${Number(from) + part.length - 1}/${file.length}`,
					});
				else
					response.writeHead(200, { "content-length": file.length });
				const cut = this.breakAfter;
				if (cut && cut.times > 0 && part.length > cut.bytes) {
					cut.times--;
					response.write(part.subarray(0, cut.bytes), () => response.destroy());
					return;
				}
				response.end(part);
			}),
		);
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
