import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MqttFilter, type RemovedPublish } from "../../../services/mqtt/mqtt-filter";
import { GuardedSocket } from "../../../services/mqtt/guarded-socket";
import { VirtualTimers } from "../../support/virtual-timers";
import { mqtt } from "./fake-broker";
import { FakeTcp } from "./fake-tcp";

function collect(maximumPayload = 1000): { filter: MqttFilter; bytes: number[]; removed: RemovedPublish[]; codes: number[]; } {
	const bytes: number[] = [], removed: RemovedPublish[] = [], codes: number[] = [];
	const filter = new MqttFilter({
		maximumPayload,
		onBytes: part => void bytes.push(...part),
		onConnack: code => void codes.push(code),
		onRemoved: publish => void removed.push(publish),
	});
	return { filter, bytes, removed, codes };
}

function publish(topic: string, payload: string | Buffer, qos: 0 | 1 | 2 = 0): Buffer {
	return mqtt.generate({ cmd: "publish", topic, payload, qos, dup: false, retain: false, messageId: 0x1234 });
}

test("an empty PUBLISH is taken out and told", () => {
	const { filter, bytes, removed } = collect();
	filter.push(Buffer.concat([publish("a", "x"), publish("cmnd/m/POWER", ""), publish("b", "y")]));
	assert.deepEqual(Buffer.from(bytes), Buffer.concat([publish("a", "x"), publish("b", "y")]));
	assert.deepEqual(removed, [{ topic: "cmnd/m/POWER", QoS: 0, id: 0, byteLength: 0 }]);
});

test("QoS 1 and 2 tell the packet identifier", () => {
	const { filter, bytes, removed } = collect();
	filter.push(Buffer.concat([publish("é", "", 1), publish("b", "", 2)]));
	assert.deepEqual(bytes, []);
	assert.deepEqual(removed, [{ topic: "é", QoS: 1, id: 0x1234, byteLength: 0 }, { topic: "b", QoS: 2, id: 0x1234, byteLength: 0 }]);
});

test("too long a payload or topic is taken out", () => {
	const { filter, bytes, removed } = collect(10);
	filter.push(Buffer.concat([publish("a", "12345678901"), publish("t".repeat(257), "x"), publish("b", "1234567890")]));
	assert.deepEqual(Buffer.from(bytes), publish("b", "1234567890"));
	assert.deepEqual(removed, [{ topic: "a", QoS: 0, id: 0, byteLength: 11 }, { topic: "", QoS: 0, id: 0, byteLength: 1 }]);
});

test("the CONNACK's code is told, also when the packet comes byte by byte", () => {
	const { filter, bytes, codes } = collect();
	for (const byte of [0x20, 2, 0, 5])
		filter.push(Uint8Array.of(byte));
	assert.deepEqual(codes, [5]);
	assert.deepEqual(bytes, [0x20, 2, 0, 5]);
});

for (
	const [name, bytes] of Object.entries({
		"HTTP": [...Buffer.from("HTTP/1.1 400 Bad Request")],
		"packet type 0": [0, 0],
		"packet type 15": [0xF0, 0],
		"five length bytes": [0x30, 0x80, 0x80, 0x80, 0x80, 1],
		"PUBLISH of one byte": [0x30, 1, 0],
		"topic longer than the packet": [0x30, 5, 0, 9, 1, 2, 3],
		"no topic": [0x30, 3, 0, 0, 1],
		"QoS 3": [0x36, 6, 0, 1, 65, 0, 1, 2],
		"no room for the packet identifier": [0x32, 3, 0, 1, 65],
		"PUBACK of one byte": [0x40, 1, 0],
		"SUBACK of 100 bytes": [0x90, 100],
	})
)
	test(`not MQTT: ${name}`, () => assert.throws(() => collect().filter.push(Uint8Array.from(bytes)), /the broker sent/));

const packets = fc.array(
	fc.oneof(
		fc.record({
			kind: fc.constant("publish" as const),
			topic: fc.string({ minLength: 1, maxLength: 12 }).filter(topic => topic.length > 0),
			size: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5 }), fc.integer({ min: 100, max: 400 })),
			qos: fc.constantFrom(0 as const, 1 as const, 2 as const),
		}),
		fc.record({ kind: fc.constantFrom("pingresp" as const, "puback" as const, "suback" as const) }),
	),
	{ minLength: 1, maxLength: 12 },
);

function bytesOf(packet: { kind: string; topic?: string; size?: number; qos?: 0 | 1 | 2; }): Buffer {
	switch (packet.kind) {
		case "publish":
			return publish(packet.topic!, Buffer.alloc(packet.size!, 0x30), packet.qos);
		case "suback":
			return mqtt.generate({ cmd: "suback", messageId: 3, granted: [0, 1] });
		case "puback":
			return mqtt.generate({ cmd: "puback", messageId: 0x3000 });
		default:
			return mqtt.generate({ cmd: "pingresp" });
	}
}

test("any stream, sliced anyhow: the client reads it without the empty PUBLISHes, in order", () => {
	fc.assert(
		fc.property(
			packets,
			fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 30 }),
			fc.boolean(),
			(stream, sizes, numbers) => {
				const timers = new VirtualTimers();
				const made: FakeTcp[] = [];
				const Inner = class extends FakeTcp {
					constructor(options: ConstructorParameters<typeof FakeTcp>[0]) {
						super(options, timers, { silent: true });
						made.push(this);
					}
				};
				const seen: number[] = [], removed: string[] = [];
				const socket = new GuardedSocket({
					inner: { io: Inner },
					timers,
					maximumPayload: 1000,
					watch: { onRemoved: publish => void removed.push(publish.topic), onFault: reason => assert.fail(reason) },
					onReadable(count) {
						// As the client does: single bytes, then what is left as one slice.
						socket.format = "number";
						for (let index = numbers ? count : Math.min(count, 3); index > 0; index--, count--)
							seen.push(socket.read() as number);
						socket.format = "buffer";
						if (count)
							seen.push(...new Uint8Array(socket.read(count) as ArrayBuffer));
					},
				});
				const all = Buffer.concat(stream.map(bytesOf));
				for (let offset = 0, index = 0; offset < all.length; index++) {
					const size = sizes[index % sizes.length]!;
					made[0]!.receive(all.subarray(offset, offset + size));
					offset += size;
					timers.advance(1);
				}
				const isEmpty = (packet: typeof stream[number]): boolean => packet.kind === "publish" && packet.size === 0;
				assert.deepEqual(Buffer.from(seen), Buffer.concat(stream.filter(packet => !isEmpty(packet)).map(bytesOf)));
				assert.deepEqual(removed, stream.filter(isEmpty).map(packet => "topic" in packet ? packet.topic : ""));
			},
		),
		{ seed: 419, numRuns: 400 },
	);
});
