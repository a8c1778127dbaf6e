import assert from "node:assert/strict";
import { MbusDecoder } from "../../../protocols/mbus/mbus-decoder";
import { MbusFramer } from "../../../protocols/mbus/framer";
import { frame, longHeader, shortHeader } from "../../support/mbus-builder";
import { generator } from "./collect";

export interface FuzzResult {
	readonly bytes: number;
	readonly telegrams: number;
	readonly faults: number;
	/** Frames that were spoilt on purpose. */
	readonly spoilt: number;
}

const informations = [0x72, 0x72, 0x72, 0x76, 0x78, 0x7A, 0x73, 0x77, 0x70, 0x5B, 0xB7];

/**
 * Feeds a decoder with noise, with good frames around random data, and with such frames after one octet was changed, sliced at random.
 * Whatever comes: nothing is thrown, and each telegram came in a frame whose check sum is right, as told apart from the framer.
 */
export function fuzz(total: number, seed: number): FuzzResult {
	const random = generator(seed);
	const below = (limit: number) => Math.floor(random() * limit);
	const noise = (length: number) => Uint8Array.from({ length }, () => random() < 0.2 ? [0x68, 0x10, 0xE5, 0x16][below(4)]! : below(256));
	let good = 0, telegrams = 0, faults = 0, spoilt = 0, bytes = 0;
	const framer = new MbusFramer({
		onFrame(found) {
			if (found.kind === "acknowledge" || found.kind === "short")
				return;
			const [start, length, again, second] = found.bytes;
			const body = found.bytes.subarray(4, -2);
			assert.deepEqual([start, again, second, body.length], [0x68, length, 0x68, length]);
			assert.equal(body.reduce((sum, octet) => sum + octet, 0) % 256, found.bytes.at(-2));
			assert.equal(found.bytes.at(-1), 0x16);
			good++;
		},
	});
	const decoder = new MbusDecoder({
		explain: random() < 0.5,
		onTelegram({ readings }) {
			telegrams++;
			for (const { value } of readings)
				assert.ok(typeof value === "string" || /^-?\d+(\.\d+)?$/.test(value.toString()));
		},
		onFault: () => faults++,
	});
	while (bytes < total) {
		let part: Uint8Array;
		const choice = random();
		if (choice < 0.2)
			part = noise(below(300));
		else {
			const information = informations[below(informations.length)]!;
			const header = information === 0x7A
				? shortHeader()
				: information === 0x78
				? []
				: longHeader({ configuration: random() < 0.1 ? below(65536) : 0 });
			part = frame([...header, ...noise(below(252 - header.length))], { information });
			if (choice > 0.7) {
				part[below(part.length)]! ^= 1 + below(255);
				spoilt++;
			}
			else if (choice > 0.6)
				part = part.subarray(0, below(part.length));
		}
		bytes += part.length;
		for (let at = 0; at < part.length;) {
			const slice = part.subarray(at, at + 1 + below(80));
			framer.push(slice);
			decoder.push(slice);
			at += slice.length;
		}
		if (random() < 0.3) {
			framer.end();
			decoder.end();
		}
	}
	assert.ok(telegrams <= good, `${telegrams} telegrams in ${good} good frames`);
	assert.deepEqual([decoder.counters.telegrams, decoder.counters.bytes], [telegrams, bytes]);
	assert.equal(decoder.counters.checkErrors + decoder.counters.formatErrors, faults);
	return { bytes, telegrams, faults, spoilt };
}
