import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Decimal } from "../../../protocols/decimal";
import type { TelegramFault } from "../../../protocols/reading";
import { ScrDecoder } from "../../../protocols/scr/scr-decoder";
import type { ScrTelegram } from "../../../protocols/scr/scr-telegram";
import { inSlices, mutate, Random } from "../../support/random";
import { evenParity, samples, scrAnswer } from "../../support/scr-builder";

class Collector {
	readonly telegrams: ScrTelegram[] = [];
	readonly faults: TelegramFault[] = [];
	readonly decoder = new ScrDecoder({
		onTelegram: telegram => this.telegrams.push(telegram),
		onFault: fault => this.faults.push(fault),
	});

	push(...parts: readonly (Uint8Array | string)[]): this {
		for (const part of parts)
			this.decoder.push(typeof part === "string" ? Buffer.from(part, "latin1") : part);
		return this;
	}

	get volumes(): string[] {
		return this.telegrams.map(({ volume, fault }) => volume ? volume.value.toString() : `${fault} error`);
	}
}

const decode = (...parts: readonly (Uint8Array | string)[]) => new Collector().push(...parts);

describe("SCR decoder", () => {
	it("reads sample A: all that it says", () => {
		const { telegrams, faults } = decode(samples.A);
		assert.equal(faults.length, 0);
		const [telegram] = telegrams;
		assert.deepEqual(telegram!.meter, { id: "12345678", manufacturer: "ELS", model: "Gas V1.0", medium: "gas" });
		assert.deepEqual(telegram!.readings.map(({ id, value, unit }) => `${id}=${value} ${unit}`), [
			"7-1:1.0=1234.56 m3",
			"96.2.1=01-03-18 ",
			"0.0.1=12345678 ",
			"0.0.0=G4 ",
		]);
		assert.equal(telegram!.check, "bcc");
		assert.equal(telegram!.identification, "/ELS Gas V1.0");
		assert.equal(telegram!.manufactured, "01-03-18");
		assert.equal(telegram!.size, "G4");
		assert.deepEqual(telegram!.warnings, []);
		assert.deepEqual(telegram!.volume!.value, new Decimal(123456, -2));
	});

	it("reads samples B to F: comma, roller error, register error, refusal, longest", () => {
		assert.deepEqual(decode(samples.B).volumes, ["12365.421"]);
		assert.deepEqual(decode(samples.C).volumes, ["roller error"]);
		assert.deepEqual(decode(samples.C).telegrams[0]!.warnings, ["roller error: 0123?.56"]);
		assert.deepEqual(decode(samples.D).volumes, ["register error"]);
		assert.deepEqual(decode(samples.E).faults, [{ protocol: "scr", kind: "check", error: "bcc: sent 0A, calculated 0B" }]);
		assert.deepEqual(decode(samples.E).telegrams, []);
		assert.deepEqual(decode(samples.F).volumes, ["99999999.99"]);
		assert.equal(decode(samples.F).telegrams[0]!.meter.id, "12345678901234567890");
		assert.equal(decode(samples.F).telegrams[0]!.size, "G2.5");
	});

	it("takes each value of the check character, and no other", () => {
		const seen = new Set<number>();
		for (let first = 0x20; first < 0x7F; first += 0x1F) {
			for (let second = 0x2A; second < 0x7F; second++) {
				const bytes = scrAnswer({ size: String.fromCharCode(first, second) });
				const check = bytes.at(-1)!;
				seen.add(check);
				assert.deepEqual(decode(bytes).volumes, ["1234.56"], `check ${check}`);
				bytes[bytes.length - 1] = check ^ 1 << second % 7;
				assert.deepEqual(decode(bytes).volumes, [], `wrong check for ${check}`);
			}
		}
		assert.equal(seen.size, 128);
	});

	it("takes any slicing", () => {
		for (const sample of [samples.A, samples.D, samples.F]) {
			const whole = decode(sample);
			for (let at = 0; at <= sample.length; at++)
				assert.deepEqual(decode(sample.subarray(0, at), sample.subarray(at)).telegrams, whole.telegrams);
		}
		assert.deepEqual(decode(...Array.from(samples.B, byte => Uint8Array.of(byte))).volumes, ["12365.421"]);
	});

	it("passes over noise, the echo of the request, and NULs before an answer", () => {
		for (const before of ["/?!\r\n", "\0\0\0", "x/y/", "/ELS G", "\x02", "\x02\x02(", "\x7F\x03", "/?!\r\n/?!\r\n"])
			assert.deepEqual(decode(before, samples.A).volumes, ["1234.56"], JSON.stringify(before));
	});

	it("reads 7E1 that was received as 8N1, and refuses a character of wrong parity", () => {
		assert.deepEqual(decode(evenParity(samples.A), evenParity(samples.D)).volumes, ["1234.56", "register error"]);
		for (let at = 16; at < samples.A.length; at++) {
			const bytes = evenParity(samples.A);
			bytes[at]! ^= 0x80;
			assert.deepEqual(decode(bytes).volumes, [], `character ${at}`);
		}
	});

	it("reads the next after a cut one, wherever it was cut", () => {
		for (let at = 0; at < samples.A.length; at++) {
			const { volumes, telegrams } = decode(samples.A.subarray(0, at), samples.B);
			assert.deepEqual(volumes, ["12365.421"], `cut at ${at}`);
			assert.equal(telegrams[0]!.meter.manufacturer, "GWF");
		}
	});

	it("tells a cut one at the end", () => {
		const cut = decode(samples.A.subarray(0, 40));
		cut.decoder.end();
		assert.deepEqual(cut.faults.map(({ kind }) => kind), ["cut"]);
		assert.deepEqual(cut.push(samples.B).volumes, ["12365.421"]);
		const echo = decode("/?!\r\n");
		echo.decoder.end();
		assert.deepEqual(echo.faults, []);
	});

	it("goes by shape, not by key: EDIS and OMS styles, missing and unknown lines", () => {
		const shapes: readonly [string, string, string | undefined][] = [
			["7.0-1(04711,234*m3)\r\n!\r\n", "4711.234", undefined],
			["7-0:3.0.0*255(00012.3*m3)\r\n7-0:96.1.0*255(1ELS5712345678)\r\n!\r\n", "12.3", undefined],
			["7-0:3.0.0(00012.3*m3)\r\n7-0:96.1.0(1ELS5712345678)\r\n!\r\n", "12.3", "1ELS5712345678"],
			["0.0.0(12345678)\r\n8.0(5*m3)\r\n!\r\n", "5", "12345678"],
			["odd line\r\n1.0(00000000*m3)\r\n!\r\n", "0", undefined],
			["1.0(0000000001*m3)\r\n", "1", undefined],
		];
		for (const [lines, volume, id] of shapes) {
			const { telegrams, volumes } = decode(scrAnswer({ lines }));
			assert.deepEqual(volumes, [volume], lines);
			assert.equal(telegrams[0]!.meter.id, id, lines);
		}
		assert.deepEqual(decode(scrAnswer({ lines: "x\r\n7(1*m3)\r\n!\r\n" })).telegrams[0]!.warnings, ["skipped \"x\""]);
		assert.deepEqual(decode(scrAnswer({ lines: "nothing\r\n!\r\n" })).faults.map(({ error }) => error), ["no data"]);
	});

	it("takes no register that is none", () => {
		for (const register of ["", ".", "1.2.3", "12a4", "-5", "+5", "1e5", "0x10", "12345678901", " ", "1 2", "NaN", ",,", "1?x"])
			assert.deepEqual(decode(scrAnswer({ register })).telegrams.map(({ volume, fault }) => volume ?? fault), [undefined], register);
		for (const register of ["?", "??.?", "?????.???"])
			assert.deepEqual(decode(scrAnswer({ register })).volumes, ["register error"]);
		for (const register of ["?1", "0?234,5?", "1234.5?"])
			assert.deepEqual(decode(scrAnswer({ register })).volumes, ["roller error"]);
	});

	it("keeps every form of date and size as text", () => {
		for (const date of ["01-03-18", "010318", "01-0318", ""])
			assert.equal(decode(scrAnswer({ date })).telegrams[0]!.manufactured, date || undefined);
		for (const size of ["G4", "G 4", "G2.5", "G2,5", "4", "G16A"])
			assert.equal(decode(scrAnswer({ size })).telegrams[0]!.size, size);
	});

	it("gives up what never ends, and goes on", () => {
		const long = decode(`/ELS Gas V1.0\r\n\x02${"x".repeat(2000)}`);
		assert.deepEqual(long.faults.map(({ kind }) => kind), ["length"]);
		assert.deepEqual(long.push(samples.A).volumes, ["1234.56"]);
	});

	it("never gives a reading from a block whose check is wrong: random damage", () => {
		const random = new Random(20261121);
		const collector = new Collector();
		const sources = [...Object.values(samples), evenParity(samples.A), evenParity(samples.D)];
		let good = 0;
		for (let turn = 0; turn < 6_000; turn++) {
			const source = sources[random.below(sources.length)]!;
			const input = turn % 5 === 0 ? random.bytes(1 + random.below(300)) : mutate(source, random);
			inSlices(input, random, slice => collector.decoder.push(slice));
			collector.decoder.end();
			for (const { raw } of collector.telegrams.splice(0)) {
				good++;
				assert.ok(hasBlock(input, raw), `turn ${turn}`);
			}
		}
		assert.ok(good > 100, String(good));
		const { counters } = collector.decoder;
		assert.ok(counters.checkErrors > 500 && counters.formatErrors > 100);
		assert.deepEqual(collector.push(samples.A).volumes, ["1234.56"]);
	});
});

/** `raw` stands in the bytes between STX and ETX, and the character after it is right. */
function hasBlock(bytes: Uint8Array, raw: string): boolean {
	const text = Buffer.from(bytes.map(byte => byte & 0x7F)).toString("latin1");
	const check = Buffer.from(`${raw}\x03`).reduce((sum, byte) => sum ^ byte, 0);
	return text.includes(`\x02${raw}\x03${String.fromCharCode(check)}`);
}
