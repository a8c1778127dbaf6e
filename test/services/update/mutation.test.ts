import assert from "node:assert/strict";
import { test } from "node:test";
import { packAppImage } from "../../../simulator/flash/app-image";
import { Random } from "../../../simulator/random";
import { UpdateReceiver } from "../../../services/update/update-receiver";
import { UpdateError } from "../../../services/update/update-error";
import { headerLength } from "../../../services/update/update-header";
import { makeUpdateFile, makeUpdateKeys } from "../../../tools/release/update-file";
import { flashWith, SlotHardware } from "../../support/slot-hardware";
import { VirtualTimers } from "../../support/virtual-timers";

const keys = makeUpdateKeys();
const oldCode = "old ".repeat(100);
const file = makeUpdateFile(packAppImage("new ".repeat(2000)), {
	board: "simulator",
	chip: "simulator",
	version: "0.2.0",
	privateKey: keys.privateKey,
});

/** The sentence against a file; `undefined`: it was taken. */
function offer(hardware: SlotHardware, bytes: Uint8Array): string | undefined {
	const timers = new VirtualTimers();
	const receiver = new UpdateReceiver({ timers, hardware, board: "simulator", chip: "simulator", version: "0.1.0" });
	let sentence: string | undefined;
	try {
		for (let at = 0; at < bytes.length; at += 700)
			receiver.push(bytes.subarray(at, at + 700));
		receiver.verify(error => sentence = error?.message);
		timers.advance(1000);
	}
	catch (error) {
		assert.ok(error instanceof UpdateError, String(error));
		sentence = error.message;
	}
	receiver.close();
	return sentence;
}

type Mutation = (random: Random, bytes: Buffer) => Buffer;

const mutations: Mutation[] = [
	(random, bytes) => {
		bytes[random.integer(0, bytes.length - 1)]! ^= 1 << random.integer(0, 7);
		return bytes;
	},
	// Half of the mutations hit the header, which is small.
	(random, bytes) => {
		bytes[random.integer(0, headerLength - 1)]! ^= 1 << random.integer(0, 7);
		return bytes;
	},
	(random, bytes) => {
		bytes[random.integer(0, headerLength - 1)] = random.integer(0, 255);
		bytes[random.integer(0, headerLength - 1)]! ^= 0x55;
		return bytes;
	},
	(random, bytes) => bytes.subarray(0, random.integer(0, bytes.length - 1)),
	(random, bytes) => {
		const at = random.integer(0, bytes.length);
		return Buffer.concat([bytes.subarray(0, at), Buffer.from([random.integer(0, 255)]), bytes.subarray(at)]);
	},
	(random, bytes) => {
		const at = random.integer(0, bytes.length - 2);
		return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
	},
	(random, bytes) => {
		const from = random.integer(0, bytes.length - 64), to = random.integer(0, bytes.length - 64);
		bytes.copyWithin(to, from, from + 64);
		return bytes;
	},
	// Signatures that a check without a look at their range takes for good.
	(random, bytes) => {
		bytes.fill(random.integer(0, 1) ? 0 : 0xFF, 192, 256);
		return bytes;
	},
];

test("1,000 mutated files: none is taken", () => {
	const random = new Random(4711);
	const flash = flashWith(oldCode);
	const hardware = new SlotHardware(flash, [keys.key]);
	const sentences = new Map<string, number>();
	let count = 0;
	while (count < 1000) {
		const bytes = mutations[count % mutations.length]!(random, Buffer.from(file));
		if (!Buffer.compare(bytes, file))
			continue;
		count++;
		const sentence = offer(hardware, bytes);
		assert.ok(sentence, `mutation ${count} was taken`);
		const kind = sentence.replace(/\d+/g, "N");
		sentences.set(kind, (sentences.get(kind) ?? 0) + 1);
	}
	assert.equal(new SlotHardware(flash, [keys.key]).code, oldCode);
	assert.ok(sentences.size >= 6, [...sentences.keys()].join("\n"));
	// The file itself is good.
	assert.equal(offer(hardware, file), undefined);
});
