import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readEncoderMbus } from "../../meters/encoder-reading";
import type { EncoderReading } from "../../meters/encoder-reading";
import { highestFlow, VolumeGuard } from "../../meters/volume-guard";
import { Decimal } from "../../protocols/decimal";
import { MbusDecoder } from "../../protocols/mbus/mbus-decoder";

function read(hex: string): (EncoderReading | string)[] {
	const result: (EncoderReading | string)[] = [];
	const decoder = new MbusDecoder({
		onTelegram: telegram => result.push(readEncoderMbus(telegram)),
		onFault: ({ kind }) => result.push(kind),
	});
	decoder.push(Buffer.from(hex.replace(/ /g, ""), "hex"));
	decoder.end();
	return result;
}

const head = "68 1F 1F 68 08 00 72 78 56 34 12 93 15 80 03 01 00 00 00 0D FD 11 05 42 41 33 32 31 0C 93 3A";

describe("encoder readings on M-Bus: the samples of the specification", () => {
	const samples: readonly [string, string, string, boolean, string][] = [
		["M1, 0.000", `${head} 00 00 00 00 CC 16`, "0.000", true, "12345678"],
		["M1, 0.003", `${head} 03 00 00 00 CF 16`, "0.003", true, "12345678"],
		["M1, 1234.560", `${head} 60 45 23 01 95 16`, "1234.560", true, "12345678"],
		[
			"M2",
			"68 1F 1F 68 08 00 72 78 56 34 12 93 15 80 03 2A 00 00 00 0D FD 11 05 42 41 33 32 31 0C 94 3A 56 34 12 00 92 16",
			"1234.56",
			true,
			"12345678",
		],
		["M3", "68 15 15 68 08 00 72 78 56 34 12 93 15 81 03 2A 00 00 00 0C 13 70 34 22 03 CC 16", "3223.470", false, "12345678"],
		[
			"M4",
			"68 1E 1E 68 08 01 72 78 56 34 12 E6 1E 33 03 13 00 00 00 0D 78 06 43 42 41 33 32 31 0C 13 21 43 65 07 B2 16",
			"7654.321",
			false,
			"12345678",
		],
		[
			"M4 with five characters",
			"68 1D 1D 68 08 01 72 78 56 34 12 E6 1E 33 03 13 00 00 00 0D 78 05 42 41 33 32 31 0C 13 21 43 65 07 6E 16",
			"7654.321",
			false,
			"12345678",
		],
		["M5", "68 1B 1B 68 08 01 72 07 20 18 00 E6 1E 35 07 4C 00 00 00 0C 78 07 20 18 00 0C 16 69 02 00 00 96 16", "269", false, "00182007"],
		[
			"M6",
			"68 20 20 68 08 FD 72 78 56 34 12 93 15 33 03 2A 00 00 00 0C 14 27 04 85 02 04 6D 32 37 1F 15 02 FD 17 00 00 89 16",
			"28504.27",
			false,
			"12345678",
		],
	];
	for (const [name, hex, volume, uncorrected, id] of samples) {
		it(name, () => {
			const [reading] = read(hex) as EncoderReading[];
			assert.equal(String(reading!.volume), volume);
			assert.equal(reading!.uncorrected, uncorrected);
			assert.equal(reading!.fault, "");
			assert.equal(reading!.meter.id, id);
		});
	}

	it("M1 as published: its check is wrong", () => assert.deepEqual(read(`${head} 03 00 00 00 CC 16`), ["check"]));

	it("M7: status and digits are no volume", () => {
		const hex = "68 1B 1B 68 08 01 72 78 56 34 12 E6 1E 33 03 14 02 00 00 0C 78 78 56 34 12 0C 13 21 F3 FF 07 B0 16";
		const [reading] = read(hex) as EncoderReading[];
		assert.equal(reading!.volume, undefined);
		assert.equal(reading!.fault, "status_error");
	});
});

describe("volume guard", () => {
	const sample = (litres: number, minutes: number, source = "1") => ({
		source,
		volume: new Decimal(litres, -3),
		time: minutes * 60_000,
	});
	/** Takes the samples one after the other; which of them are believed. */
	const believed = (...samples: ReturnType<typeof sample>[]) => {
		const guard = new VolumeGuard();
		return samples.map(each => guard.take(each, 6.4));
	};

	it("believes the first, what goes on, and what stands still", () =>
		assert.deepEqual(believed(sample(5_000, 0), sample(5_000, 15), sample(6_000, 30)), [true, true, true]));

	it("holds a lower reading and an impossible jump, once", () => {
		assert.deepEqual(believed(sample(5_000, 0), sample(4_999, 15), sample(5_100, 30)), [true, false, true]);
		assert.deepEqual(believed(sample(5_000, 0), sample(105_000, 15), sample(5_100, 30)), [true, false, true]);
		assert.deepEqual(believed(sample(5_000, 0), sample(4_000, 15), sample(105_000, 30), sample(5_100, 45)), [true, false, false, true]);
	});

	it("believes it when two more agree: exchange, roll-over", () => {
		const rolled = [sample(99_999_999, 0), sample(0, 15), sample(10, 30), sample(20, 45), sample(30, 60)];
		assert.deepEqual(believed(...rolled), [true, false, false, true, true]);
		// Two mis-scans that do not agree do not add up.
		const mixed = [sample(5_000, 0), sample(100, 15), sample(90, 30), sample(95, 45), sample(96, 60)];
		assert.deepEqual(believed(...mixed), [true, false, false, false, true]);
	});

	it("believes another meter at once", () =>
		assert.deepEqual(believed(sample(5_000, 0), sample(100, 15, "2"), sample(5_000, 30, "2")), [true, true, false]));

	it("knows what a size can meter", () => {
		for (
			const [size, flow] of [["G4", 6.4], ["G2.5", 4], ["G 2,5", 4], ["G16A", 25.6], ["4", 6.4], ["", 40], [undefined, 40], [
				"G",
				40,
			]] as const
		)
			assert.equal(highestFlow(size), flow);
	});
});
