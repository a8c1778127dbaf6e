/** Record types of TLS (RFC 5246, 6.2.1). */
export const recordTypes = Object.freeze({ changeCipherSpec: 20, alert: 21, handshake: 22, data: 23 });

const headLength = 5;
const longest = 16384;

/** Puts bytes into records of TLS 1.2, in clear: between the stand-in and the simulator nothing is secret. */
export function frame(type: number, bytes: Uint8Array): Uint8Array {
	const count = Math.max(1, Math.ceil(bytes.length / longest));
	const result = new Uint8Array(bytes.length + count * headLength);
	for (let index = 0, at = 0; index < count; index++) {
		const part = bytes.subarray(index * longest, (index + 1) * longest);
		result.set([type, 3, 3, part.length >> 8, part.length & 0xFF], at);
		result.set(part, at + headLength);
		at += headLength + part.length;
	}
	return result;
}

/** Takes records out of a stream in any slices. */
export class RecordReader {
	#rest = new Uint8Array(0);

	push(bytes: Uint8Array, onRecord: (type: number, payload: Uint8Array) => void): void {
		const all = new Uint8Array(this.#rest.length + bytes.length);
		all.set(this.#rest);
		all.set(bytes, this.#rest.length);
		let at = 0;
		while (at + headLength <= all.length) {
			const end = at + headLength + (all[at + 3]! << 8 | all[at + 4]!);
			if (end > all.length)
				break;
			const type = all[at]!, payload = all.subarray(at + headLength, end);
			at = end;
			this.#rest = all.slice(at);
			onRecord(type, payload);
		}
		this.#rest = all.slice(at);
	}
}
