import { freezeTable } from "../../protocols/freeze-table";
import { decodeText } from "../text";

/** A PUBLISH that the filter took out of the stream. */
export interface RemovedPublish {
	/** Empty when it was too long to keep, or not UTF-8. */
	readonly topic: string;
	readonly QoS: number;
	/** Packet identifier; 0 with QoS 0. */
	readonly id: number;
	/** Length of the payload that was thrown away. */
	readonly byteLength: number;
}

export interface MqttFilterOptions {
	/** A longer payload is taken out. */
	maximumPayload: number;
	/** Bytes for the client. They are a view on what was pushed. */
	onBytes(bytes: Uint8Array): void;
	/** Called before the CONNACK's own bytes: the SDK's client does not tell its code. */
	onConnack(code: number): void;
	onRemoved(publish: RemovedPublish): void;
}

const maximumTopic = 256;

/** Remaining length that each kind of packet from a broker may have (MQTT 3.1.1, 2.2 and 3). PUBLISH is looked at on its own. */
const lengths = freezeTable<Record<number, readonly [least: number, most: number]>>({
	2: [2, 2],
	4: [2, 2],
	5: [2, 2],
	6: [2, 2],
	7: [2, 2],
	9: [3, 64],
	11: [2, 2],
	13: [0, 0],
});

const publish = 3;
const connack = 2;

/**
 * Follows what a broker sends, packet by packet, and lets it through except for what the SDK's client cannot bear: a PUBLISH without a
 * payload (its parser never leaves that state), with a topic or a payload that is too long for the chip. Payloads are jumped over, not
 * looked at. `push` throws when the bytes are not MQTT 3.1.1 from a broker.
 */
export class MqttFilter {
	#options: MqttFilterOptions;
	#state: "first" | "length" | "topicHigh" | "topicLow" | "pass" | "take" = "first";
	#stopped = false;
	#flags = 0;
	#operation = 0;
	#shift = 0;
	/** Bytes of the packet that are still to come. */
	#left = 0;
	/** A header that the last push ended in: at most the fixed header and the topic's length. */
	#held = new Uint8Array(7);
	#heldLength = 0;
	#topic: Uint8Array<ArrayBuffer> | undefined;
	#topicLength = 0;
	#topicLeft = 0;
	#idLeft = 0;
	#id = 0;
	#payload = 0;
	#payloadLeft = 0;

	constructor(options: MqttFilterOptions) {
		this.#options = options;
	}

	/** Nothing is reported any more, not even what is left of a `push` under way. */
	stop(): void {
		this.#stopped = true;
	}

	push(bytes: Uint8Array): void {
		const end = bytes.length;
		let run = 0; // where the bytes begin that were not yet passed on
		let start = 0; // where the present header begins
		let offset = 0;
		while (offset < end && !this.#stopped) {
			if (this.#state === "pass") {
				offset = this.#pass(bytes, offset);
				continue;
			}
			if (this.#state === "take") {
				offset = this.#take(bytes, offset);
				run = offset;
				continue;
			}
			if (this.#state === "first")
				start = offset;
			const decided = this.#header(bytes[offset++]!);
			if (decided === "pass")
				this.#releaseHeld();
			else if (decided === "take") {
				this.#heldLength = 0;
				this.#emit(bytes, run, start);
				run = offset;
			}
		}
		if (this.#stopped)
			return;
		const complete = this.#state === "first" || this.#state === "pass" || this.#state === "take";
		this.#emit(bytes, run, complete ? end : start);
		if (!complete) {
			this.#held.set(bytes.subarray(start), this.#heldLength);
			this.#heldLength += end - start;
		}
	}

	#emit(bytes: Uint8Array, from: number, to: number): void {
		if (to > from && !this.#stopped)
			this.#options.onBytes(bytes.subarray(from, to));
	}

	#releaseHeld(): void {
		const length = this.#heldLength;
		this.#heldLength = 0;
		this.#emit(this.#held.slice(0, length), 0, length);
	}

	#header(byte: number): "pass" | "take" | undefined {
		switch (this.#state) {
			case "first":
				this.#operation = byte >> 4;
				this.#flags = byte & 15;
				this.#left = 0;
				this.#shift = 0;
				this.#state = "length";
				return undefined;
			case "length":
				this.#left += (byte & 0x7F) << this.#shift;
				this.#shift += 7;
				if (byte < 0x80)
					return this.#sized();
				if (this.#shift > 21)
					throw new Error("the broker sent a remaining length of more than four bytes");
				return undefined;
			case "topicHigh":
				this.#topicLength = byte << 8;
				this.#state = "topicLow";
				return undefined;
			default:
				this.#topicLength += byte;
				return this.#publish();
		}
	}

	#sized(): "pass" | undefined {
		const operation = this.#operation;
		const [least, most] = operation === publish ? [2, Infinity] : lengths[operation] ?? [0, -1];
		if (this.#left < least || this.#left > most)
			throw new Error(`the broker sent packet type ${operation} with ${this.#left} bytes: is this an MQTT port?`);
		if (operation === publish) {
			this.#state = "topicHigh";
			return undefined;
		}
		this.#state = this.#left ? "pass" : "first";
		return "pass";
	}

	#publish(): "pass" | "take" {
		const QoS = (this.#flags >> 1) & 3;
		const idLength = QoS ? 2 : 0;
		const payload = this.#left - 2 - this.#topicLength - idLength;
		if (QoS === 3 || !this.#topicLength || payload < 0)
			throw new Error("the broker sent a malformed PUBLISH: is this an MQTT port?");
		this.#left -= 2;
		if (payload && payload <= this.#options.maximumPayload && this.#topicLength <= maximumTopic) {
			this.#state = "pass";
			return "pass";
		}
		this.#topic = this.#topicLength <= maximumTopic ? new Uint8Array(this.#topicLength) : undefined;
		this.#topicLeft = this.#topicLength;
		this.#idLeft = idLength;
		this.#id = 0;
		this.#payload = payload;
		this.#payloadLeft = payload;
		this.#state = "take";
		return "take";
	}

	#pass(bytes: Uint8Array, offset: number): number {
		const use = Math.min(this.#left, bytes.length - offset);
		if (this.#operation === connack && use === this.#left)
			this.#options.onConnack(bytes[offset + use - 1]!);
		this.#left -= use;
		if (!this.#left)
			this.#state = "first";
		return offset + use;
	}

	#take(bytes: Uint8Array, offset: number): number {
		const inTopic = Math.min(this.#topicLeft, bytes.length - offset);
		this.#topic?.set(bytes.subarray(offset, offset + inTopic), this.#topicLength - this.#topicLeft);
		this.#topicLeft -= inTopic;
		offset += inTopic;
		while (this.#idLeft && offset < bytes.length) {
			this.#id = (this.#id << 8) | bytes[offset++]!;
			this.#idLeft--;
		}
		const inPayload = Math.min(this.#payloadLeft, bytes.length - offset);
		this.#payloadLeft -= inPayload;
		if (!this.#topicLeft && !this.#idLeft && !this.#payloadLeft) {
			const topic = this.#topic;
			this.#topic = undefined;
			this.#state = "first";
			this.#options.onRemoved({
				topic: topic && decodeText(topic.buffer) || "",
				QoS: (this.#flags >> 1) & 3,
				id: this.#id,
				byteLength: this.#payload,
			});
		}
		return offset + inPayload;
	}
}
