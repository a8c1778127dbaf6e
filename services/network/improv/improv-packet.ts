/** Improv over a serial port, version 1 (improv-wifi.com/serial): what its bytes mean, and how a packet is made. */
export const improvTypes = Object.freeze({ state: 1, error: 2, command: 3, result: 4 });

export const improvCommands = Object.freeze({ settings: 1, state: 2, device: 3, scan: 4 });

export const improvStates = Object.freeze({ ready: 2, provisioning: 3, provisioned: 4 });

export const improvErrors = Object.freeze({ none: 0, packet: 1, command: 2, connect: 3, unknown: 0xFF });

/** `IMPROV` and the version. */
export const improvHeader: readonly number[] = Object.freeze([0x49, 0x4D, 0x50, 0x52, 0x4F, 0x56, 1]);

/** Bytes of data that a packet holds at most: their count is one byte. */
export const improvMost = 255;

/** A packet as it goes over the line, newline included. Throws a RangeError for more than 255 bytes of data. */
export function improvPacket(type: number, data: ArrayLike<number>): Uint8Array {
	if (data.length > improvMost)
		throw new RangeError(`an Improv packet holds ${improvMost} bytes, not ${data.length}`);
	const start = improvHeader.length;
	const packet = new Uint8Array(start + 2 + data.length + 2);
	packet.set(improvHeader);
	packet[start] = type;
	packet[start + 1] = data.length;
	packet.set(data, start + 2);
	let sum = 0;
	for (let at = 0; at < packet.length - 2; at++)
		sum += packet[at]!;
	packet[packet.length - 2] = sum;
	packet[packet.length - 1] = 0x0A;
	return packet;
}

/**
 * The data of a result: the command that it answers, and texts, each with its count of UTF-8 bytes. A text that has no more room is cut between
 * two characters.
 */
export function improvResult(command: number, texts: readonly string[]): Uint8Array {
	const data = new Uint8Array(improvMost);
	let to = 2;
	for (let index = 0; index < texts.length; index++) {
		const room = improvMost - to - (texts.length - index);
		const bytes = new Uint8Array(ArrayBuffer.fromString(texts[index]!));
		let count = Math.min(bytes.length, room);
		// Not within a character: what follows its first byte begins with the bits 10.
		while (count < bytes.length && count > 0 && (bytes[count]! & 0xC0) === 0x80)
			count--;
		data[to++] = count;
		data.set(bytes.subarray(0, count), to);
		to += count;
	}
	data[0] = command;
	data[1] = to - 2;
	return data.slice(0, to);
}
