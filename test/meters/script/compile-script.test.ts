import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import "../../support/xs-shims";
import { compileScript } from "../../../meters/script/compile-script";
import { ScriptRun } from "../../../meters/script/script-run";
import { captures } from "../../support/corpora";

const head = ">D\nname=\"1,0-0:98.1.0(@(\"\nn=2.5\n>B\n->sensor53 r\n>M 1\n";

function compile(lines: string) {
	return compileScript(`${head}${lines}\n#\n`);
}

const published = captures("tasmota-scripts", ".txt");
for (const { name, bytes } of published ?? [])
	test(`${name} compiles`, () => {
		const { errors, meters, lines } = compileScript(Buffer.from(bytes).toString());
		assert.deepEqual(errors, []);
		assert.ok(meters.length > 0 && lines.length > 0);
	});
if (!published)
	test("published scripts", { skip: "needs the corpora" }, () => {});

test("a meter line", () => {
	const { meters, errors } = compile("+1,-3,mO2,16,9600,SDM630,5(i4),3000,01040000,\nr010400480002");
	assert.deepEqual(errors, []);
	assert.deepEqual(meters, [{
		number: 1,
		type: "m",
		receive: -3,
		parity: "odd",
		stop: 2,
		flag: 16,
		parameter: 9600,
		prefix: "SDM630",
		transmit: 5,
		enable: { pin: 4, inverted: true },
		period: 3000,
		telegrams: [{ bytes: [1, 4, 0, 0], raw: false }, { bytes: [1, 4, 0, 0x48, 0, 2], raw: true }],
		line: 7,
		options: { flags: 2 },
	}]);
});

test("the prefix is cut at seven bytes, never inside a character", () => {
	assert.equal(compile("+1,3,o,0,300,Stromzähler").meters[0]!.prefix, "Stromz");
	assert.equal(compile("+1,3,o,0,300,KAMSTRUP,5,2,3F").meters[0]!.telegrams.length, 1);
});

test("variables of >D in lines", () => {
	const { lines, errors } = compile("+1,3,o,0,300,A\n%name%4:1,%n% %0n% %3n%,%%,x,0");
	assert.deepEqual(errors, []);
	const line = lines[0]!;
	assert.ok(line.kind === "value");
	assert.deepEqual(line.pattern, { kind: "text", text: "0-0:98.1.0(" });
	assert.deepEqual(line.selector, { skip: { delimiter: "(", count: 4 }, scale: 1, offset: 0 });
	assert.equal(line.label, "2.50 3 2.500");
	assert.equal(line.unit, "%");
});

const faults: readonly (readonly [string, number, number, RegExp])[] = [
	["+2,3,o,0,300,A", 7, 2, /meter "2"/],
	["+1,3,q,0,300,A", 7, 6, /no type of meter/],
	["+1,pin,o,0,300,A", 7, 4, /neither a pin nor/],
	["+1,3,o,0,fast,A", 7, 10, /no number/],
	["+1,3,o,0,300", 7, 12, /six fields/],
	["+1,3,o,0,300,A\n+1,3,o,0,300,B", 8, 2, /a line already/],
	["+1,3,s,0,300,A\n1,7707010g@1,l,u,n,0", 8, 3, /hexadecimal/],
	["+1,3,m,0,300,A\n1,0104zz@1,l,u,n,0", 8, 7, /no token/],
	["+1,3,o,0,300,A\n1,1.8.0(@1,l,u", 8, 15, /label, unit, name/],
	["+1,3,o,0,300,A\n1,%gone%@1,l,u,n,0", 8, 4, /no variable gone/],
	["+1,3,o,0,300,A\n1,=m 1+2@1,l,u,n,0", 8, 1, /no line 2/],
	["+1,3,o,0,300,A\n1,=m 1?2@1,l,u,n,0", 8, 7, /none of/],
	["+1,3,o,0,300,A\n1,=so2,zz", 8, 1, /hexadecimal/],
];
for (const [text, line, column, message] of faults)
	test(`error: ${JSON.stringify(text)}`, () => {
		const { errors } = compile(text);
		assert.equal(errors.length, 1, JSON.stringify(errors));
		assert.match(errors[0]!.message, message);
		assert.deepEqual({ line: errors[0]!.line, column: errors[0]!.column }, { line, column });
	});

test("a line of a meter that there is not is told and passed over, as Tasmota does", () => {
	const { errors, warnings, lines } = compile("+1,3,o,0,300,A\n2,1.8.0(@1,l,u,n,0\n11-0:1.8.0(@1,l,u,n,0\n3:1\n1,2.8.0(@1,l,u,n,0");
	assert.deepEqual(errors, []);
	assert.deepEqual(warnings.map(({ line }) => line), [8, 9, 10]);
	assert.equal(lines.length, 1);
});

test("a list goes on behind its last comma, but takes no decode line", () => {
	const { meters, lines, errors } = compile("+1,3,m,0,9600,A,1,10,01040000,\nr01040034,\n1,010404ffffffff@i1:1,l,u,n,0");
	assert.deepEqual(errors, []);
	assert.equal(meters[0]!.telegrams.length, 2);
	assert.equal(lines.length, 1);
	assert.equal(compile("+1,3,s,0,9600,\n1,77070100010800ff@1,l,u,n,0").lines.length, 1);
});

test("a parked section is told in one line", () => {
	const { errors, warnings, meters } = compile("+1,3,o,0,300,A\n#\n>xM 1\n+1,3,o,0,300,B\n1,1.8.0(@1,l,u,n,0");
	assert.deepEqual(errors, []);
	assert.deepEqual(warnings, [{ line: 9, column: 1, message: "not run: the parked section >xM 1" }]);
	assert.equal(meters[0]!.prefix, "A");
});

test("a wake-up that stands in >S itself", () => {
	const recipe = ["sml(-1 1 \"2400:8N1\")", "for c 1 3 1", "sml(1 1 \"55555555\")", "next", "delay(350)", "sml(1 1 \"105BFE5916\")"];
	const at = (before: string[], after: string[]) =>
		compileScript([">D", ">S", ...before, ...recipe, ...after, ">M 1", "+1,3,rE1,0,2400,A", "1,0c06bcd8@1,l,u,n,0"].join("\n"));
	for (
		const [before, after, first, every] of [
			[["if ((upsecs==5) or (upsecs%2700==0)) {"], ["}"], 5, 2700],
			[["if chg[timer]>0", "then", "switch timer", "case 0"], ["case 1", "ends", "endif"], 1, 86_400],
			[["if mins==30 {"], ["}"], 1, 3600],
		] as const
	) {
		const { errors, wakeUps } = at([...before], [...after]);
		assert.deepEqual(errors, []);
		assert.deepEqual(wakeUps.map(each => [each.first, each.every, each.actions.length]), [[first, every, 6]]);
	}
	assert.deepEqual(at(["if mins==30 {"], ["}"]).warnings, []);
});

test("=d of its own line is always 0, as scripts for the energy page want it", () => {
	const run = new ScriptRun(compile("+1,3,o,0,300,A\n1,=d 0 @1,Power,W,Power,0\n1,1.8.0(@1,l,u,E,0"), { ticks: () => 0 });
	run.channels[0]!.reader.push(Buffer.from("1.8.0(5*kWh)\r\n"));
	run.channels[0]!.reader.idle();
	assert.equal(run.sensor(), "\"A\":{\"Power\":0,\"E\":5}");
});

test("a text is never published by itself", () => {
	const told: string[] = [];
	const run = new ScriptRun(compile("+1,3,o,0,300,A\n1,1.8.0(@1,l,u,E,16\n1,0.0.0(@#),l,,Id,16"), {
		ticks: () => 0,
		onImmediate: member => told.push(member),
	});
	run.channels[0]!.reader.push(Buffer.from("0.0.0(77)\r\n1.8.0(5*kWh)\r\n"));
	run.channels[0]!.reader.idle();
	assert.deepEqual(told, ["\"A\":{\"E\":5}"]);
	assert.equal(run.sensor(), "\"A\":{\"E\":5,\"Id\":\"77\"}");
});

test("a script without >M", () => assert.match(compileScript("hello").errors[0]!.message, />M/));

test("what is not run is told with its line and costs nothing else", () => {
	const { errors, warnings, lines } = compileScript(
		">D\n>B\n=>sensor53 r\ntper=20\nspinm(4 O)\n>S\nif chg[a]>0 {\n}\n>W\nnm(1 2 3)\n>M 1\n+1,3,o,0,9600,A\n1,1.8.0(@1,l,u,n,0\n1,no line\n#\n",
	);
	assert.deepEqual(errors, []);
	assert.equal(lines.length, 1);
	assert.deepEqual(warnings.map(({ line }) => line).sort((one, other) => one - other), [5, 7, 8, 10, 14]);
});

test("the switch sequencer", () => {
	const { sequencers, warnings } = compileScript(
		">D\nscnt=0\n>F\nscnt+=1\nswitch scnt\ncase 3\nr=sml(1 0 300)\nr=sml(1 1 \"2F3F\")\n\ncase 60\nscnt=0\nends\n>M 1\n+1,3,o,0,9600,A,1\n1,1.8.0(@1,l,u,n,0\n",
	);
	assert.deepEqual(warnings, []);
	assert.deepEqual(sequencers, [{
		tick: 100,
		steps: [
			{ tick: 3, actions: [{ meter: 1, baud: 300 }, { meter: 1, send: [0x2F, 0x3F] }], restart: false },
			{ tick: 60, actions: [], restart: true },
		],
	}]);
});

test("the wake-up of M-Bus meters", { skip: !published && "needs the corpora" }, () => {
	const script = published!.find(({ name }) => name.startsWith("135"))!;
	const { wakeUps } = compileScript(Buffer.from(script.bytes).toString());
	assert.equal(wakeUps.length, 1);
	const { actions, first, every } = wakeUps[0]!;
	assert.deepEqual({ first, every }, { first: 1, every: 2700 });
	assert.equal(actions.filter(({ send }) => send?.[0] === 0x55).length, 53);
	assert.deepEqual(actions[0]!.format, { baud: 2400, parity: "none", stop: 1 });
	assert.deepEqual(actions.slice(-4), [
		{ meter: 1, format: { baud: 2400, parity: "even", stop: 1 } },
		{ meter: 1, send: [0x10, 0x40, 0x00, 0x40, 0x16] },
		{ meter: 0, wait: 350 },
		{ meter: 1, send: [0x10, 0x7B, 0xFE, 0x79, 0x16] },
	]);
});

const fragments = [
	">M 1",
	"+1,3,o,0,9600,A",
	"+1,3,s,16,9600,A,1,10,2F3F",
	"1,",
	"@",
	"=m 1+",
	"=d 1 10",
	"=so1,00010800",
	"=h",
	"%",
	"%%",
	"pm(1.8.0)",
	"x9",
	"bcd8",
	"kstr",
	"vo12ut",
	"(",
	",",
	",l,u,n,16",
	"\n",
	"#",
	">F",
	"switch c",
	"case 3",
	"ends",
	"sml(1 1 \"2F\")",
	"\\",
	"[1.2.3.4]",
	"r0103",
	"u32s",
];
test("odd scripts never throw", () => {
	const text = fc.array(fc.oneof(fc.constantFrom(...fragments), fc.string({ maxLength: 6 })), { maxLength: 60 }).map(parts =>
		parts.join("")
	);
	fc.assert(
		fc.property(text, fc.uint8Array({ maxLength: 80 }), (script, bytes) => {
			const compiled = compileScript(`>M 1\n+1,3,r,0,9600,A\n${script}`);
			const run = new ScriptRun(compiled, { ticks: () => 0 });
			for (const { reader, requests } of run.channels) {
				reader.push(bytes);
				reader.idle();
				requests.next();
			}
			run.values.rows();
			run.sensor();
		}),
		{ numRuns: 500, seed: 53 },
	);
});
