import assert from "node:assert/strict";
import { test } from "node:test";
import "../../support/xs-shims";
import { compileScript } from "../../../meters/script/compile-script";
import { ScriptRun } from "../../../meters/script/script-run";

const script = compileScript(">M 1\n+1,3,o,0,9600,A\n1,1.8.0(@1,In,kWh,E,3\n1,.8.1(@1,In,kWh,E1,0\n1,F.F(@#),State,,F,0\n#\n");

/** What is published when the bytes come in pieces of this size. */
function read(text: string, size: number): string | undefined {
	const run = new ScriptRun(script, { ticks: () => 0 });
	const { reader } = run.channels[0]!;
	const bytes = Buffer.from(text, "latin1");
	for (let at = 0; at < bytes.length; at += size)
		reader.push(bytes.subarray(at, at + size));
	reader.idle();
	return run.sensor();
}

const lines = "F.F(00)\r\n1.8.0(0012.5*kWh)\r\n15.8.1(7*kWh)\r\n!\r\n\x03";
const bcc = String.fromCharCode([...lines].reduce((sum, character) => sum ^ character.charCodeAt(0), 0));
const good = "\"A\":{\"E\":12.500,\"E1\":7,\"F\":\"00\"}";

const cases: readonly (readonly [string, string, string | undefined])[] = [
	["a block with the right check", `/ABC5x\r\n\x02${lines}${bcc}`, good],
	["a wrong check", `/ABC5x\r\n\x02${lines}${String.fromCharCode(bcc.charCodeAt(0) ^ 1)}`, undefined],
	["a check that is missing", `/ABC5x\r\n\x02${lines}`, undefined],
	["without identification", `\x02${lines}${bcc}`, good],
	["noise before STX", `\x11\x7E\x02${lines}${bcc}`, good],
	["our own request and answer before it", `/?!\r\n/ABC5x\r\n\x06050\r\n\x02${lines}${bcc}`, good],
	["STX lost", `/ABC5x\r\n${lines}${bcc}`, undefined],
	["mode D has no check", `/ABC5x\r\n\r\n1.8.0(0012.5*kWh)\r\n!\r\n`, "\"A\":{\"E\":12.500}"],
	["a cut telegram and a whole one", "/ABC5x\r\n\r\nF.F(01)\r\n/ABC5x\r\n\r\n1.8.0(0012.5*kWh)\r\n!\r\n", "\"A\":{\"E\":12.500}"],
	["a CRC that is wrong", "/ABC5x\r\n\r\n1.8.0(0012.5*kWh)\r\n!1234\r\n", undefined],
	["the end of a telegram with a CRC", "1.8.0(0012.5*kWh)\r\n!1234\r\n", undefined],
	["the end of a block with a check", "1.8.0(0012.5*kWh)\r\n!\r\n\x03x", undefined],
	["lines alone", "1.8.0(0012.5*kWh)\r\n", "\"A\":{\"E\":12.500}"],
	["parity bits", Buffer.from(Buffer.from("1.8.0(0012.5*kWh)\r\n").map(byte => byte | 0x80)).toString("latin1"), "\"A\":{\"E\":12.500}"],
];
for (const [name, text, published] of cases) {
	test(name, () => {
		for (const size of [1, 2, 3, 7, 64, 1000])
			assert.equal(read(text, size), published, `pieces of ${size}`);
	});
}
