import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { describe, it } from "node:test";
import type { MbusDecrypt } from "../../../protocols/mbus/encryption";
import { bcd, frame, longHeader, record, shortHeader, telegram } from "../../support/mbus-builder";
import { decode, values } from "./collect";

const key = Uint8Array.from(Buffer.from("000102030405060708090A0B0C0D0E0F", "hex"));
const energy = record({ field: 12, vib: [0x06], data: bcd(1234, 4) });
const volume = record({ field: 12, vib: [0x13], data: bcd(565656, 4) });

const decrypt: MbusDecrypt = (secret, iv, data) => {
	const cipher = createDecipheriv("aes-128-cbc", secret, iv).setAutoPadding(false);
	return Buffer.concat([cipher.update(data), cipher.final()]);
};

/** A telegram in mode 5 (OMS): fillers, records, fillers up to the block; what stands in `after` is not encrypted. */
function sealed(records: readonly number[], after: readonly number[] = []): Uint8Array {
	const text = [0x2F, 0x2F, ...records];
	while (text.length % 16)
		text.push(0x2F);
	const header = longHeader({ access: 0x2A, configuration: 0x0500 | (text.length / 16) << 4 });
	const iv = Uint8Array.from([...header.slice(4, 6), ...header.slice(0, 4), ...header.slice(6, 8), ...new Array<number>(8).fill(0x2A)]);
	const cipher = createCipheriv("aes-128-cbc", key, iv).setAutoPadding(false);
	return frame([...header, ...cipher.update(Uint8Array.from(text)), ...cipher.final(), ...after]);
}

describe("M-Bus decoder: encryption (mode 5)", () => {
	it("is undone with the meter's key, and what stands after it is read as well", () => {
		const { telegrams, errors } = decode(sealed(energy, volume), { key, decrypt });
		assert.deepEqual(errors, []);
		assert.deepEqual(values(telegrams[0]), ["Energy=1234000 Wh", "Volume=565.656 m3"]);
		assert.deepEqual(telegrams[0]!.warnings, []);
	});

	it("needs a key: without one the meter is known and nothing is read", () => {
		for (const options of [{}, { key }, { decrypt }]) {
			const { telegrams } = decode(sealed(energy, volume), options);
			assert.equal(telegrams[0]!.meter.id, "12345678");
			assert.deepEqual(telegrams[0]!.readings, []);
			assert.deepEqual(telegrams[0]!.warnings, ["encrypted: needs its key"]);
		}
	});

	it("with another key gives a fault and no reading", () => {
		const { telegrams, errors } = decode(sealed(energy), { key: new Uint8Array(16), decrypt });
		assert.deepEqual(telegrams, []);
		assert.deepEqual(errors, ["check: decryption: the key does not fit"]);
	});

	it("that a converter has already undone is not undone twice", () => {
		const { telegrams } = decode(telegram([[0x2F, 0x2F], energy], { configuration: 0x0550 }), { key, decrypt });
		assert.deepEqual(values(telegrams[0]), ["Energy=1234000 Wh"]);
	});

	it("is left aside where the meter is known to encrypt nothing", () => {
		const plain = telegram([energy, volume], { configuration: 0xA520 });
		assert.deepEqual(values(decode(plain).telegrams[0]), []);
		assert.deepEqual(values(decode(plain, { ignoreEncryption: true }).telegrams[0]), ["Energy=1234000 Wh", "Volume=565.656 m3"]);
	});

	it("of other modes, of a short header or of too few octets is told", () => {
		const told = (bytes: Uint8Array) =>
			decode(bytes, { key, decrypt }).telegrams.map(({ readings, warnings }) => [readings.length, ...warnings]);
		assert.deepEqual(told(telegram([energy], { configuration: 0x0710 })), [[0, "encrypted: mode 7 is not supported"]]);
		assert.deepEqual(told(telegram([energy], { configuration: 0x0550 })), [[0, "encrypted: 80 octets announced, 6 came"]]);
		const short = frame([...shortHeader({ configuration: 0x0510 }), ...new Array<number>(16).fill(0xA5)], { information: 0x7A });
		assert.deepEqual(told(short), [[0, "encrypted: the short header does not name the meter"]]);
		// What old meters leave in the field is no encryption.
		assert.deepEqual(told(telegram([energy], { configuration: 0x0000 })), [[1]]);
		assert.deepEqual(told(telegram([energy], { configuration: 0x1F00 })), [[1]]);
	});
});

describe("M-Bus decoder: explanations", () => {
	it("cover every octet once, in order", () => {
		const bytes = telegram([[0x2F], energy, record({ storage: 1, field: 13, vib: [0xFD, 0x0C], data: [2, 0x41, 0x42] }), [0x0F, 1, 2]]);
		const [found] = decode(bytes, { explain: true }).telegrams;
		let next = 0;
		for (const { offset, length, words } of found!.explanation!) {
			assert.equal(offset, next, words);
			next = offset + length;
		}
		assert.equal(next, bytes.length);
		const words = found!.explanation!.map(entry => entry.words);
		assert.ok(words.includes("identification 12345678"));
		assert.ok(words.includes("VIF 06: Energy, Wh"));
		assert.ok(words.includes("Energy = 1234000 Wh; sent 34120000"));
	});

	it("cover fixed data, and encrypted data as one", () => {
		for (
			const bytes of [sealed(energy), frame([0x78, 0x56, 0x34, 0x12, 10, 0, 0xE9, 0x7E, 1, 0, 0, 0, 0x35, 1, 0, 0], { information: 0x73 })]
		) {
			const [found] = decode(bytes, { explain: true }).telegrams;
			assert.equal(found!.explanation!.reduce((sum, { length }) => sum + length, 0), bytes.length);
		}
	});

	it("are made only when asked for", () => {
		assert.equal(decode(telegram([energy])).telegrams[0]!.explanation, undefined);
	});
});
