import type { Duplex } from "node:stream";
import { kinds } from "../host/records";
import type { Scheduler } from "../scheduler";
import type { Network } from "./network";
import type { Peer, PeerLine } from "./peer";
import { ReceiveWindow } from "./receive-window";
import { sendBuffer } from "./socket-peer";

/** Real milliseconds for which virtual time stands still for a client's request, and for the answer to be taken. */
const patience = 2_000;

/**
 * A connection that somebody has made to the firmware. As on the chip it says nothing before the firmware has taken it over from the listener,
 * and when the client has gone by then, it never does.
 */
export class AcceptedPeer implements Peer {
	readonly #line: PeerLine;
	readonly #network: Network;
	readonly #window: ReceiveWindow;
	readonly #unwatch: () => void;
	#socket: Duplex | undefined;
	#written: Uint8Array[] = [];
	#gone = false;
	/** Virtual time waits until the firmware begins to answer. */
	readonly #answered: () => void;

	constructor(line: PeerLine, network: Network, scheduler: Scheduler, number: number) {
		this.#line = line;
		this.#window = new ReceiveWindow(line, scheduler);
		this.#network = network;
		this.#socket = network.arrived(number);
		this.#answered = network.due.expect(patience);
		this.#unwatch = network.watch(() => this.#cut());
		// A client that has gone in the meantime: the chip's socket knows nothing of it.
		this.#socket?.on("close", () => this.#gone = true);
	}

	control(value: unknown): void {
		const socket = this.#socket;
		if (!(value as { adopted?: boolean; }).adopted || !socket || this.#gone)
			return;
		this.#line.send(kinds.writable, sendBuffer);
		socket.on("data", (data: Buffer) => {
			this.#window.push(data);
			// The rest of a long request needs virtual time to come in.
			if (this.#window.isWaiting)
				this.#answered();
		});
		socket.on("end", () => this.#window.end(() => this.#fail()));
		socket.on("close", () => this.#window.end(() => this.#fail()));
	}

	write(bytes: Uint8Array): void {
		this.#written.push(bytes.slice());
	}

	flush(): void {
		if (!this.#written.length || !this.#socket)
			return;
		const bytes = Buffer.concat(this.#written);
		this.#written = [];
		const done = this.#network.due.expect(patience);
		this.#socket.write(bytes, () => {
			done();
			if (this.#socket)
				this.#line.send(kinds.writable, bytes.length);
		});
		this.#answered();
	}

	close(): void {
		this.flush();
		this.#answered();
		this.#unwatch();
		const socket = this.#socket;
		this.#socket = undefined;
		socket?.end();
		// What still comes would keep it open for ever.
		socket?.resume();
	}

	#cut(): void {
		if (this.#network.up)
			return;
		this.#socket?.destroy();
		this.#socket = undefined;
	}

	#fail(): void {
		if (!this.#socket)
			return;
		this.#answered();
		this.#socket = undefined;
		this.#line.send(kinds.error, "closed");
	}
}
