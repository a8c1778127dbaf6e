import assert from "node:assert/strict";
import { test } from "node:test";
import "../../support/xs-shims";
import { compileScript } from "../../../meters/script/compile-script";
import { ScriptRun } from "../../../meters/script/script-run";
import type { Script } from "../../../meters/script/script-description";
import { captures } from "../../support/corpora";
import { Random } from "../../support/random";

/** So much of a capture is enough for its meter to have sent everything. */
const most = 20_000;
/** A Pafal 20EC3gr, of which there is no capture: it writes the storage behind each code, and no unit. */
const pafal = Buffer.from("1.8.1*00(0012345.6)\r\n1.8.2*00(0006789.0)\r\n2.8.0*00(0000001.2)\r\n!\r\n\x03");
const scripts = captures("tasmota-scripts", ".txt");
const telegrams: Readonly<Record<string, readonly Uint8Array[]>> = {
	s: (captures("sml", ".bin") ?? []).map(({ bytes }) => bytes.subarray(0, most)),
	o: [
		...[...captures("iec62056-21", ".bin") ?? [], ...captures("dsmr", ".telegram") ?? []].map(({ bytes }) => bytes.subarray(0, most)),
		Buffer.concat([Buffer.from("/PAF520EC3gr\r\n\x02"), pafal, Buffer.of(pafal.reduce((sum, byte) => sum ^ byte, 0))]),
	],
};

/** Everything that is published when meter `number` is fed; `cut` gives the length of each piece. */
function play(script: Script, number: number, bytes: Uint8Array, cut: () => number): { messages: string[]; lines: number; } {
	const messages: string[] = [];
	const run = new ScriptRun(script, {
		ticks: () => 0,
		onImmediate: member => messages.push(member),
		onTelegram: () => messages.push(run.sensor() ?? ""),
	});
	const { reader } = run.channel(number)!;
	for (let at = 0; at < bytes.length;) {
		const size = cut();
		reader.push(bytes.subarray(at, at + size));
		at += size;
	}
	reader.idle();
	const lines = Array.from({ length: run.values.count }, (_, index) => run.values.state(index + 1)).filter(state => state?.valid).length;
	return { messages, lines };
}

for (const { name, bytes } of scripts ?? []) {
	const script = compileScript(Buffer.from(bytes).toString());
	for (const { number, type } of script.meters.filter(meter => meter.type in telegrams))
		test(`${name}, meter ${number}: values from a capture, the same in any slicing`, () => {
			const random = new Random(53 + number);
			const results = telegrams[type]!.map(capture => ({ capture, ...play(script, number, capture, () => capture.length) }));
			const best = results.reduce((one, other) => other.lines > one.lines ? other : one);
			assert.ok(best.lines > 0, "no capture gives a value");
			for (const cut of [() => 1, () => 7, () => 1 + random.below(100)])
				assert.deepEqual(play(script, number, best.capture, cut).messages, best.messages);
		});
}
if (!scripts)
	test("published scripts and captures", { skip: "needs the corpora" }, () => {});
