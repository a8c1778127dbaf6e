import type { Serial, SerialConstructor, SerialFaults, SerialFormat, SerialOptions } from "../../drivers/serial";
import type { HostInstance, HostLink } from "./host-link";
import { kinds, parseJSON } from "./records";

/** A UART whose ring and wires are the simulator's. Bytes come along with the news that they are there. */
export class HostSerial implements Serial, HostInstance {
	readonly target: unknown;
	readonly #link: HostLink;
	readonly #id: number;
	readonly #options: SerialOptions;
	readonly #configured = new Map<number, ((this: Serial) => void) | undefined>();
	#configures = 0;
	#bytes = new Uint8Array(0);
	/** All that the ring held came with the present command, so it need not be asked. */
	#complete = false;
	#room = 0;
	#open = true;

	/** The class for one of the board's ports. */
	static bind(link: HostLink, port: string): SerialConstructor {
		return class extends HostSerial {
			constructor(options: SerialOptions) {
				super(link, port, options);
			}
		};
	}

	constructor(link: HostLink, port: string, options: SerialOptions) {
		this.#link = link;
		this.#options = { ...options };
		this.target = options.target;
		this.#id = link.reserve(this);
		const { receive, transmit, enable, baud, data, parity, stop, invert, bufferSize, quiet } = options;
		try {
			const format = { baud, data, parity, stop, invert, quiet };
			link.request(kinds.open, this.#id, { type: "serial", port, receive, transmit, enable, bufferSize, ...format });
		}
		catch (error) {
			link.release(this.#id);
			throw error;
		}
	}

	read(count?: number): ArrayBuffer | undefined;
	read(buffer: Uint8Array): number | undefined;
	read(wanted?: number | Uint8Array): ArrayBuffer | number | undefined {
		this.#check();
		if (!this.#bytes.length)
			this.#fetch();
		if (!this.#bytes.length)
			return undefined;
		const count = Math.min(this.#bytes.length, wanted === undefined ? Infinity : typeof wanted === "number" ? wanted : wanted.length);
		const part = this.#bytes.subarray(0, count);
		this.#bytes = this.#bytes.subarray(count);
		if (typeof wanted !== "object")
			return part.slice().buffer;
		wanted.set(part);
		return count;
	}

	write(data: ArrayBuffer | Uint8Array): void {
		this.#check();
		const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
		// The simulator knows better how much room there is by now, and throws if there is none.
		if (bytes.length > this.#room) {
			this.#link.request(kinds.control, this.#id, { write: [...bytes] });
			return;
		}
		this.#room -= bytes.length;
		this.#link.sendBytes(kinds.write, this.#id, bytes);
	}

	configure(options: Partial<SerialFormat> & { quiet?: number; }, callback?: (this: Serial) => void): void {
		this.#check();
		const number = ++this.#configures;
		const { baud, data, parity, stop, invert, quiet } = options;
		this.#link.request(kinds.control, this.#id, { configure: { baud, data, parity, stop, invert, quiet }, number });
		if (callback)
			this.#configured.set(number, callback);
	}

	flush(input?: boolean, output?: boolean): void {
		this.#check();
		const both = input === undefined && output === undefined;
		if (both || input)
			this.#bytes = new Uint8Array(0);
		this.#link.send(kinds.control, this.#id, { flush: [both || input === true, both || output === true] });
	}

	set(options: { break: boolean; }): void {
		this.#check();
		this.#link.send(kinds.control, this.#id, { break: options.break });
	}

	close(): void {
		if (!this.#open)
			return;
		this.#open = false;
		this.#link.close(this.#id);
	}

	receive(kind: number, payload: Uint8Array): void {
		const { onReadable, onWritable, onFault, onError } = this.#options;
		switch (kind) {
			case kinds.data:
				this.#append(payload);
				this.#complete = true;
				onReadable?.call(this, this.#bytes.length);
				this.#complete = false;
				break;
			case kinds.writable:
				this.#room = parseJSON(payload) as number;
				onWritable?.call(this, this.#room);
				break;
			case kinds.event:
				onFault?.call(this, parseJSON(payload) as SerialFaults);
				break;
			case kinds.configured: {
				const number = parseJSON(payload) as number;
				const callback = this.#configured.get(number);
				this.#configured.delete(number);
				callback?.call(this);
				break;
			}
			case kinds.error:
				onError?.call(this);
				break;
		}
	}

	#fetch(): void {
		if (!this.#complete)
			this.#append(this.#link.request(kinds.read, this.#id, null));
	}

	#append(payload: Uint8Array): void {
		const bytes = new Uint8Array(this.#bytes.length + payload.length);
		bytes.set(this.#bytes);
		bytes.set(payload, this.#bytes.length);
		this.#bytes = bytes;
	}

	#check(): void {
		if (!this.#open)
			throw new Error("the port is closed");
	}
}
