import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import type { Can, CanFrame } from "../../../drivers/can/can";
import type { TWAIPortOptions } from "../../../drivers/twai/twai-port";

const folder = fileURLToPath(new URL("../../../drivers/twai/esp32", import.meta.url));

/** Reads `c code mask`, `f id count data…` (all in hexadecimal) and `r`; writes what of each frame became, and each frame that is read. */
const program = `
#include <stdio.h>
#include <stddef.h>
#include "can-ring.h"
static CanRingRecord ring;
int main(void)
{
	char command;
	unsigned id, count, byte;
	while (scanf(" %c", &command) == 1) {
		if ('c' == command) {
			if (scanf("%x %x", &ring.code, &ring.mask) != 2) return 1;
		}
		else if ('f' == command) {
			CanFrame frame = canRingNext(&ring);
			CanFrameRecord nowhere, *to = frame ? frame : &nowhere;
			if (scanf("%x %x", &id, &count) != 2) return 1;
			to->id = id;
			to->count = (uint8_t)count;
			for (unsigned i = 0; i < kCanData && i < count; i++) {
				if (scanf("%x", &byte) != 1) return 1;
				to->data[i] = (uint8_t)byte;
			}
			printf("%s\\n", !frame ? "full" : canRingPut(&ring, frame) ? "taken" : "not wanted");
		}
		else {
			uint8_t bytes[kCanHead + kCanData];
			uint32_t length = canRingTake(&ring, bytes);
			for (uint32_t i = 0; i < length; i++) printf("%02x", bytes[i]);
			printf("\\n");
		}
	}
	return 0;
}
`;

describe("TWAI's ring of frames", () => {
	const place = mkdtempSync(path.join(tmpdir(), "can-ring-"));
	const binary = path.join(place, "main");
	writeFileSync(`${binary}.c`, program);
	const flags = ["-std=gnu17", "-Wall", "-Wextra", "-Werror", "-O1", "-fsanitize=undefined", "-fno-sanitize-recover"];
	const compiled = spawnSync("cc", [...flags, "-I", folder, "-o", binary, `${binary}.c`], { encoding: "utf8" });
	const skip = compiled.error && process.env["CI"] !== "true" ? "needs a C compiler" : false;

	function run(...commands: string[]): string[] {
		assert.equal(compiled.status, 0, compiled.stderr);
		const { stdout, stderr, status } = spawnSync(binary, { input: commands.join("\n"), encoding: "utf8" });
		assert.equal(status, 0, stderr);
		return stdout.split("\n").slice(0, -1);
	}

	test("gives identifier, count and data in the order in which they came; a length code above 8 means 8", { skip }, () => {
		assert.deepEqual(
			run("c 0 ffffffff", "f 123 0", "f 9081407f 2 1 fe", "r", "r", "f 7ff f 0 1 2 3 4 5 6 7", "r", "r"),
			["taken", "taken", "0000012300", "9081407f0201fe", "taken", "000007ff080001020304050607", ""],
		);
	});

	test("hands on only what the filter lets through: a 1 of the mask does not matter", { skip }, () => {
		assert.deepEqual(
			run("c 1081407f ff", "f 90814000 0", "f 1081407f 0", "f 908140aa 0", "f 90814100 0", "f 123 0", "r", "r", "r", "r"),
			["taken", "taken", "taken", "not wanted", "not wanted", "9081400000", "1081407f00", "908140aa00", ""],
		);
	});

	test("keeps 64 frames, loses what comes then, and goes on after a read, round and round", { skip }, () => {
		const frames = Array.from({ length: 70 }, (_, at) => `f ${at.toString(16)} 1 ${at.toString(16)}`);
		const said = run("c 0 ffffffff", ...frames, "r", "f aa 0", "f bb 0");
		assert.deepEqual(said.slice(0, 70), [...Array<string>(64).fill("taken"), ...Array<string>(6).fill("full")]);
		assert.deepEqual(said.slice(70), ["000000000100", "taken", "full"]);
		const turns = Array.from({ length: 200 }, (_, at) => [`f ${at.toString(16)} 0`, "r"]).flat();
		const heard = run("c 0 ffffffff", ...turns).filter((_, at) => at % 2);
		assert.deepEqual(heard, heard.map((_, at) => `${at.toString(16).padStart(8, "0")}00`));
	});

	test.after(() => rmSync(place, { recursive: true }));
});

/** What stands for the native controller. */
const wire = { options: [] as TWAIPortOptions[], frames: [] as number[][], sent: [] as number[][], closed: 0 };
const natives: Record<string, (...values: never[]) => unknown> = {
	xs_meterwire_twai_constructor: (options: TWAIPortOptions) => void wire.options.push(options),
	xs_meterwire_twai_read: (buffer: Uint8Array) => {
		const frame = wire.frames.shift() ?? [];
		buffer.set(frame);
		return frame.length;
	},
	xs_meterwire_twai_write: (frame: Uint8Array) => void wire.sent.push([...frame]),
	xs_meterwire_twai_close: () => void wire.closed++,
};

describe("TWAI", async () => {
	Object.assign(globalThis, { Native: () => class {}, native: (name: string) => natives[name] });
	const { TWAI } = await import("../../../drivers/twai/twai");
	const pins = { receive: 4, transmit: 14, baud: 250_000 };

	test("checks its options, and lets everything through without a filter", () => {
		const { options } = wire;
		for (
			const wrong of [{ receive: 4 }, { ...pins, transmit: undefined }, { ...pins, receive: -1 }, { ...pins, baud: 24_999 }, {
				...pins,
				baud: 1e6 + 1,
			}]
		)
			assert.throws(() => new TWAI(wrong as typeof pins), RangeError);
		assert.throws(() => new TWAI({ ...pins, onReadable: 1 as never }), TypeError);
		assert.throws(() => new TWAI({ ...pins, filter: { code: 0, mask: -1 } }), RangeError);
		assert.equal(options.length, 0);
		new TWAI(Object.freeze({ ...pins }));
		new TWAI({ ...pins, filter: { code: 0xFFFF_FFFF, mask: 0xF000_0000 } });
		assert.deepEqual(options, [{ ...pins, code: 0, mask: -1 }, { ...pins, code: -1, mask: 0xF000_0000 | 0 }]);
	});

	test("frames come in and go out", () => {
		let told: unknown[] = [];
		const can: Can = new TWAI({
			...pins,
			onReadable(count) {
				told = [this, count];
			},
		});
		wire.options.at(-1)!.onReadable!(2);
		assert.deepEqual(told, [can, 2]);
		assert.equal(wire.options.at(-1)!.onFault, undefined);
		wire.frames.push([0x90, 0x81, 0x40, 0x7F, 2, 1, 0xFE], [0, 0, 7, 0xFF, 0]);
		const frames: CanFrame[] = [
			{ id: 0x1081407F, extended: true, data: Uint8Array.of(1, 0xFE) },
			{ id: 0x7FF, extended: false, data: new Uint8Array() },
		];
		assert.deepEqual([can.read(), can.read(), can.read()], [...frames, undefined]);
		for (const frame of frames)
			can.write(frame);
		assert.deepEqual(wire.sent, [[0x90, 0x81, 0x40, 0x7F, 2, 1, 0xFE], [0, 0, 7, 0xFF, 0]]);
		for (const wrong of [{ id: 0x800, extended: false }, { id: 0x2000_0000, extended: true }, { id: -1, extended: true }])
			assert.throws(() => can.write({ ...wrong, data: new Uint8Array() }), RangeError);
		assert.throws(() => can.write({ id: 1, extended: false, data: new Uint8Array(9) }), RangeError);
		assert.equal(wire.sent.length, 2);
	});

	test("closed twice; no method works after it", () => {
		const can: Can = new TWAI(pins), { closed } = wire;
		can.close();
		can.close();
		assert.equal(wire.closed, closed + 1);
		assert.throws(() => can.read(), /closed/);
		assert.throws(() => can.write({ id: 1, extended: false, data: new Uint8Array() }), /closed/);
	});
});
