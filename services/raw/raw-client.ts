import type { Socket, SocketConstructor } from "../platform";

/** One program that reads along. */
export class RawClient {
	#socket: Socket | undefined;
	#room = 0;
	readonly #onClosed: () => void;

	/** @param accepted as the listener gave it; throws when it has gone by now */
	constructor(accepted: Socket, onClosed: () => void) {
		this.#onClosed = onClosed;
		this.#socket = new (accepted.constructor as SocketConstructor)({
			from: accepted,
			// Read only: what it sends goes nowhere.
			onReadable: () => void this.#socket?.read(),
			onWritable: count => this.#room = count,
			onError: () => this.close(),
		});
		this.#socket.format = "buffer";
	}

	/** Sends, or lets go of a client that does not keep up: half a telegram is of no use to it, and waiting would take memory. */
	write(bytes: Uint8Array): void {
		if (!this.#socket)
			return;
		if (bytes.length > this.#room)
			return this.close();
		try {
			this.#room = this.#socket.write(bytes) ?? 0;
		}
		catch {
			this.close();
		}
	}

	close(): void {
		const socket = this.#socket;
		if (!socket)
			return;
		this.#socket = undefined;
		try {
			socket.close();
		}
		catch {
			// Nothing is left to close.
		}
		this.#onClosed();
	}
}
