import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { block, bytesOf, lines, withParity } from "../../support/iec62056-builder";
import { Collector, decode, fingerprint, values } from "./collect";
import { asked, pushed } from "./meters";

const samples = { asked, pushed };
const expected = { asked: fingerprint(decode(asked).telegrams[0]!), pushed: fingerprint(decode(pushed).telegrams[0]!) };

function assertTelegrams(collector: Collector, wanted: readonly string[], message?: string): void {
	assert.deepEqual(collector.telegrams.map(fingerprint), wanted, message);
}

/** A bit of the block changed while its check character stays. */
function withWrongCheck(text: string): string {
	const block = [...text];
	block[block.length - 1] = String.fromCharCode(block[block.length - 1]!.charCodeAt(0) ^ 1);
	return block.join("");
}

describe("IEC 62056-21 framing", () => {
	for (const name of ["asked", "pushed"] as const) {
		const sample = samples[name];
		it(`${name}: any slicing gives the same`, () => {
			for (let at = 0; at <= sample.length; at++)
				assertTelegrams(new Collector().push(sample.slice(0, at), sample.slice(at)), [expected[name]], `at ${at}`);
			assertTelegrams(new Collector().push(...sample), [expected[name]]);
		});
		it(`${name}: garbage before it`, () => {
			for (
				const garbage of [
					"\x00",
					"\xFF\xFE",
					"/?!\r\n",
					"/",
					"//",
					"\x02",
					"x\r\n",
					"0.0.0(1)\r\n!\r\n",
					"\xAF",
					"\x82",
					"\x03\x03",
					"\xAF\r\n",
					"/\r\n/\r\n",
					"!",
				]
			) {
				assertTelegrams(decode(garbage + sample), [expected[name]], JSON.stringify(garbage));
				assertTelegrams(new Collector().push(...garbage + sample), [expected[name]], JSON.stringify(garbage));
			}
		});
		it(`${name}: several at once, also of the other kind`, () => {
			assertTelegrams(decode(sample + sample), [expected[name], expected[name]]);
			assertTelegrams(decode(sample + asked + pushed + sample), [expected[name], expected.asked, expected.pushed, expected[name]]);
		});
		it(`${name}: cut anywhere, then a whole one`, () => {
			for (let at = 1; at < sample.length; at++) {
				const collector = decode(sample.slice(0, at));
				const done = collector.telegrams.length;
				collector.push(sample);
				assertTelegrams(collector, new Array<string>(done + 1).fill(expected[name]), `cut at ${at}`);
			}
		});
		it(`${name}: cut anywhere, then silence`, () => {
			for (let at = 1; at < sample.length - 2; at++) {
				const collector = decode(sample.slice(0, at));
				collector.decoder.end();
				assertTelegrams(collector, [], `cut at ${at}`);
				assertTelegrams(collector.push(sample), [expected[name]]);
			}
		});
		it(`${name}: 7E1 received as 8N1`, () => {
			const bytes = withParity(bytesOf(sample));
			assertTelegrams(decode(bytes), [expected[name]]);
			assertTelegrams(new Collector().push(...[...bytes].map(byte => Uint8Array.of(byte))), [expected[name]]);
			assertTelegrams(new Collector().push(bytes, sample, bytes), new Array<string>(3).fill(expected[name]));
			// Odd parity is not guessed, but can be stripped.
			const odd = bytes.map(byte => byte ^ 0x80);
			assertTelegrams(decode(odd), []);
			assertTelegrams(decode(odd, { parity: "strip" }), [expected[name]]);
			assertTelegrams(decode(bytes, { parity: "strip" }), [expected[name]]);
		});
	}

	it("refuses a telegram with a parity error", () => {
		for (const sample of [asked, pushed]) {
			const bytes = withParity(bytesOf(sample));
			for (let at = sample.indexOf("\n") + 3; at < bytes.length - 3; at++) {
				const damaged = Uint8Array.from(bytes);
				damaged[at]! ^= 0x80;
				assertTelegrams(decode(damaged), [], `at ${at}`);
			}
		}
	});

	it("reads a telegram whose check character looks like something else", () => {
		for (let wanted = 0; wanted < 128; wanted++) {
			// One character of text is free: it moves the check character to any value.
			const texts = Array.from({ length: 95 }, (_, index) => block(lines(`0.2.0(${String.fromCharCode(32 + index)})`, "1.8.0(1.5*kWh)")));
			const text = texts.find(candidate => candidate.charCodeAt(candidate.length - 1) === wanted && !/\(\(|\(\)\)/.test(candidate));
			if (text)
				assert.equal(decode(text + text).telegrams.length, 2, `check character ${wanted}`);
		}
	});

	it("refuses a wrong check; warns or ignores where told to", () => {
		const wrong = withWrongCheck(asked);
		const required = decode(wrong + asked);
		assertTelegrams(required, [expected.asked]);
		assert.match(required.errors.join(), /^check: bcc: sent [0-9A-F]{2}, calculated [0-9A-F]{2}$/);
		assert.equal(required.decoder.counters.checkErrors, 1);
		const [warned] = decode(wrong, { check: "warn" }).telegrams;
		assert.equal(warned?.check, "none");
		assert.match(warned!.warnings[0]!, /^bcc: sent/);
		const [ignored] = decode(wrong, { check: "ignore" }).telegrams;
		assert.deepEqual([ignored?.check, ignored?.warnings], ["none", []]);
	});

	it("reads Kamstrup's end: `!` on the line of the last data set, no line end, no good check", () => {
		const text = "/KAM MC\r\n\x020.0(00005077354)\r\n6.8(0433,65*GJ)6.26(03052,95*m3)6.31(0109868*h)!\x03z";
		const expected = ["0.0=00005077354", "6.8=433.65 GJ", "6.26=3052.95 m3", "6.31=109868 h"];
		assert.equal(decode(text).telegrams.length, 0);
		assert.deepEqual(values(decode(text, { check: "ignore" }).telegrams[0]), expected);
		assert.deepEqual(values(new Collector({ check: "ignore" }).push(...text).telegrams[0]), expected);
		const right = "/KAM MC\r\n" + block("0.0(00005077354)\r\n6.31(0109868*h)!");
		assert.equal(decode(right).telegrams[0]?.check, "bcc");
	});

	it("ends a block that lacks its check character by the policy", () => {
		const cut = asked.slice(0, -2);
		for (const policy of ["require", "warn", "ignore"] as const) {
			for (const next of [undefined, asked]) {
				const collector = decode(cut, { check: policy });
				assert.equal(collector.telegrams.length, 0);
				if (next)
					collector.push(next);
				else
					collector.decoder.end();
				const first = policy === "require" ? [] : ["none"];
				assert.deepEqual(collector.telegrams.map(({ check }) => check), next ? [...first, "bcc"] : first, policy);
				assert.deepEqual(collector.errors, policy === "require" ? ["cut: no block check character"] : []);
			}
		}
	});

	it("refuses each block with a single bit flipped behind its identification", () => {
		const start = asked.indexOf("\x02");
		for (let bit = start * 8; bit < asked.length * 8; bit++) {
			const damaged = bytesOf(asked);
			damaged[bit >> 3]! ^= 1 << (bit & 7);
			const collector = decode(damaged);
			assertTelegrams(collector, [], `bit ${bit}`);
			collector.decoder.end();
			assertTelegrams(collector.push(asked), [expected.asked], `after bit ${bit}`);
		}
	});

	it("does not take a block whose STX was damaged for one without a check", () => {
		const start = asked.indexOf("\x02");
		const flips = Array.from({ length: 8 }, (_, bit) => 2 ^ 1 << bit);
		const others = Array.from({ length: 256 }, (_, byte) => byte).filter(byte => byte < 0x20 || byte > 0x7E);
		for (const byte of [...flips, ...others]) {
			const damaged = bytesOf(asked);
			damaged[start] = byte;
			const collector = decode(damaged);
			collector.decoder.end();
			assertTelegrams(collector, byte === 2 ? [expected.asked] : [], `STX became ${byte}`);
		}
		// A lost one cannot be told from a meter that has none; who asks expects one.
		assert.equal(decode(asked.replace("\x02", ""), { framing: "block" }).telegrams.length, 0);
		assertTelegrams(decode(asked.replace("\x02", "") + asked, { framing: "block" }), [expected.asked]);
		assert.equal(decode(pushed, { framing: "block" }).telegrams.length, 0);
	});

	it("refuses a pushed telegram with characters that no meter sends", () => {
		for (const character of ["\x00", "\x03", "\x7F", "\x80", "\xFF"]) {
			const at = pushed.indexOf("kWh");
			const collector = decode(pushed.slice(0, at) + character + pushed.slice(at) + pushed);
			assertTelegrams(collector, [expected.pushed]);
			assert.match(collector.errors[0]!, /^format/);
		}
	});

	it("skips the echo of an acknowledgement, noise of the change of rate, and a repeated identification", () => {
		const [identification, data] = [asked.slice(0, asked.indexOf("\x02")), asked.slice(asked.indexOf("\x02"))];
		for (const between of ["\x06050\r\n", "\x00", "\xFF\x00\xFE", "\r\n", "\x15", identification, `\x06050\r\n\x00${identification}`, "x"])
			for (const collector of [decode(identification + between + data), new Collector().push(...identification + between + data)])
				assertTelegrams(collector, [expected.asked], JSON.stringify(between));
	});

	it("refuses what is longer than its capacity", () => {
		const long = `/LGZ5X\r\n${block(lines(...new Array<string>(3000).fill("1.8.0(000285.4*kWh)")))}`;
		const collector = decode(long, { readings: 100 });
		assert.equal(collector.telegrams.length, 0);
		assert.match(collector.errors[0]!, /^length/);
		collector.decoder.reset();
		assertTelegrams(collector.push(asked), [expected.asked]);
		assert.match(decode(`/ESY5X\r\n\r\n1.8.0(${"0".repeat(5000)}*kWh)\r\n!\r\n`).errors[0]!, /^length/);
		assertTelegrams(decode(`/${"x".repeat(5000)}\r\n${pushed}`), [expected.pushed]);
	});

	it("gives no telegram without data", () => {
		for (const text of ["/LGZ5X\r\n" + block("!\r\n"), "/ESY5X\r\n\r\n!\r\n", block("")]) {
			const collector = decode(text + asked);
			assertTelegrams(collector, [expected.asked]);
			assert.deepEqual(collector.errors, ["format: no data"]);
		}
	});
});
