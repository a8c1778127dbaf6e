import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { bundle } from "../../../simulator/engine/bundle";
import type { Engine } from "../../../simulator/engine/engine";
import { NodeEngine } from "../../../simulator/engine/node-engine";
import { XsEngine } from "../../../simulator/engine/xs-engine";
import { captures } from "../../support/corpora";
import { Random } from "../../support/random";

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

/** Lines put together at random: nothing of it may end an engine, and both read it alike. */
const pieces = [
	"+1,3,o,0,300,A",
	"+1,3,s,32,9600,A",
	"+1,3,r,16,2400,A,1,10,2F3F,",
	"+1,[1.2.3.4],m,0,502,A,1,5,0104",
	"+1,3,v,0,9600,A",
	"+1,3,e,0,9600,A",
	"1,",
	"@",
	"1.8.0(",
	"77070100010800ff",
	"010304ffffffff",
	"pm(1.8.0)",
	"bcd8",
	"vo12ut",
	"kstr",
	"x9",
	"U32s",
	"@(1:",
	"@#)",
	"@i1:",
	"@b3:i0:",
	"1000",
	"-5",
	":na7",
	",l,u,n,18",
	",",
	"\n",
	"=m 1+2/#3",
	"=d 1 10",
	"=so1,00010800",
	"=so4,00",
	"=so9,1",
	"%",
	"%r%",
	"#",
	">F",
	">S",
	"switch c",
	"c+=1",
	"case 3",
	"sml(1 1 \"2F\")",
	"for c 1 9 1",
	"sml(1 1 \"55555555\")",
	"next",
	"\\n",
	"\u00E4",
	"\uD800",
	">M 9",
	">xM 1",
	"\t",
];
const random = new Random(53);
const fuzzed = Array.from({ length: 150 }, (): Case => {
	const line = () => Array.from({ length: random.below(7) }, () => pieces[random.below(pieces.length)]!).join("");
	const script = [">D", "r=\"1,0\"", ">M 1", "+1,3,r,0,9600,A", ...Array.from({ length: random.below(12) }, line)].join("\n");
	return { script, feeds: [[1, [...random.bytes(random.below(200))]]] };
});

describe("meter scripts on XS", { skip: XsEngine.worker ? false : "needs the XS engine" }, () => {
	it("compile and read as on Node", async () => {
		const code = await bundle("test/meters/script/script-worker.ts");
		const xs: Engine = new XsEngine(), node: Engine = new NodeEngine();
		try {
			await xs.evaluate(code);
			await node.evaluate(code);
			for (const each of [...own, ...golden, ...published, ...fuzzed]) {
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
