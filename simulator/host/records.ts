/**
 * What passes between the firmware's engine and the simulator. Both sides use this file.
 *
 * A command is the virtual time in milliseconds (float64) and records; the reply is the time at which the firmware's next timer is due
 * (float64, infinite for none) and records. A request, for which the firmware waits, is records alone; its answer is one byte (0, or 1 for an
 * exception) and the value, or the exception's text. A record is its kind (1 byte), the number of the instance it is about (uint32), the
 * length of what follows (uint32), and that: bytes, or a JSON text.
 */
export const kinds = Object.freeze({
	// To the firmware.
	/** JSON `HostStart`. */
	start: 1,
	/** Bytes came in. */
	data: 2,
	/** JSON: how many bytes may be written. */
	writable: 3,
	/** JSON: faults of a serial line, the state of the Wi-Fi, or what an answer holds. */
	event: 4,
	/** JSON: one line of text. The instance is dead. */
	error: 5,
	/** JSON: number of the `configure` that took effect. */
	configured: 6,
	/** The firmware is to close. */
	stop: 7,
	// From the firmware.
	/** JSON `{type, …options}`. */
	open: 16,
	write: 17,
	/** JSON; what it means depends on the type of the instance. */
	control: 18,
	close: 19,
	/** Asks for bytes or a value. */
	read: 20,
	/** JSON: a line for the console. */
	log: 21,
	/** JSON `[key, value]`, or `[key]` to delete it. */
	store: 22,
	/** The firmware wants to start anew. */
	restart: 23,
	/** JSON: an exception that nobody caught. On the chip it restarts the firmware. */
	exception: 24,
	/** JSON: a setting was refused, in words. */
	refused: 25,
	/** Bytes for an instance, which answers at once. */
	call: 26,
});

/** What the firmware gets to know when it starts. */
export interface HostStart {
	/** What the build would set. */
	readonly defaults: Readonly<Record<string, string>>;
	/** What the user sets now. */
	readonly settings: Readonly<Record<string, string>>;
	/** Text of a meter script that the user sets now. */
	readonly script?: string;
	readonly storage: Readonly<Record<string, string>>;
	readonly device: { readonly mac: string; readonly chip: string; readonly board: string; readonly restartReason: string; };
	readonly ports: {
		readonly p1?: { readonly request: boolean; };
		readonly optical?: object;
		readonly mbus?: object;
		readonly encoder?: object;
		readonly console?: object;
		readonly pulse1?: object;
		readonly pulse2?: object;
	};
	/** M-Bus and optical port have one UART between them. */
	readonly fewUarts: boolean;
	readonly network: "wifi" | "ethernet";
	/** The device's page without what its files hold, which is asked for when it is needed. */
	readonly page?: {
		readonly policy: string;
		readonly files: readonly { readonly path: string; readonly type: string; readonly tag: string; }[];
	};
	readonly update: { readonly slot: "a" | "b"; readonly slotLength: number; readonly pending: boolean; };
}

/** Room in front of the records: the time. */
const headLength = 8;
const recordHead = 9;

/** Collects records in one buffer that is used again and again. */
export class RecordWriter {
	#bytes = new Uint8Array(4096);
	#view = new DataView(this.#bytes.buffer);
	#length = headLength;

	get empty(): boolean {
		return this.#length === headLength;
	}

	bytes(kind: number, id: number, payload: Uint8Array): void {
		const start = this.#head(kind, id, payload.length);
		this.#bytes.set(payload, start);
	}

	json(kind: number, id: number, value: unknown): void {
		this.bytes(kind, id, encodeText(JSON.stringify(value)));
	}

	mark(kind: number, id: number): void {
		this.#head(kind, id, 0);
	}

	/** Everything so far with `time` in front; the writer is empty again. */
	take(time: number): Uint8Array {
		this.#view.setFloat64(0, time, true);
		return this.#take(0);
	}

	/** Everything so far without a time. */
	takeRecords(): Uint8Array {
		return this.#take(headLength);
	}

	#take(from: number): Uint8Array {
		const result = this.#bytes.slice(from, this.#length);
		this.#length = headLength;
		return result;
	}

	#head(kind: number, id: number, length: number): number {
		const at = this.#length, end = at + recordHead + length;
		if (end > this.#bytes.length)
			this.#grow(end);
		this.#bytes[at] = kind;
		this.#view.setUint32(at + 1, id, true);
		this.#view.setUint32(at + 5, length, true);
		this.#length = end;
		return at + recordHead;
	}

	#grow(wanted: number): void {
		const bytes = new Uint8Array(Math.max(wanted, this.#bytes.length * 2));
		bytes.set(this.#bytes);
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer);
	}
}

export function readTime(bytes: Uint8Array): number {
	return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0, true);
}

/** Calls `handle` for each record. The payload is a view that is only good until the buffer changes. */
export function readRecords(bytes: Uint8Array, from: number, handle: (kind: number, id: number, payload: Uint8Array) => void): void {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	for (let at = from; at < bytes.length;) {
		const start = at + recordHead, end = start + view.getUint32(at + 5, true);
		handle(bytes[at]!, view.getUint32(at + 1, true), bytes.subarray(start, end));
		at = end;
	}
}

/** Records begin here in a command and in a reply. */
export const recordsAt = headLength;

declare const TextDecoder: new() => { decode(bytes: Uint8Array): string; };
declare const TextEncoder: new() => { encode(text: string): Uint8Array; };

// Made once: these hold no state between calls.
const decoder = new TextDecoder(), encoder = new TextEncoder();

export function decodeText(bytes: Uint8Array): string {
	return decoder.decode(bytes);
}

export function encodeText(text: string): Uint8Array {
	return encoder.encode(text);
}

export function parseJSON(payload: Uint8Array): unknown {
	return JSON.parse(decodeText(payload));
}
