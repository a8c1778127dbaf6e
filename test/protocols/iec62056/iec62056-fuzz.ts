import assert from "node:assert/strict";
import { bytesOf, withParity } from "../../support/iec62056-builder";
import { inSlices, mutate, Random } from "../../support/random";
import { Collector, decode, fingerprint } from "./collect";
import { asked, pushed } from "./meters";

const samples: readonly Uint8Array[] = [bytesOf(asked), bytesOf(pushed), withParity(bytesOf(asked)), bytesOf(asked + pushed)];

/**
 * Random and damaged readouts through two decoders, one that takes pushed data and one that does not: neither throws. A telegram whose check
 * is `bcc` has a block in the bytes whose check character is right by an independent calculation; the second gives no other.
 * Gives the number of bytes.
 */
export function fuzzIec62056(bytes: number, seed: number): number {
	const random = new Random(seed);
	const open = new Collector(), closed = new Collector({ framing: "block" });
	const { counters } = open.decoder;
	while (counters.bytes < bytes) {
		const sample = samples[random.below(samples.length)]!;
		const kind = random.below(8);
		const input = kind === 0
			? random.bytes(1 + random.below(600))
			: kind === 1
			? printable(random)
			: kind === 2
			? sample
			: mutate(sample, random);
		for (const collector of [open, closed]) {
			inSlices(input, random, slice => collector.decoder.push(slice));
			collector.decoder.end();
			for (const { check, readings } of collector.telegrams.splice(0)) {
				assert.ok(readings.length > 0);
				assert.ok(check === "bcc" ? hasBlock(input) : collector === open, `after ${counters.bytes} bytes`);
			}
			collector.faults.length = collector.early.length = collector.identifications.length = 0;
		}
	}
	assert.ok(counters.telegrams > 0 && counters.checkErrors > 0 && counters.formatErrors > 0);
	assert.deepEqual(open.push(asked).telegrams.map(fingerprint), decode(asked).telegrams.map(fingerprint));
	return counters.bytes;
}

/** Text of the protocol's own characters. */
function printable(random: Random): Uint8Array {
	const characters = "0123456789.*()()()/!&-:+,kWhVACF\r\n\r\n\x02\x03 ";
	return Uint8Array.from({ length: random.below(400) }, () => characters.charCodeAt(random.below(characters.length)));
}

/** STX … ETX with the exclusive or of all behind STX up to ETX after it, parity bits left out. */
function hasBlock(bytes: Uint8Array): boolean {
	const characters = bytes.map(byte => byte & 0x7F);
	for (let start = characters.indexOf(2); start >= 0; start = characters.indexOf(2, start + 1)) {
		let check = 0;
		for (let at = start + 1; at + 1 < characters.length; at++) {
			check ^= characters[at]!;
			if (characters[at] === 3 && characters[at + 1] === check)
				return true;
		}
	}
	return false;
}
