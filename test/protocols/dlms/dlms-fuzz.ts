import assert from "node:assert/strict";
import { blocks, cipher, hdlc, hdlcSegments, hex, mbus } from "../../../simulator/meters/dlms-writer";
import { inSlices, mutate, Random } from "../../support/random";
import { Collector, decode, fingerprint } from "./collect";
import { described, pushed, row } from "./messages";

const key = hex("000102030405060708090A0B0C0D0E0F"), authKey = hex("D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF");
const keys = { key: Uint8Array.from(key), authKey: Uint8Array.from(authKey) };

const samples: readonly Uint8Array[] = [
	hdlc(row),
	hdlcSegments(pushed, 90),
	blocks(cipher(described, { key, authKey }), 100).flatMap((block, index) => hdlc(block, { llc: index === 0 })),
	hdlc(cipher(row, { key, authKey })),
	cipher(pushed, { key, authKey }),
].map(bytes => Uint8Array.from(bytes));

/**
 * Random and damaged DLMS through one decoder: it does not throw, and gives only telegrams that were sent. (M-Bus frames have a check sum of eight
 * bits, which damage does pass: they are not in it.) Gives the number of bytes.
 */
export function fuzzDlms(bytes: number, seed: number): number {
	const random = new Random(seed);
	const known = new Set(samples.flatMap(sample => decode(sample, keys).telegrams.map(fingerprint)));
	assert.equal(known.size, samples.length);
	const collector = new Collector({ ...keys, capacity: 1024 });
	const { counters } = collector.decoder;
	while (counters.bytes < bytes) {
		const sample = samples[random.below(samples.length)]!;
		const kind = random.below(8);
		inSlices(
			kind === 0 ? random.bytes(1 + random.below(600)) : kind === 1 ? sample : mutate(sample, random),
			random,
			slice => collector.decoder.push(slice),
		);
		// A telegram between silences, as meters send them, and now and then a row without.
		if (random.below(3))
			collector.end();
		for (const found of collector.telegrams.splice(0))
			assert.ok(known.has(fingerprint(found)) || isFrameless(found.check), `after ${counters.bytes} bytes: ${fingerprint(found)}`);
		collector.faults.length = 0;
	}
	assert.ok(counters.telegrams > 0 && counters.checkErrors > 0 && counters.formatErrors > 0);
	collector.end();
	for (let left = 0; left < 4; left++)
		collector.push(samples[0]!);
	assert.equal(collector.telegrams.length, 4);
	return counters.bytes;
}

/** Damage can leave a plain message that begins right behind a silence: what has no check is believed then. */
function isFrameless(check: string): boolean {
	return check === "none";
}

/** Damaged messages in whole frames with right check sums: what random bytes never reach. It does not throw, and what it gives is well-formed. */
export function fuzzDlmsStructure(telegrams: number, seed: number): void {
	const random = new Random(seed);
	for (let left = telegrams; left > 0; left--) {
		const message = [...mutate(Uint8Array.from([described, row, pushed][random.below(3)]!), random)];
		const frame = random.below(2) ? hdlc(message) : mbus(message, 200);
		const { faults, telegrams: found } = decode(frame, { listObjects: true });
		assert.ok(faults.length + found.length >= (message.length > 0 ? 1 : 0));
		for (const { id, unit, value } of found[0]?.readings ?? []) {
			assert.match(id, /^\d+-\d+:\d+\.\d+\.\d+\*\d+$/);
			assert.equal(typeof unit, "string");
			assert.ok(typeof value === "string" || /^-?\d+(\.\d+)?$/.test(value.toString()));
		}
	}
}
