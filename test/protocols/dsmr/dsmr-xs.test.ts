import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bundle } from "../../../simulator/engine/bundle";
import type { Engine } from "../../../simulator/engine/engine";
import { NodeEngine } from "../../../simulator/engine/node-engine";
import { XsEngine } from "../../../simulator/engine/xs-engine";
import { bytes, e350, fluvius, mt382, sealed, sx631 } from "../../telegrams/dsmr";

const worker = "test/protocols/dsmr/dsmr-worker.ts";
const command = (text: string, mode = 1, slice = 0) => Uint8Array.of(mode, slice, ...bytes(text));

describe("DSMR decoder on XS", { skip: XsEngine.worker ? false : "needs the XS engine" }, () => {
	const run = async (work: (xs: Engine) => Promise<void>) => {
		const xs = new XsEngine();
		try {
			await xs.evaluate(await bundle(worker));
			await work(xs);
		}
		finally {
			xs.close();
		}
	};

	it("gives what it gives on Node, for telegrams and for noise, in any slices", () =>
		run(async xs => {
			const node = new NodeEngine();
			await node.evaluate(await bundle(worker));
			const utf8 = sealed(e350.replace("96.13.0()", "96.13.0(\xC3\xA9\0\x80\xE2\x82\xAC)"));
			const texts = [
				sealed(e350),
				sealed(sx631),
				sealed(fluvius),
				`${mt382}\r\n`,
				utf8,
				`\xEF\xBB\xBF\xFF\0/h)${utf8}`,
				`${sealed(e350).slice(0, 300)}${sealed(fluvius)}${e350}0C97\r\n`,
				sealed(e350.replace("\r\n!", "\r\n1-0:0.2.0((ER11))\r\n1-0:1.8.9(1\r\n0-1:24.2.1(632525252525S)(00000.000)\r\n!")),
				`${"/\xC3\xA9".repeat(300)}${sealed(e350)}`,
				`/ABC5\r\n${"1-0:1.8.0(1*kWh)\r\n".repeat(300)}`,
			];
			for (const text of texts) {
				for (const slice of [0, 1, 7, 120]) {
					const expected = await node.command(command(text, 1, slice));
					const actual = await xs.command(command(text, 1, slice));
					assert.deepEqual(JSON.parse(Buffer.from(actual.bytes).toString()), JSON.parse(Buffer.from(expected.bytes).toString()));
				}
			}
			node.close();
		}));

	it("keeps to its budget of engine steps", () =>
		run(async xs => {
			const cost = async (text: string) => (await xs.command(command(text, 2))).usage.compute!;
			await cost(sealed(e350));
			const changed = sealed(
				e350.replace("141227180323W", "141227180333W").replace("000687.138", "000687.139").split("00.428").join("00.431"),
			);
			// Most of it is the check sum, which is JavaScript here and native on the chip: 26 steps for each of 648 octets.
			for (const text of [sealed(e350), changed, sealed(e350)]) {
				const steps = await cost(text);
				assert.ok(steps < 28_000, `${steps} steps`);
			}
		}));
});
