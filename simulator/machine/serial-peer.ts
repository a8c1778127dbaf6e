import type { Serial, SerialConstructor, SerialFaults, SerialOptions } from "../../drivers/serial";
import { encodeText, kinds } from "../host/records";
import type { Peer, PeerLine } from "./peer";

const noFaults: SerialFaults = Object.freeze({ overrun: 0, framing: 0, parity: 0, break: 0 });

interface SerialControl {
	readonly write?: number[];
	readonly configure?: Parameters<Serial["configure"]>[0];
	readonly number?: number;
	readonly flush?: [input: boolean, output: boolean];
	readonly break?: boolean;
}

/** A UART outside the engine. While the firmware is busy its ring fills; of each kind of news one is under way at a time. */
export class SerialPeer implements Peer {
	readonly #line: PeerLine;
	readonly #serial: Serial;
	#dataPosted = false;
	#faults: SerialFaults | undefined;
	#room: number | undefined;

	constructor(line: PeerLine, SerialClass: SerialConstructor, options: SerialOptions) {
		this.#line = line;
		this.#serial = new SerialClass({
			...options,
			onReadable: () => this.#readable(),
			onWritable: count => this.#writable(count),
			onFault: faults => this.#fault(faults),
			onError: () => line.send(kinds.error, "the port is gone"),
		});
	}

	control(value: unknown): void {
		const { write, configure, number, flush, break: hold } = value as SerialControl;
		if (write)
			this.write(Uint8Array.from(write));
		if (configure)
			this.#serial.configure(stripped(configure), () => this.#line.send(kinds.configured, number));
		if (flush)
			this.#serial.flush(flush[0], flush[1]);
		if (hold !== undefined)
			this.#serial.set({ break: hold });
	}

	write(bytes: Uint8Array): void {
		this.#serial.write(bytes.slice());
		// News of room that is still under way does not know of these.
		if (this.#room !== undefined)
			this.#room = Math.max(0, this.#room - bytes.length);
	}

	read(): Uint8Array {
		return this.#take() ?? new Uint8Array(0);
	}

	close(): void {
		this.#serial.close();
	}

	#take(): Uint8Array | undefined {
		const bytes = this.#serial.read();
		return bytes && new Uint8Array(bytes);
	}

	#readable(): void {
		if (this.#dataPosted)
			return;
		this.#dataPosted = true;
		this.#line.sendBytes(kinds.data, () => {
			this.#dataPosted = false;
			return this.#take();
		});
	}

	#fault(faults: SerialFaults): void {
		const posted = this.#faults !== undefined;
		const { overrun, framing, parity, break: breaks } = this.#faults ?? noFaults;
		this.#faults = {
			overrun: overrun + faults.overrun,
			framing: framing + faults.framing,
			parity: parity + faults.parity,
			break: breaks + faults.break,
		};
		if (!posted)
			this.#later(kinds.event, () => {
				const sum = this.#faults;
				this.#faults = undefined;
				return sum;
			});
	}

	#writable(count: number): void {
		const posted = this.#room !== undefined;
		this.#room = count;
		if (!posted)
			this.#later(kinds.writable, () => {
				const room = this.#room;
				this.#room = undefined;
				return room;
			});
	}

	#later(kind: number, value: () => unknown): void {
		this.#line.sendBytes(kind, () => encodeText(JSON.stringify(value())));
	}
}

/** What JSON leaves out must not arrive as a change to `undefined`. */
function stripped<Options extends object>(options: Options): Options {
	return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}
