import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EncryptedTextDecoder } from "../../../protocols/dlms/encrypted-text-decoder";
import type { Telegram } from "../../../protocols/reading";
import { decryptGcm } from "../../../tools/decode/decrypt-gcm";
import { cipher, hdlc, hex, mbus } from "../../../simulator/meters/dlms-writer";
import { bytes, e350, sealed } from "../../telegrams/dsmr";
import { Collector, decode, fingerprint } from "./collect";
import { described, pushed } from "./messages";

const key = hex("000102030405060708090A0B0C0D0E0F");
const authKey = hex("D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF");
const keys = { key: Uint8Array.from(key), authKey: Uint8Array.from(authKey) };
const wrong = Uint8Array.from(hex("FF".repeat(16)));

describe("DLMS ciphering", () => {
	it("agrees with the example of the Green Book (9.2.7.2.4) and with NIST's test case 4 of GCM", () => {
		const plain = decryptGcm({
			key: Uint8Array.from(key),
			iv: Uint8Array.from(hex("4D4D4D0000BC614E01234567")),
			additional: Uint8Array.from([0x30, ...authKey]),
			data: Uint8Array.from(hex("411312FF935A47566827C467BC")),
			tag: Uint8Array.from(hex("7D825C3BE4A77C3FCC056B6B")),
		});
		assert.deepEqual([...plain!], hex("C0010000080000010000FF0200"));
		const data = "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091";
		const expected =
			"d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
		const input = {
			key: Uint8Array.from(hex("feffe9928665731c6d6a8f9467308308")),
			iv: Uint8Array.from(hex("cafebabefacedbaddecaf888")),
			additional: Uint8Array.from(hex("feedfacedeadbeeffeedfacedeadbeefabaddad2")),
			data: Uint8Array.from(hex(data)),
		};
		assert.deepEqual([...decryptGcm({ ...input, tag: Uint8Array.from(hex("5bc94fbc3221a5db94fae95ae7121a47")) })!], hex(expected));
		assert.equal(decryptGcm({ ...input, tag: Uint8Array.from(hex("5bc94fbc3221a5db94fae95ae7121a48")) }), undefined);
		assert.deepEqual([...decryptGcm(input)!], hex(expected));
	});

	it("reads encrypted messages in each framing, and says that the tag was checked", () => {
		const message = cipher(described, { key, authKey });
		for (const framed of [hdlc(message), mbus(message), message]) {
			const { errors, telegrams } = decode(framed, keys);
			assert.deepEqual(errors, []);
			assert.equal(telegrams[0]!.check, "gcm");
			assert.equal(telegrams[0]!.meter.manufacturer, "XYZ");
			assert.deepEqual(decode(hdlc(described)).telegrams[0]!.readings.map(String), telegrams[0]!.readings.map(String));
		}
	});

	it("takes each kind of protection", () => {
		const check = (options: object, decoder: object) => decode(hdlc(cipher(pushed, { key, ...options })), decoder).telegrams[0]?.check;
		assert.equal(check({ authKey }, { key: keys.key }), "crc16-x25");
		assert.equal(check({ authKey, withoutAdditional: true }, keys), "gcm");
		assert.equal(check({ control: 0x20 }, { key: keys.key }), "crc16-x25");
		assert.equal(check({ control: 0x20 }, keys), "crc16-x25");
		assert.equal(check({ control: 0x10, authKey }, keys), "gcm");
		assert.equal(check({ control: 0x10, authKey }, { key: keys.key }), "crc16-x25");
		assert.equal(check({ control: 0x70, authKey }, keys), "gcm");
	});

	it("says what does not fit", () => {
		const errors = (options: object, message = cipher(pushed, { key, authKey })) => decode(hdlc(message), options).errors;
		assert.deepEqual(errors({}), ["key: encrypted: needs its key"]);
		assert.deepEqual(errors({ ...keys, decrypt: undefined }), ["key: encrypted: this build cannot decrypt"]);
		assert.deepEqual(errors({ key: wrong }), ["key: decryption: the key does not fit"]);
		assert.deepEqual(errors({ key: wrong, authKey: keys.authKey }), ["key: decryption: the key does not fit"]);
		assert.deepEqual(errors({ key: keys.key, authKey: wrong }), ["key: decryption: the authentication key does not fit"]);
		assert.deepEqual(errors({ ...keys, authKey: wrong }, cipher(pushed, { key, authKey, control: 0x10 })), [
			"key: authentication: the key or the authentication key does not fit",
		]);
		assert.deepEqual(errors(keys, cipher(pushed, { key, authKey, control: 0xB0 })), [
			"format: encrypted: security control B0 is not supported",
		]);
		assert.deepEqual(errors(keys, cipher(pushed, { key, authKey, control: 0x31 })), [
			"format: encrypted: security control 31 is not supported",
		]);
		assert.deepEqual(
			errors(keys, cipher(pushed, { key, authKey }).slice(0, -1)),
			["format: encrypted: 167 octets announced, 166 came"].map(text =>
				text.replace("167", String(pushed.length + 17)).replace("166", String(pushed.length + 16))
			),
		);
		assert.deepEqual(errors(keys, [0xDB, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x30, 0, 0, 0, 1, 1, 2, 3, 4]), [
			"format: encrypted: no room for the authentication tag",
		]);
	});

	it("finds a message without a frame behind noise only when its tag is right", () => {
		const message = cipher(described, { key, authKey });
		const noise = [1, 2, 0xDB, 3, 0x0F, 0xDB, 8];
		assert.equal(decode([...noise, ...message], keys).telegrams.length, 1);
		assert.deepEqual(decode([...noise, ...message], { key: keys.key }).telegrams, []);
		assert.deepEqual(decode([...noise, ...message, ...message], { key: wrong }).errors, []);
	});

	it("reads a DSMR telegram that comes encrypted, whose own check sum must be right too", () => {
		const run = (text: string, options: object, slice = 5000) => {
			const telegrams: Telegram[] = [], errors: string[] = [];
			const decoder = new EncryptedTextDecoder({
				decrypt: decryptGcm,
				...options,
				onTelegram: telegram => telegrams.push(telegram),
				onFault: ({ error }) => errors.push(error),
			});
			const message = Uint8Array.from(cipher([...bytes(text)], { key, authKey }));
			for (let at = 0; at < message.length; at += slice)
				decoder.push(message.subarray(at, at + slice));
			decoder.end();
			return { telegrams, errors, counters: decoder.counters };
		};
		for (const slice of [1, 7, 64, 5000]) {
			const { counters, errors, telegrams } = run(sealed(e350), keys, slice);
			assert.deepEqual(errors, []);
			assert.deepEqual([telegrams.length, telegrams[0]?.check, telegrams[0]?.protocol, counters.telegrams], [1, "crc16", "dsmr", 1]);
		}
		assert.equal(run(sealed(e350), { key: keys.key }).telegrams.length, 1);
		const damaged = run(`${e350}1234\r\n`, keys);
		assert.deepEqual([damaged.telegrams.length, damaged.counters.checkErrors], [0, 1]);
		assert.deepEqual(run(sealed(e350), {}).errors, ["encrypted: needs its key"]);
	});

	it("loses nothing to a wrong telegram between right ones", () => {
		const good = hdlc(cipher(described, { key, authKey }));
		const bad = hdlc(cipher(described, { key: [...wrong], authKey }));
		const collector = new Collector(keys).push([...good, ...bad, ...good]).end();
		assert.equal(new Set(collector.telegrams.map(fingerprint)).size, 1);
		assert.equal(collector.telegrams.length, 2);
		assert.equal(collector.decoder.counters.formatErrors, 1);
	});
});
