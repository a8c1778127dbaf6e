import assert from "node:assert/strict";
import {
	absent,
	closeResponse,
	entry,
	frame,
	getListResponse,
	obis,
	octets,
	openResponse,
	serverId,
	telegram,
	unsigned,
} from "../../support/sml-builder";
import { inSlices, mutate, Random } from "../../support/random";
import { Collector, decode, fingerprint } from "./collect";
import { commonMeter } from "./meters";

const server = serverId("HLY", 88_507);
const samples: readonly Uint8Array[] = [
	commonMeter(),
	telegram(
		server,
		Array.from({ length: 30 }, (_, index) => entry({ name: [1, 0, index, 7, 0, 255], unit: 27, scaler: -1, value: unsigned(index, 2) })),
		{
			kermit: true,
			time: unsigned(5, 4),
		},
	),
	frame([
		...openResponse(server, { wide: true }),
		...getListResponse(server, absent, [entry({ name: obis("1-0:0.2.0*0"), value: octets(new Array<number>(20).fill(0x1B)) })]),
		...closeResponse(),
	]),
];

/**
 * Random and damaged SML through one decoder: it does not throw, and gives only telegrams that were sent. Right by chance a damaged one would be
 * once in 2^30; the seed is fixed. Gives the number of bytes.
 */
export function fuzzSml(bytes: number, seed: number): number {
	const random = new Random(seed);
	const known = new Set(samples.map(sample => fingerprint(decode(sample).telegrams[0]!)));
	assert.equal(known.size, samples.length);
	const collector = new Collector();
	const { counters } = collector.decoder;
	while (counters.bytes < bytes) {
		const sample = samples[random.below(samples.length)]!;
		const kind = random.below(8);
		inSlices(
			kind === 0 ? random.bytes(1 + random.below(600)) : kind === 1 ? sample : mutate(sample, random),
			random,
			slice => collector.decoder.push(slice),
		);
		for (const found of collector.telegrams.splice(0))
			assert.ok(known.has(fingerprint(found)), `after ${counters.bytes} bytes: ${fingerprint(found)}`);
		collector.faults.length = 0;
	}
	assert.ok(counters.telegrams > 0 && counters.checkErrors > 0 && counters.formatErrors > 0);
	// Alive at the end: at most one telegram goes to the frame that was left open.
	for (let left = 0; left < 20; left++)
		collector.push(samples[0]!);
	assert.ok(collector.telegrams.length >= 5);
	return counters.bytes;
}

/**
 * Damaged messages in a right frame with right message check sums: what random bytes never reach. It does not throw, and what it
 * gives is well-formed.
 */
export function fuzzSmlStructure(telegrams: number, seed: number): void {
	const random = new Random(seed);
	const list = getListResponse(server, absent, [
		entry({ name: obis("1-0:1.8.0*255"), status: unsigned(0x1C0104, 4), unit: 30, scaler: -1, value: unsigned(5, 5) }),
		entry({ name: obis("1-0:0.2.0*0"), value: octets("1.02") }),
		entry({ name: obis("1-0:16.7.0*255"), unit: 27, scaler: 0, value: unsigned(188, 2) }),
	]);
	for (let left = telegrams; left > 0; left--) {
		const body = [...mutate(Uint8Array.from(list.slice(0, -4)), random)];
		const { faults, telegrams: found } = decode(frame([...openResponse(server), ...checked(body), ...closeResponse()]));
		assert.equal(faults.length + found.length, 1);
		for (const { id, unit, value } of found[0]?.readings ?? []) {
			assert.match(id, /^\d+-\d+:\d+\.\d+\.\d+\*\d+$/);
			assert.equal(typeof unit, "string");
			assert.ok(typeof value === "string" || /^-?\d+(\.\d+)?$/.test(value.toString()));
		}
	}
}

/** A message's check sum and end behind its other elements. */
function checked(bytes: readonly number[]): number[] {
	let value = 0xFFFF;
	for (const byte of bytes) {
		value ^= byte;
		for (let bit = 0; bit < 8; bit++)
			value = value & 1 ? value >> 1 ^ 0x8408 : value >> 1;
	}
	return [...bytes, 0x63, ~value & 0xFF, ~value >> 8 & 0xFF, 0];
}
