import type { MQTTClient, MQTTClientConstructor, MQTTClientOptions, MQTTWriteOptions, Socket } from "../../../services/platform";
import type { VirtualTimers } from "../../support/virtual-timers";

interface Packet {
	type: number;
	flags: number;
	need: number;
	header: number[];
	topic?: string;
	left: number;
}

const reserve = 8;

/**
 * A model of the SDK's MQTT client: how it reads (a byte at a time, then a slice), what it allows (`overflow`, a bare `Error` before the
 * CONNACK, a `TypeError` after `close`), and its faults: it waits for ever in an empty PUBLISH, tells no reason in `onError`, cannot be closed
 * during a look-up. Written from its described behaviour, not from its code.
 */
export function modelClient(timers: VirtualTimers): MQTTClientConstructor {
	class ModelClient implements MQTTClient {
		static readonly CONNACK = 2;
		static readonly PUBLISH = 3;
		static readonly PUBACK = 4;
		static readonly SUBSCRIBE = 8;
		static readonly SUBACK = 9;
		static readonly PINGREQ = 12;
		static readonly PINGRESP = 13;
		static readonly DISCONNECT = 14;
		#options: MQTTClientOptions | undefined;
		#socket: Socket | undefined;
		#state = "resolving";
		#room = 0;
		#unread = 0;
		#partial = 0;
		#readable = 0;
		#packet: Packet | undefined;
		#heartbeat: object | undefined;
		#answered = 0;

		constructor(options: MQTTClientOptions) {
			if (!options.host)
				throw new Error("host required");
			this.#options = options;
			const resolver = new (options.dns.io as new(options: object) => { resolve(request: object): void; })(options.dns);
			resolver.resolve({
				host: options.host,
				onResolved: (host: string, address: string) => {
					const { port } = this.#options!; // throws when closed during the look-up
					this.#state = "connecting";
					this.#socket = new options.socket.io({
						...options.socket,
						address,
						host,
						port: port ?? 1883,
						onReadable: count => this.#parse(count),
						onWritable: count => this.#writable(count),
						onError: () => this.#fail(),
					});
				},
				onError: () => this.#fail(),
			});
		}

		read(count = this.#unread): ArrayBuffer | undefined {
			count = Math.min(count, this.#unread);
			if (!count)
				return undefined;
			this.#unread -= count;
			this.#readable -= count;
			this.#socket!.format = "buffer";
			return this.#socket!.read(count) as ArrayBuffer;
		}

		write(data: ArrayBuffer | null, options?: MQTTWriteOptions): number {
			const socket = this.#socket!;
			socket.format = "buffer";
			if (this.#state !== "connected") {
				if (this.#state !== "publishing" || options || data!.byteLength > this.#partial)
					throw new Error();
				this.#partial -= data!.byteLength;
				if (!this.#partial)
					this.#state = "connected";
				return this.#send([new Uint8Array(data!)]);
			}
			const operation = options!.operation ?? 3;
			const id = Uint8Array.of((options!.id ?? 1) >> 8, options!.id ?? 1);
			if (operation === 3) {
				const topic = text(options!.topic!);
				const total = options!.byteLength ?? data!.byteLength;
				const head = Uint8Array.of(0x30 | (options!.retain ? 1 : 0), ...lengthBytes(topic.length + total));
				this.#fits(head.length + topic.length + data!.byteLength);
				this.#partial = total - data!.byteLength;
				if (this.#partial)
					this.#state = "publishing";
				return this.#send([head, topic, new Uint8Array(data!)]);
			}
			const items = options!.items?.flatMap(item => [text(item.topic), Uint8Array.of(item.QoS ?? 0)]) ?? [];
			const body = operation >= 12 ? [] : [id, ...items];
			const length = body.reduce((sum, part) => sum + part.length, 0);
			this.#fits(2 + length);
			return this.#send([Uint8Array.of(operation << 4 | (operation === 8 ? 2 : 0), length), ...body]);
		}

		close(): void {
			timers.clear(this.#heartbeat);
			this.#state = "closed";
			this.#socket?.close();
			this.#socket = undefined;
			this.#options = undefined;
			this.#unread = 0;
			this.#readable = 0;
		}

		#fits(length: number): void {
			if (length > this.#room)
				throw new Error("overflow");
		}

		#send(parts: Uint8Array[]): number {
			for (const part of parts)
				this.#room = this.#socket!.write(part, { more: part !== parts[parts.length - 1] });
			return this.#room > reserve ? this.#room - reserve : 0;
		}

		#fail(): void {
			this.#options!.onError?.call(this);
			this.close();
		}

		#writable(count: number): void {
			this.#room = count;
			if (this.#state === "connecting") {
				const { id = "", user, password, will, keepAlive = 0 } = this.#options!;
				const flags = 2 | (user ? 0x80 : 0) | (password ? 0x40 : 0) | (will ? 0x2C : 0);
				const fields = [id, will?.topic, will?.message, user, password].filter(field => field !== undefined && field !== "").map(field =>
					text(field!)
				);
				const length = 10 + fields.reduce((sum, field) => sum + field.length, 0);
				this.#state = "login";
				this.#send([
					Uint8Array.of(0x10, ...lengthBytes(length)),
					Uint8Array.of(0, 4, 77, 81, 84, 84, 4, flags, 0, keepAlive / 1000),
					...fields,
				]);
				this.#answered = timers.ticks;
				if (keepAlive)
					this.#heartbeat = timers.repeat(() => this.#beat(keepAlive), keepAlive * 0.75);
				return;
			}
			if ((this.#state === "connected" || this.#state === "publishing") && this.#room > reserve)
				this.#options!.onWritable?.call(this, this.#room - reserve);
		}

		#beat(keepAlive: number): void {
			if (timers.ticks - this.#answered >= keepAlive * 1.5)
				return this.#fail();
			if (this.#state === "connected" && this.#room >= 2)
				this.write(null, { operation: 12 });
		}

		/** Counts one byte per step, as the client does; a step in an empty payload reads none. */
		#parse(count: number): void {
			this.#readable = count;
			if (this.#unread)
				return;
			const socket = this.#socket!;
			socket.format = "number";
			while (this.#readable > 0) {
				const packet = this.#packet ??= { type: 0, flags: 0, need: 0, header: [], left: -1 };
				if (packet.topic !== undefined) {
					if (!packet.left) {
						this.#readable--; // the fault: nothing was read, and the state stays
						continue;
					}
					this.#slice(packet);
					socket.format = "number";
					continue;
				}
				packet.header.push(socket.read() as number);
				this.#readable--;
				this.#step(packet);
				if (!this.#socket)
					return;
				socket.format = "number";
			}
		}

		#slice(packet: Packet): void {
			const use = Math.min(packet.left, this.#readable);
			const first = packet.header.length > 0;
			const options = first ? { topic: packet.topic!, byteLength: packet.left, QoS: packet.flags >> 1 & 3 } : {};
			packet.header = [];
			packet.left -= use;
			this.#unread = use;
			if (!packet.left)
				this.#packet = undefined;
			this.#options!.onReadable?.call(this, use, { ...options, more: packet.left !== 0 });
		}

		#step(packet: Packet): void {
			const { header } = packet;
			const lengthEnd = header.findIndex((byte, index) => index > 0 && byte < 128);
			if (lengthEnd < 0)
				return;
			packet.type = header[0]! >> 4;
			packet.flags = header[0]! & 15;
			const remaining = header.slice(1, lengthEnd + 1).reduce((sum, byte, index) => sum + ((byte & 127) << (7 * index)), 0);
			const body = header.slice(lengthEnd + 1);
			if (packet.type === 3) {
				const topicLength = body.length >= 2 ? body[0]! << 8 | body[1]! : Infinity;
				const idLength = packet.flags & 6 ? 2 : 0;
				if (body.length < 2 + topicLength + idLength)
					return;
				packet.topic = new TextDecoder().decode(Uint8Array.from(body.slice(2, 2 + topicLength)));
				packet.left = remaining - body.length;
				if (idLength)
					this.#acknowledge(packet.flags, body[body.length - 2]! << 8 | body[body.length - 1]!);
				return;
			}
			if (body.length < remaining)
				return;
			this.#packet = undefined;
			this.#control(packet.type, body);
		}

		#control(operation: number, body: number[]): void {
			if (operation === 13)
				this.#answered = timers.ticks;
			if (operation === 2 && body[1])
				return this.#fail();
			if (operation === 2)
				this.#state = "connected";
			const message = operation === 2
				? { operation, returnCode: body[1]! }
				: { operation, id: body[0]! << 8 | body[1]!, payload: body.slice(2) };
			this.#options!.onControl?.call(this, message);
			if (operation === 2 && this.#room > reserve)
				this.#options?.onWritable?.call(this, this.#room - reserve);
		}

		#acknowledge(flags: number, id: number): void {
			timers.set(() => {
				if (this.#state === "connected")
					this.write(null, { operation: (flags >> 1 & 3) === 1 ? 4 : 5, id });
			}, 0);
		}
	}
	return ModelClient;
}

function text(value: string): Uint8Array {
	const bytes = new Uint8Array(ArrayBuffer.fromString(value));
	return Uint8Array.of(bytes.length >> 8, bytes.length, ...bytes);
}

function lengthBytes(length: number): number[] {
	const bytes: number[] = [];
	do {
		bytes.push((length & 127) | (length > 127 ? 128 : 0));
		length >>= 7;
	}
	while (length);
	return bytes;
}
