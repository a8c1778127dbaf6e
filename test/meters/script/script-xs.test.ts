import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bundle } from "../../../simulator/engine/bundle";
import type { Engine } from "../../../simulator/engine/engine";
import { NodeEngine } from "../../../simulator/engine/node-engine";
import { XsEngine } from "../../../simulator/engine/xs-engine";
import { captures } from "../../support/corpora";

interface Case {
	readonly script: string;
	readonly feeds: readonly (readonly [number, readonly number[]])[];
}

const bytes = (text: string): number[] => [...Buffer.from(text, "latin1")];

const own: readonly Case[] = [
	{
		script:
			">D\nr=\"1,1.8.0(@\"\n>M 1\n+1,3,o,16,9600,Zähler,1\n%r%1,Wärme °C,kWh,E,3\n1,=h<hr/>\n1,16.7.0(@0.001-5,*,W,P,16\n1,=m 1+2*#2 @1,Sum,,S,1\n1,0.0.0(@#),Nr,,id,0\n",
		feeds: [
			[1, bytes("/ABC5x\r\n\r\n1.8.0(0012.5*kWh)\r\n16.7.0(-0.498*kW)\r\n0.0.0(12 \"34)\r\n!\r\n")],
			[1, bytes("1.8.0(0012.6*kWh)\r\n")],
			[1, bytes("\x11\x7E\x02F.F(00)\r\n!\r\n\x03x")],
		],
	},
	{ script: ">M 1\n+1,3,q\n1,7707@\n%x%\n", feeds: [] },
];

const golden = (captures("tasmota-golden", ".json") ?? []).map(({ bytes: text }): Case => {
	const { script, steps } = JSON.parse(Buffer.from(text).toString());
	const feeds = steps.filter((step: object) => "feed" in step)
		.map(({ feed, hex }: { feed: number; hex: string; }) => [feed, [...Buffer.from(hex, "hex")]] as const);
	return { script, feeds };
});
const published = (captures("tasmota-scripts", ".txt") ?? []).map(({ bytes: text }): Case => ({
	script: Buffer.from(text).toString(),
	feeds: [],
}));

describe("meter scripts on XS", { skip: XsEngine.worker ? false : "needs the XS engine" }, () => {
	it("compile and read as on Node", async () => {
		const code = await bundle("test/meters/script/script-worker.ts");
		const xs: Engine = new XsEngine(), node: Engine = new NodeEngine();
		try {
			await xs.evaluate(code);
			await node.evaluate(code);
			for (const each of [...own, ...golden, ...published]) {
				const command = new TextEncoder().encode(JSON.stringify(each));
				const expected = Buffer.from((await node.command(command)).bytes).toString();
				assert.equal(Buffer.from((await xs.command(command)).bytes).toString(), expected, each.script);
				assert.ok(expected.includes("\"errors\":"));
			}
		}
		finally {
			xs.close();
			node.close();
		}
	});
});
