import type { MQTTClientOptions, MQTTWriteOptions } from "../../services/platform";
import { encodeText } from "./records";

/** MQTT 3.1.1 control packet types (section 2.2.1). */
export const operations = Object.freeze({
	CONNECT: 1,
	CONNACK: 2,
	PUBLISH: 3,
	PUBACK: 4,
	PUBREC: 5,
	PUBREL: 6,
	PUBCOMP: 7,
	SUBSCRIBE: 8,
	SUBACK: 9,
	UNSUBSCRIBE: 10,
	UNSUBACK: 11,
	PINGREQ: 12,
	PINGRESP: 13,
	DISCONNECT: 14,
});

/** A packet in the pieces in which it is written: the SDK's client makes one write of each. */
export type Pieces = Uint8Array[];

type Text = string | ArrayBuffer;

/** Section 3.1. `keepAlive` in seconds. */
export function connectPacket(options: MQTTClientOptions, keepAlive: number): Pieces {
	const { id = "", user, password, will, clean = true } = options;
	const present = will && will.topic && will.message ? will : undefined;
	const flags = (clean ? 0x02 : 0) | (user ? 0x80 : 0) | (password ? 0x40 : 0)
		| (present ? 0x04 | (present.retain ? 0x20 : 0) | (present.QoS ?? 0) << 3 : 0);
	const head = Uint8Array.of(0, 4, 0x4D, 0x51, 0x54, 0x54, 4, flags, keepAlive >> 8, keepAlive & 0xFF);
	const texts: (Text | undefined)[] = [id, present?.topic, present?.message, user, password];
	return packet(operations.CONNECT << 4, [head, ...texts.filter((text, at) => at === 0 || text).map(text => field(text!))]);
}

/** Section 3.3. More of the payload may follow when `byteLength` says so. */
export function publishPacket(data: Uint8Array, options: MQTTWriteOptions, id: number): Pieces {
	const { topic = "", QoS = 0, retain, duplicate, byteLength = data.length } = options;
	if (data.length > byteLength)
		throw new Error("invalid");
	const flags = (retain ? 1 : 0) | QoS << 1 | (duplicate ? 8 : 0);
	return packet(operations.PUBLISH << 4 | flags, [field(topic), ...(QoS ? [number(id)] : []), data], byteLength - data.length);
}

/** Sections 3.8 and 3.10. */
export function subscribePacket(operation: number, items: readonly { topic: string; QoS?: number; }[], id: number): Pieces {
	const subscribe = operation === operations.SUBSCRIBE;
	return packet(operation << 4 | 2, [
		number(id),
		...items.flatMap(({ topic, QoS = 0 }) => subscribe ? [field(topic), Uint8Array.of(QoS)] : [field(topic)]),
	]);
}

/** PUBACK, PUBREC, PUBREL, PUBCOMP: sections 3.4 to 3.7. */
export function acknowledgePacket(operation: number, id: number): Pieces {
	return packet(operation << 4 | (operation === operations.PUBREL ? 2 : 0), [number(id)]);
}

/** PINGREQ, DISCONNECT. */
export function emptyPacket(operation: number): Pieces {
	return packet(operation << 4, []);
}

export function length(pieces: Pieces): number {
	return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function packet(first: number, body: Pieces, following = 0): Pieces {
	return [Uint8Array.of(first), remainingLength(length(body) + following), ...body];
}

/** Section 2.2.3: seven bits a byte, low ones first. */
function remainingLength(value: number): Uint8Array {
	const bytes = [];
	for (; value > 0x7F; value >>= 7)
		bytes.push(value & 0x7F | 0x80);
	bytes.push(value);
	return Uint8Array.from(bytes);
}

function number(value: number): Uint8Array {
	return Uint8Array.of(value >> 8 & 0xFF, value & 0xFF);
}

/** Section 1.5.3. What is no ArrayBuffer is made text: a Uint8Array becomes "1,2,3", as with the SDK's client. */
function field(value: Text): Uint8Array {
	const bytes = value instanceof ArrayBuffer ? new Uint8Array(value) : encodeText(String(value));
	const result = new Uint8Array(bytes.length + 2);
	result.set(number(bytes.length));
	result.set(bytes, 2);
	return result;
}
