import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DsmrDecoder } from "../../../protocols/dsmr/dsmr-decoder";
import { bytes, crc16, e350, fluvius, mt382, sealed, sx631 } from "../../telegrams/dsmr";
import { Collector, decode, values } from "./collect";

const good = sealed(e350);

describe("DSMR decoder: framing", () => {
	it("reads the E350's telegram of 654 bytes", () => {
		assert.equal(bytes(good).length, 654);
		const { telegrams, faults, decoder } = decode(good);
		assert.deepEqual(faults, []);
		const [telegram] = telegrams;
		assert.equal(telegrams.length, 1);
		assert.equal(telegram!.check, "crc16");
		assert.equal(telegram!.protocol, "dsmr");
		assert.deepEqual(telegram!.meter, { id: "4530303034303031353535383123456789", manufacturer: "XMX", model: "LGBBFFB123456789" });
		assert.deepEqual(telegram!.time, { text: "141227180323W", epoch: Date.UTC(2014, 11, 27, 17, 3, 23), offset: 60 });
		assert.deepEqual(telegram!.warnings, []);
		assert.deepEqual(values(telegram, "1-0:1.8.1"), ["687.138 kWh"]);
		assert.deepEqual(values(telegram, "1-0:1.7.0"), ["0.428 kW"]);
		assert.deepEqual(values(telegram, "0-1:24.2.1"), ["435.247 m3 @2014-12-27T16:00:00Z"]);
		assert.deepEqual(values(telegram, "0-0:96.14.0"), ["0001"]);
		assert.deepEqual(values(telegram, "1-3:0.2.8"), ["40"]);
		assert.equal(telegram!.readings.length, 25);
		assert.deepEqual(decoder.counters, { bytes: 654, telegrams: 1, checkErrors: 0, formatErrors: 0, warnings: 0 });
	});

	it("refuses the same telegram with the check sum that was published beside it: its meter numbers were masked", () => {
		const { telegrams, errors } = decode(`${e350}0C97\r\n`);
		assert.deepEqual(telegrams, []);
		assert.deepEqual(errors, ["check: crc16: sent 0C97, calculated 6E6A"]);
	});

	it("gives the same whatever the slices", () => {
		const two = bytes(good + good);
		for (let at = 0; at <= two.length; at++) {
			const collector = new Collector();
			collector.decoder.push(two.subarray(0, at));
			collector.decoder.push(two.subarray(at));
			assert.equal(collector.telegrams.length, 2, `split at ${at}`);
			assert.deepEqual(collector.faults, []);
		}
	});

	it("takes byte after byte", () => {
		for (const text of [good, sealed(sx631), sealed(fluvius), `${mt382}\r\n`]) {
			const whole = decode(text), collector = new Collector();
			for (const byte of bytes(text))
				collector.decoder.push(Uint8Array.of(byte));
			assert.equal(collector.telegrams.length, 1);
			assert.deepEqual(collector.telegrams, whole.telegrams);
			assert.deepEqual(collector.faults, []);
		}
	});

	it("copies what it needs from the caller's bytes", () => {
		const collector = new Collector();
		const first = bytes(good.slice(0, 300));
		collector.decoder.push(first);
		first.fill(0);
		collector.push(good.slice(300));
		assert.equal(collector.telegrams.length, 1);
	});

	it("gives out a telegram with its fourth digit, without waiting for the line end", () => {
		assert.equal(new Collector().push(good.slice(0, -2)).telegrams.length, 1);
	});

	it("leaves out what stands before", () => {
		const noise = ["xyz", "\0\xFF\x80\xC3", "*kWh)\r\n!1234\r\n", "m3/h)\r\n", "/", "/x\r\n", "\xE2\x82\xAC/h", "/\r\n"];
		for (const before of noise) {
			const { telegrams, faults } = decode(before + good);
			assert.equal(telegrams.length, 1, JSON.stringify(before));
			assert.deepEqual(faults, [], JSON.stringify(before));
		}
	});

	it("begins anew when a telegram is cut and the next one starts", () => {
		for (const at of [24, 30, 100, 333, 640, 647]) {
			const { telegrams, errors } = decode(good.slice(0, at) + good);
			assert.equal(telegrams.length, 1, `cut at ${at}`);
			assert.deepEqual(errors, ["cut: the telegram ends before its !"]);
		}
	});

	it("begins anew at every cut, and never loses the second telegram", () => {
		// Cut right behind its ! the first one looks like one of a meter without check sum. On the device it then waits for a second such.
		for (let at = 0; at < good.length; at++)
			assert.equal(decode(good.slice(0, at) + good + good, { confirm: true }).telegrams.length, at >= 652 ? 3 : 2, `cut at ${at}`);
	});

	it("reports a telegram that is longer than the buffer, once, and goes on", () => {
		const long = sealed(e350.replace("96.13.0()", `96.13.0(${"30".repeat(3000)})`));
		const { telegrams, errors, decoder } = decode(long + good);
		assert.equal(telegrams.length, 1);
		assert.deepEqual(errors, ["length: the telegram is longer than 4096 bytes"]);
		assert.equal(decoder.counters.formatErrors, 1);
		assert.equal(decode(long, { capacity: 8192 }).telegrams.length, 1);
	});

	it("finds the next telegram in a full buffer", () => {
		const { telegrams, errors } = decode(good.slice(0, 300) + good, { capacity: 700 });
		assert.equal(telegrams.length, 1);
		assert.deepEqual(errors, ["cut: the telegram ends before its !"]);
	});

	it("forgets half a telegram on reset and keeps its counters", () => {
		const collector = new Collector().push(good.slice(0, 300));
		collector.decoder.reset();
		collector.push(good.slice(300)).push(good);
		assert.equal(collector.telegrams.length, 1);
		assert.deepEqual(collector.faults, []);
		assert.equal(collector.decoder.counters.bytes, 2 * 654);
	});

	it("gives a telegram out once, also when the callback throws or resets", () => {
		let calls = 0;
		const decoder: DsmrDecoder = new DsmrDecoder({
			onTelegram() {
				if (calls++ === 0)
					throw new Error("not ready");
				decoder.reset();
			},
		});
		assert.throws(() => decoder.push(bytes(good)), /not ready/);
		decoder.push(bytes(`${good}xx${good}`));
		decoder.push(bytes(good));
		assert.equal(calls, 3);
	});

	it("says at the end of a capture that its last telegram is not whole", () => {
		assert.deepEqual(decode(`${good}/XMX5LGBBFFB123456789\r\n`).errors, ["cut: the telegram ends before its !"]);
	});

	it("takes a ! at the start of a line of text for what it is", () => {
		const text = e350.replace("96.13.0()", "96.13.0(a\r\n!b)");
		assert.deepEqual(values(decode(sealed(text)).telegrams[0], "0-0:96.13.0"), ["a!b"]);
	});

	it("takes octets above 7F and zeros inside objects", () => {
		const padded = e350.replace("96.13.0()", "96.13.0(\xFF\xFF\0\x80)");
		assert.equal(decode(sealed(padded)).telegrams.length, 1);
		const utf8 = e350.replace("96.13.0()", "96.13.0(\xC3\xA9 \xE2\x82\xAC)");
		for (const text of [sealed(utf8), `\xC3\xA9${sealed(utf8)}`])
			assert.deepEqual(values(decode(text).telegrams[0], "0-0:96.13.0"), ["é €"]);
	});
});

describe("DSMR decoder: check sums", () => {
	it("takes CRC-16/X-25 where the ordinary one does not fit, and says so", () => {
		const sum = crc16(e350, 0x8408, 0xFFFF, 0xFFFF).toString(16).padStart(4, "0");
		const { telegrams } = decode(`${e350}${sum}\r\n`);
		assert.equal(telegrams[0]!.check, "crc16-x25");
	});

	it("takes lower case and digits without leading zeros", () => {
		assert.equal(decode(`${e350}6e6a\r\n`).telegrams.length, 1);
		for (const digits of [1, 2, 3]) {
			let text = e350;
			for (let change = 0; crc16(text).toString(16).length !== digits; change++)
				text = e350.replace("96.13.0()", `96.13.0(${change.toString(36)})`);
			assert.equal(decode(`${text}${crc16(text).toString(16)}\r\n`).telegrams[0]?.check, "crc16");
		}
	});

	it("gives nothing out of a telegram of which any bit is wrong", () => {
		const clean = bytes(good);
		const end = good.length - 2;
		let sameSum = 0;
		for (let bit = 0; bit < end * 8; bit++) {
			const bent = clean.slice();
			bent[bit >> 3]! ^= 1 << (bit & 7);
			const collector = new Collector();
			collector.decoder.push(bent);
			collector.decoder.end();
			// The case of a digit of the sum is no error.
			if (
				collector.telegrams.length && bit >> 3 >= end - 4
				&& good[bit >> 3]!.toLowerCase() === String.fromCharCode(bent[bit >> 3]!).toLowerCase()
			)
				sameSum++;
			else
				assert.equal(collector.telegrams.length, 0, `bit ${bit & 7} of byte ${bit >> 3}`);
		}
		assert.ok(sameSum <= 4);
	});

	it("does not take a telegram without check sum from a meter that sends one", () => {
		const { telegrams, errors, decoder } = decode(`${good}${e350}\r\n${e350}\r\n`);
		assert.equal(telegrams.length, 1);
		assert.deepEqual(errors, Array(2).fill("check: crc16: none sent, but this meter sends one"));
		assert.equal(decoder.counters.checkErrors, 2);
	});
});

describe("DSMR decoder: meters without check sum", () => {
	const next = (text: string, register: string) => text.replace("12345.678*kWh", `${register}*kWh`);

	it("reads one of a capture with confirm: false", () => {
		const { telegrams } = decode(`${mt382}\r\n`);
		assert.equal(telegrams[0]!.check, "none");
		assert.deepEqual(values(telegrams[0], "0-2:24.3.0"), ["1.001 m3 @090212160000"]);
		assert.equal(telegrams[0]!.meter.manufacturer, "ISK");
		assert.equal(telegrams[0]!.meter.model, "2MT382-1000");
	});

	it("waits for a second telegram that follows from the first", () => {
		const collector = new Collector({ confirm: true }).push(`${mt382}\r\n`);
		assert.equal(collector.telegrams.length, 0);
		assert.deepEqual(collector.faults, []);
		collector.push(`${next(mt382, "12345.690")}\r\n`);
		assert.deepEqual(values(collector.telegrams[0], "1-0:1.8.1"), ["12345.690 kWh"]);
		collector.push(`${next(mt382, "12345.691")}\r\n`);
		assert.equal(collector.telegrams.length, 2);
	});

	it("refuses registers that run backwards or jump, and only those telegrams", () => {
		for (const bent of ["12345.677", "92345.678", "12348.678"]) {
			const collector = new Collector({ confirm: true }).push(`${mt382}\r\n${mt382}\r\n${next(mt382, bent)}\r\n${mt382}\r\n`);
			assert.equal(collector.telegrams.length, 2, bent);
			assert.deepEqual(collector.errors, [`check: no check sum, and 1-0:1.8.1 went from 12345.678 to ${bent} kWh`]);
			assert.ok(collector.telegrams.every(telegram => values(telegram, "1-0:1.8.1")[0] === "12345.678 kWh"));
		}
	});

	it("goes on with the second telegram after a gap in which the registers moved", () => {
		const later = next(mt382, "12399.000");
		const collector = new Collector({ confirm: true }).push(`${mt382}\r\n${mt382}\r\n${later}\r\n${later}\r\n`);
		assert.equal(collector.telegrams.length, 2);
		assert.deepEqual(values(collector.telegrams[1], "1-0:1.8.1"), ["12399.000 kWh"]);
	});

	it("refuses other lines, another meter, a line that is no object", () => {
		const other = [mt382.replace("1-0:1.8.2", "1-0:1.8.3"), mt382.replace("MT382", "MT383"), mt382.replace("0-0:96.3.10(1)\r\n", "")];
		for (const text of other)
			assert.equal(new Collector({ confirm: true }).push(`${mt382}\r\n${text}\r\n`).telegrams.length, 0);
		const bent = decode(`${mt382.replace("0-0:96.3.10(1)", "0-0:96.3.10(1")}\r\n`);
		assert.deepEqual(bent.errors, ["format: no check sum, and a line that is no object: \"0-0:96.3.10(1\""]);
		assert.equal(decode("/ABC5\r\n\r\n!\r\n").telegrams.length, 0);
	});

	it("needs nothing behind the !, once the line is quiet or the next telegram begins", () => {
		const collector = new Collector({ confirm: false }).push(mt382);
		assert.equal(collector.telegrams.length, 0);
		collector.decoder.idle();
		assert.equal(collector.telegrams.length, 1);
		collector.push(mt382).push("/");
		assert.equal(collector.telegrams.length, 2);
	});

	it("keeps a telegram that pauses in the middle", () => {
		const collector = new Collector().push(good.slice(0, 300));
		collector.decoder.idle();
		collector.push(good.slice(300, 649));
		collector.push(good.slice(649));
		assert.equal(collector.telegrams.length, 1);
	});
});
