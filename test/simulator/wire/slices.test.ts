import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { Scheduler } from "../../../simulator/scheduler";
import type { LineFormat } from "../../../simulator/wire/line-format";
import { Receiver } from "../../../simulator/wire/receiver";
import { Transmitter } from "../../../simulator/wire/transmitter";
import { Wire } from "../../../simulator/wire/wire";

interface Scene {
	sent: Uint8Array;
	format: LineFormat;
	heard: LineFormat;
	noisy: boolean;
	trampled: boolean;
	cutAt: number;
	seed: number;
}

/** Milliseconds; longer than the longest burst of a scene. */
const length = 120;

/** What a receiver makes of a scene when it looks at these times and at the end. */
function play(scene: Scene, looks: readonly number[]) {
	const scheduler = new Scheduler(), wire = new Wire(scheduler, { pull: "up" });
	const { sent, format, heard, noisy, trampled, cutAt, seed } = scene;
	if (noisy)
		wire.setNoise({ rate: 2000, width: 0.01, spread: true, seed });
	new Transmitter(scheduler, wire.drive("open-collector", format.invert ? 0 : 1), format).send(sent);
	if (trampled)
		new Transmitter(scheduler, wire.drive("open-collector"), { ...format, invert: false, baud: 38_400 }).send(sent.slice().reverse());
	const receiver = new Receiver(wire, heard);
	scheduler.at(cutAt, () => wire.cut = true);
	scheduler.at(cutAt + 3, () => wire.cut = false);
	for (const look of looks)
		scheduler.at(look, () => receiver.advance());
	scheduler.runUntil(length);
	receiver.advance();
	const { received } = receiver, { length: count } = received;
	return [received.bytes.slice(0, count), received.times.slice(0, count), received.faults.slice(0, count)];
}

test("when somebody looks makes no difference to what is heard", () => {
	const format = fc.record<LineFormat>({
		baud: fc.constantFrom(38_400, 115_200, 120_000),
		data: fc.constantFrom(7 as const, 8 as const),
		parity: fc.constantFrom("none" as const, "even" as const, "odd" as const),
		stop: fc.constantFrom(1 as const, 2 as const),
		invert: fc.boolean(),
	});
	const scene = fc.record<Scene>({
		sent: fc.uint8Array({ minLength: 1, maxLength: 150 }),
		format,
		heard: format,
		noisy: fc.boolean(),
		trampled: fc.boolean(),
		cutAt: fc.double({ min: 0, max: length, noNaN: true }),
		seed: fc.integer({ min: 1, max: 1_000_000 }),
	});
	const looks = fc.array(fc.double({ min: 0, max: length, noNaN: true }), { maxLength: 200 });
	fc.assert(
		fc.property(scene, looks, (scene, looks) => assert.deepEqual(play(scene, looks), play(scene, []))),
		{ numRuns: 300, seed: 419 },
	);
});
