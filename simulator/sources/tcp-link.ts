import { connect } from "node:net";
import type { Socket } from "node:net";
import type { SerialFormat } from "../../drivers/serial";
import type { ByteLink, ByteLinkListener } from "../wire/byte-link";
import type { Source } from "./source";

/** A serial port somewhere on the network (ser2net and the like). The far end fixes the format. */
export class TcpLink implements ByteLink, Source {
	readonly link = this;
	readonly #host: string;
	readonly #port: number;
	readonly #onError: (text: string) => void;
	#listener: ByteLinkListener | undefined;
	#socket: Socket | undefined;

	/** `address`: `host:port`. `onError` gets one line. */
	constructor(address: string, onError: (text: string) => void) {
		const match = /^(.+):(\d{1,5})$/.exec(address);
		if (!match || Number(match[2]) < 1 || Number(match[2]) > 65_535)
			throw new Error(`Not an address: tcp://${address}. It looks like tcp://host:port`);
		this.#host = match[1]!.replace(/^\[(.*)\]$/, "$1");
		this.#port = Number(match[2]);
		this.#onError = onError;
	}

	open(listener: ByteLinkListener): void {
		this.#listener = listener;
		const socket = connect({ host: this.#host, port: this.#port, noDelay: true });
		this.#socket = socket;
		// What comes late belongs to a port that has been closed.
		socket.on("data", bytes => this.#socket === socket && listener.receive(bytes));
		socket.on(
			"error",
			(error: NodeJS.ErrnoException) => this.#onError(`Cannot use tcp://${this.#host}:${this.#port}: ${error.code ?? error.message}`),
		);
		socket.on("close", () => {
			if (this.#socket !== socket)
				return;
			this.#socket = undefined;
			this.#listener?.lost();
		});
	}

	configure(_format: SerialFormat): void {
		// Not for us to set.
	}

	transmit(bytes: Uint8Array): void {
		this.#socket?.write(bytes);
	}

	close(): void {
		const socket = this.#socket;
		this.#socket = this.#listener = undefined;
		socket?.destroy();
	}
}
