import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readEncoderMbus } from "../../../meters/encoder-reading";
import type { EncoderMode } from "../../../drivers/encoder-port/encoder-mode";
import { MbusDecoder } from "../../../protocols/mbus/mbus-decoder";
import { EncoderBench } from "../../support/encoder-bench";
import { mbusSamples, scrSamples } from "../../support/encoder-samples";

const scr: EncoderMode = { protocol: "scr", baud: 300, push: false };
const mbus: EncoderMode = { protocol: "mbus", baud: 2400, address: 254 };

describe("encoder port: the specification's sample exchanges, from the wire through the driver", () => {
	for (const { name, telegram, result } of scrSamples) {
		it(`SCR ${name}: ${result}`, () => {
			const bench = new EncoderBench({ protocol: "scr", telegram }, { port: { mode: scr } });
			bench.run(50);
			const [first] = bench.values;
			if (result === "refused") {
				assert.deepEqual(bench.values, []);
				assert.match(bench.errors[0]!, /bcc: sent 0A, calculated 0B/);
			}
			else
				assert.equal(first!.value.replace(" ", "_"), result);
			assert.ok(bench.plug.watch.requests.every(request => request === "2f3f210d0a"));
			bench.end();
		});
	}

	for (const { name, telegram, result } of mbusSamples) {
		it(`M-Bus ${name}: ${result}`, () => {
			const heard: string[] = [];
			const decoder = new MbusDecoder({
				onTelegram: sent => {
					const { volume, fault } = readEncoderMbus(sent);
					heard.push(volume ? String(volume) : fault);
				},
			});
			const bench = new EncoderBench({ protocol: "mbus", telegram }, {
				port: {
					mode: mbus,
					onMbus: bytes => {
						decoder.push(bytes);
						decoder.end();
					},
				},
			});
			bench.run(50);
			assert.deepEqual(heard, result === "refused" ? [] : [result]);
			assert.equal(bench.errors.length, result === "refused" ? 1 : 0, bench.errors.join());
			// M8: a reset that is acknowledged, then the request.
			const [reset, ask] = bench.plug.watch.requests;
			assert.equal(reset, "1040fe3e16");
			assert.match(ask!, /^10[57]bfe[57]916$/);
			bench.end();
		});
	}
});

describe("encoder port: what meters do", () => {
	it("a reader at work is never heard to ask twice within a second in SCR", () => {
		const bench = new EncoderBench({ protocol: "scr" }, { port: { mode: scr, dial: "AE.05:03.01:01.01", interval: 15 } });
		const asked: number[] = [];
		for (let time = 0; time < 600; time += 0.25) {
			bench.run(0.25);
			while (asked.length < bench.plug.watch.requests.length)
				asked.push(bench.scheduler.now);
		}
		assert.ok(asked.length > 10);
		for (let at = 1; at < asked.length; at++)
			assert.ok(asked[at]! - asked[at - 1]! > 10_000, `${asked[at]! - asked[at - 1]!} ms`);
		bench.end();
	});

	it("an M-Bus encoder that scans by itself and is deaf meanwhile is read all the same", () => {
		for (const scanEvery of [1.3, 2, 3.1]) {
			const bench = new EncoderBench({ protocol: "mbus", scanEvery }, { port: { mode: mbus, interval: 60 } });
			bench.run(1_800);
			assert.ok(bench.values.length >= 27, `${bench.values.length} values, scans each ${scanEvery} s`);
			assert.ok(bench.values.every(({ value }) => value === "1234.560"));
			bench.end();
		}
	});

	it("a meter whose rollers start anew is read with what it shows; what to believe of that is not the port's to say", () => {
		const bench = new EncoderBench({ protocol: "scr", litres: 99_999_995 * 10, flow: 6, digits: 8, decimals: 2 }, {
			port: { mode: scr, interval: 60 },
		});
		bench.run(300);
		const values = bench.values.map(({ value }) => Number(value));
		assert.ok(values[0]! > 999_999 && values.at(-1)! < 1, values.join());
		bench.end();
	});

	it("power-up silence from 0.05 s to 2.9 s does no harm; a slower meter is reported, and nothing is made up", () => {
		for (const silence of [50, 500, 1_400, 2_900]) {
			const bench = new EncoderBench({ protocol: "scr", silence }, { port: { mode: scr } });
			bench.run(60);
			assert.deepEqual(bench.values.map(({ value }) => value), ["1234.56"], `${silence} ms`);
			bench.end();
		}
		const bench = new EncoderBench({ protocol: "scr", silence: 15_000 }, { port: { mode: scr } });
		bench.run(60);
		assert.deepEqual(bench.values, []);
		assert.equal(bench.errors.length, 1);
		bench.end();
	});
});
