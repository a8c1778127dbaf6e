import type { MQTTControl, Socket } from "../../services/platform";
import { operations } from "./mqtt-packets";
import { decodeText } from "./records";

export interface MQTTParserEvents {
	onControl(message: MQTTControl): void;
	/** A part of a message's payload can be read: `count` bytes. The topic comes with the first part only. */
	onPayload(count: number, options: { topic?: string; byteLength?: number; QoS?: number; more?: boolean; }): void;
	/** A message has come whole, but for the part that `onPayload` told of. */
	onMessage(QoS: number, id: number): void;
	onError(): void;
}

/**
 * The SDK client's view of the stream from the broker: byte by byte through `socket.format = "number"`.
 *
 * It has that client's fault on purpose: a PUBLISH without payload is never finished, so nothing that follows is understood.
 */
export class MQTTParser {
	/** Bytes of the present message that can be read now. While there are any the parser waits. */
	payload = 0;
	/** Bytes that the socket has. */
	readable = 0;
	running = false;
	#stage: "type" | "length" | "body" | "topic" | "identifier" | "payload" = "type";
	#first = 0;
	/** Bytes of the packet still to come. */
	#remaining = 0;
	#shift = 0;
	#body: number[] = [];
	#topic: string | undefined;
	#id = 0;
	readonly #events: MQTTParserEvents;

	constructor(events: MQTTParserEvents) {
		this.#events = events;
	}

	/** Takes what it can of the `readable` bytes that `socket` has. `alive` tells whether to go on. */
	run(socket: Socket, alive: () => boolean): void {
		this.running = true;
		while (this.readable > 0 && !this.payload && alive()) {
			if (this.#stage === "payload") {
				// Here is the fault: with nothing left of the message, nothing ever moves on.
				if (!this.#remaining)
					break;
				this.#offer(this.readable);
				continue;
			}
			socket.format = "number";
			this.readable--;
			this.#byte(socket.read() as number);
		}
		this.running = false;
	}

	#byte(byte: number): void {
		switch (this.#stage) {
			case "type":
				this.#first = byte;
				this.#remaining = this.#shift = 0;
				this.#body = [];
				this.#stage = "length";
				if (byte >> 4 === 0 || byte >> 4 === 15)
					this.#events.onError();
				break;
			case "length":
				this.#remaining |= (byte & 0x7F) << this.#shift;
				this.#shift += 7;
				if (!(byte & 0x80))
					this.#begin();
				else if (this.#shift > 21)
					this.#events.onError();
				break;
			case "body":
				this.#collect(byte);
				if (!this.#remaining)
					this.#control();
				break;
			case "topic":
				this.#collect(byte);
				if (this.#body.length > 1 && this.#body.length === (this.#body[0]! << 8 | this.#body[1]!) + 2) {
					this.#topic = decodeText(Uint8Array.from(this.#body.splice(0)).subarray(2));
					this.#stage = this.#qos ? "identifier" : "payload";
				}
				break;
			case "identifier":
				this.#collect(byte);
				if (this.#body.length === 2) {
					this.#id = this.#body[0]! << 8 | this.#body[1]!;
					this.#stage = "payload";
				}
				break;
		}
	}

	get #qos(): number {
		return this.#first >> 1 & 3;
	}

	#begin(): void {
		if (this.#first >> 4 === operations.PUBLISH)
			this.#stage = "topic";
		else if (this.#remaining)
			this.#stage = "body";
		else
			this.#control();
	}

	#collect(byte: number): void {
		this.#body.push(byte);
		this.#remaining--;
	}

	#control(): void {
		const operation = this.#first >> 4, body = this.#body;
		this.#stage = "type";
		if (operation === operations.CONNACK)
			this.#events.onControl({ operation, returnCode: body[1] });
		else if (operation === operations.SUBACK)
			this.#events.onControl({ operation, id: body[0]! << 8 | body[1]!, payload: body.slice(2) });
		else
			this.#events.onControl(body.length ? { operation, id: body[0]! << 8 | body[1]! } : { operation });
	}

	#offer(count: number): void {
		const topic = this.#topic, byteLength = this.#remaining, QoS = this.#qos;
		this.payload = Math.min(count, this.#remaining);
		this.#remaining -= this.payload;
		this.#topic = undefined;
		const more = this.#remaining !== 0;
		if (!more) {
			this.#stage = "type";
			// Before anybody has read it, as the SDK's client does.
			this.#events.onMessage(QoS, this.#id);
		}
		this.#events.onPayload(this.payload, topic === undefined ? { more } : { topic, byteLength, QoS, more });
	}
}
