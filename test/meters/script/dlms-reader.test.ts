import "../../support/xs-shims";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "node:test";
import { compileScript } from "../../../meters/script/compile-script";
import { unread } from "../../../meters/script/create-reader";
import { ScriptRun } from "../../../meters/script/script-run";
import {
	cipher,
	hdlcSegments,
	hex,
	mbus,
	name,
	notification,
	octetString,
	structure,
	unsigned32,
} from "../../../simulator/meters/dlms-writer";
import { decryptGcm } from "../../../tools/decode/decrypt-gcm";
import { captures, corpusFolder } from "../../support/corpora";
import { Random } from "../../support/random";

const key = "000102030405060708090A0B0C0D0E0F", authKey = "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF";
const keys = { key: hex(key), authKey: hex(authKey) };
const script = (lines: string, options = "") => `>D\n>B\n>M 1\n+1,3,r,0,2400,A\n1,=so3,512\n1,=so4,${key}\n${options}${lines}#\n`;
const withAuthKey = `1,=so5,${authKey}\n`;
const byCode = "1,pm(1.8.0)@1000,In,kWh,In,3\n1,pm(1.7.0)@1,Power,W,Power,0\n1,pm(h0000600100ff)@#,Id,,Id,0\n";
const registers = notification(
	structure(
		name("1-0:1.8.0*255"),
		unsigned32(12_345_678),
		name("1-0:1.7.0*255"),
		[0x10, 0xFF, 0x85],
		name("0-0:96.1.0*255"),
		octetString(...Buffer.from("AB12")),
	),
	hex("07E7 0B 0A 05 0A 3A 32 FF 80 00 00"),
);

function run(text: string, bytes: Uint8Array, cut: () => number = () => bytes.length) {
	const compiled = compileScript(text), faults: string[] = [];
	assert.deepEqual(compiled.errors, []);
	const play = new ScriptRun(compiled, { ticks: () => 0, decrypt: decryptGcm, onFault: (_meter, error) => faults.push(error) });
	const { reader } = play.channel(1)!;
	for (let at = 0; at < bytes.length;) {
		const size = cut();
		reader.push(bytes.subarray(at, at + size));
		at += size;
	}
	reader.idle();
	return { sensor: play.sensor(), faults };
}

const octets = (...parts: readonly (readonly number[])[]) => Uint8Array.from(parts.flat());

test("registers by their codes in M-Bus frames: values of both signs and texts, in any slicing", () => {
	const bytes = octets(mbus(cipher(registers, keys), 60));
	const random = new Random(7);
	for (const cut of [() => bytes.length, () => 1, () => 1 + random.below(40)])
		assert.deepEqual(run(script(byCode, withAuthKey), bytes, cut), {
			sensor: "\"A\":{\"In\":12345.678,\"Power\":-123,\"Id\":\"AB12\"}",
			faults: [],
		});
});

test("values by their places behind the notification's head, in HDLC segments", () => {
	const list = notification(structure(octetString(...hex("07E70B0A050A3A32FF800000")), unsigned32(1_234_567), unsigned32(89)));
	const bytes = octets(hdlcSegments(cipher(list, { ...keys, control: 0x20 }), 30));
	const places = "1,0203090cUUuu@1,year,,year,0\n1,0203090cx2ss@1,month,,month,0\n1,0203090cx13UUuuUUuu@1000,In,kWh,In,3\n";
	assert.deepEqual(run(script(places), bytes), { sensor: "\"A\":{\"year\":2023,\"month\":11,\"In\":1234.567}", faults: [] });
	// A script that counts from the notification on.
	assert.equal(run(script("1,0f40x4UUuu@1,x,,x,0\n"), bytes).sensor, "\"A\":{\"x\":515}");
});

test("a wrong key, a wrong authentication key and a damaged message give no value, and say why", () => {
	const bytes = octets(mbus(cipher(registers, keys), 60));
	const wrong = (text: string, part: string) => text.replace(part, `${part.slice(0, -1)}${part.endsWith("F") ? "E" : "F"}`);
	assert.deepEqual(run(wrong(script(byCode, withAuthKey), key), bytes), {
		sensor: undefined,
		faults: ["decryption: the key does not fit"],
	});
	assert.deepEqual(run(wrong(script(byCode), key), bytes), { sensor: undefined, faults: ["decryption: the key does not fit"] });
	assert.deepEqual(run(wrong(script(byCode, withAuthKey), authKey), bytes), {
		sensor: undefined,
		faults: ["decryption: the authentication key does not fit"],
	});
	// The frame's own sum is right, the message inside was changed.
	const changed = cipher(registers, keys);
	changed[40]! ^= 1;
	assert.deepEqual(run(script(byCode, withAuthKey), octets(mbus(changed))).sensor, undefined);
});

test("a thousand wrong keys give nothing, though some begin like a message", () => {
	const bytes = octets(mbus(cipher(registers, { ...keys, control: 0x20 })));
	const random = new Random(11);
	for (let round = 0; round < 1000; round++) {
		const other = Array.from({ length: 32 }, () => random.below(16).toString(16)).join("");
		assert.equal(run(script(byCode).replace(key, other), bytes).sensor, undefined, other);
	}
});

test("random and damaged bytes give no wrong value", () => {
	const good = "\"A\":{\"In\":12345.678,\"Power\":-123,\"Id\":\"AB12\"}", random = new Random(13);
	const bytes = octets(mbus(cipher(registers, keys), 60));
	for (let round = 0; round < 400; round++) {
		const damaged = bytes.slice();
		for (let count = random.below(3); count >= 0; count--)
			damaged[random.below(damaged.length)] = random.below(256);
		const { sensor } = run(script(byCode, withAuthKey), damaged, () => 1 + random.below(50));
		assert.ok(sensor === undefined || sensor === good, sensor);
	}
});

test("a word in the key's place, a key at another type and a message without the script's lines are told", () => {
	const told = (text: string) => compileScript(text).meters.map(unread);
	assert.match(told(script(byCode).replace(key, "GUEK"))[0]!, /=so4 needs 32 hexadecimal digits/);
	assert.match(told(script(byCode, "1,=so5,GAK\n"))[0]!, /=so5 needs 32/);
	assert.match(told(script("1,1-0:1.8.0(@1,x,,x,0\n").replace(",r,", ",o,"))[0]!, /type r/);
	assert.deepEqual(run(script("1,pm(9.8.0)@1,x,,x,0\n"), octets(mbus(cipher(registers, keys)))).faults, [
		"none of the lines stands in the message",
	]);
});

const published = captures("tasmota-scripts", ".txt"), dlms = captures("dlms", ".hex");
test("the published script for an encrypted E450 gives what another reader makes of a capture", {
	skip: (!published || !dlms) && "needs the corpora",
}, () => {
	const capture = "esplibs__hdlc_lgz_e450_2";
	const read = (ending: string) => JSON.parse(readFileSync(path.join(corpusFolder("dlms"), `${capture}.${ending}.json`), "utf8"));
	const wanted: Record<string, number> = read("expected.esphome_dlms").values ?? {};
	const text = Buffer.from(published!.find(({ name }) => name.startsWith("096"))!.bytes).toString();
	const bytes = hex(Buffer.from(dlms!.find(({ name }) => name.startsWith(capture))!.bytes).toString());
	const { sensor, faults } = run(text.split("GUEK").join(read("keys").encryption_key), Uint8Array.from(bytes));
	assert.deepEqual(faults, []);
	const { Heizung } = JSON.parse(`{${sensor}}`) as { Heizung: Record<string, number>; };
	for (const [code, key] of [["1.8.0", "kWh_IN"], ["1.8.1", "kWh_IN_T1"], ["1.8.2", "kWh_IN_T2"], ["1.7.0", "kW_IN"]] as const) {
		const value = wanted[`1.0.${code}.255`];
		assert.ok(value !== undefined, code);
		assert.equal(Heizung[key], value / 1000, code);
	}
});
