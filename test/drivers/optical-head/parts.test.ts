import assert from "node:assert/strict";
import { test } from "node:test";
import { EchoFilter } from "../../../drivers/optical-head/echo-filter";
import { LightJudge } from "../../../drivers/optical-head/light-judge";
import { describeFinding, formatFinding, parseFinding } from "../../../drivers/optical-head/optical-finding";
import { OpticalHead } from "../../../drivers/optical-head/optical-head";
import type { OpticalHeadOptions } from "../../../drivers/optical-head/optical-head";
import { opticalProfiles } from "../../../drivers/optical-head/optical-profile";
import { checkAddress, continuation, signOn } from "../../../drivers/optical-head/sign-on";
import { createHouse } from "../../../simulator/house";
import { Scheduler } from "../../../simulator/scheduler";
import { bytesOf, withParity } from "../../support/iec62056-builder";

const textOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("latin1");

test("sign-on, with and without a device address", () => {
	assert.equal(textOf(signOn("")), "/?!\r\n");
	assert.equal(textOf(signOn(checkAddress("00123456"))), "/?00123456!\r\n");
	for (const address of ["!", "/", "ä", "1".repeat(33), "\r\n"])
		assert.throws(() => checkAddress(address), RangeError, address);
});

test("the acknowledgement takes what the meter offers or the next lower rate, and always asks for data readout", () => {
	const next = (baudCharacter: string, maximum = 19200, acknowledge = true) => {
		const { mode, baud, acknowledgement } = continuation({ baudCharacter, fast: false }, 300, maximum, acknowledge);
		return [mode, baud, textOf(acknowledgement)];
	};
	assert.deepEqual(next("5"), ["C", 9600, "\x06050\r\n"]);
	assert.deepEqual(next("5", 4800), ["C", 4800, "\x06040\r\n"]);
	assert.deepEqual(next("6", 300), ["C", 300, "\x06000\r\n"]);
	assert.deepEqual(next("0"), ["C", 300, "\x06000\r\n"]);
	assert.deepEqual(next("5", 19200, false), ["A", 300, undefined]);
	assert.deepEqual(next("A"), ["B", 600, undefined]);
	assert.deepEqual(next("F"), ["B", 19200, undefined]);
	for (const character of ["7", "9", "G", "@", " ", "a"])
		assert.deepEqual(next(character), ["A", 300, undefined], character);
});

test("echo: whole, in slices, damaged, absent", () => {
	const sent = bytesOf("/?!\r\n");
	const run = (...parts: string[]) => {
		const filter = new EchoFilter();
		filter.expect(sent);
		return parts.map(part => textOf(filter.filter(bytesOf(part)))).join("");
	};
	assert.equal(run("/?!\r\n/LOG5"), "/LOG5");
	for (let at = 1; at < 5; at++)
		assert.equal(run("/?!\r\n".slice(0, at), "/?!\r\n".slice(at), "/LOG5"), "/LOG5");
	assert.equal(run("\0/?!\r\n/LOG5"), "/LOG5");
	assert.equal(run("/LOG5LK11"), "/LOG5LK11");
	assert.equal(run("/", "LOG5LK11"), "/LOG5LK11");
	assert.equal(run("xyz"), "xyz");
});

test("what a line carries", () => {
	const judge = (bytes: Uint8Array) => {
		const light = new LightJudge();
		light.push(bytes);
		return light.verdict;
	};
	const line = bytesOf("1-0:1.8.0*255(00007041.2292533*kWh)\r\n1-0:2.8.0*255(00000000.7801269*kWh)\r\n");
	assert.equal(judge(line), "text");
	assert.equal(judge(withParity(line)), "text-parity");
	assert.equal(judge(Uint8Array.from([9, 8, 0x1B, 0x1B, 0x1B, 0x1B])), "sml");
	assert.equal(judge(line.subarray(0, 20)), "unknown");
	const light = new LightJudge();
	light.fault({ overrun: 0, framing: 4, parity: 0, break: 2 });
	light.push(Uint8Array.of(0, 0x80, 0xF8, 0, 0xE0, 0));
	assert.equal(light.verdict, "garbage");
	light.reset(false);
	light.push(Uint8Array.from({ length: 60 }, (_, at) => at * 37 & 0xFF));
	assert.equal(light.finalVerdict, "garbage");
});

test("a finding as text and back", () => {
	for (const text of ["sml 9600 8N1", "push 2400 7E1", "asked standard C 4800", "asked battery B 2400", "asked standard C 9600 20"]) {
		const finding = parseFinding(text);
		assert.ok(finding, text);
		assert.equal(formatFinding(finding), text);
	}
	for (
		const text of [
			undefined,
			"",
			"sml",
			"sml 9601 8N1",
			"asked nobody C 300",
			"asked standard X 300",
			"asked standard C 301",
			"push 9600 8E2",
		]
	)
		assert.equal(parseFinding(text), undefined, text);
	assert.equal(describeFinding(parseFinding("asked battery B 2400")!), "IEC 62056-21 mode B, 2400 baud, profile battery");
});

test("options that cannot be", () => {
	const scheduler = new Scheduler();
	const { serial } = createHouse("empty", scheduler).ports.optical;
	const open = (options: Partial<OpticalHeadOptions>) =>
		new OpticalHead({ serial: { io: serial }, timers: scheduler.timers, onData: () => {}, ...options });
	assert.throws(() => open({ onData: undefined as never }), TypeError);
	assert.throws(() => open({ interval: 0 }), /interval must be 1 to 86400, not 0/);
	assert.throws(() => open({ baud: 1000 }), /baud must be one of 300, /);
	assert.throws(() => open({ maximumBaud: 115200 }), /maximumBaud must be one of/);
	assert.throws(() => open({ delay: -1 }), /delay must be/);
	assert.throws(() => open({ address: "a!b" }), /device address/);
	// Nothing stays claimed.
	open({}).close();
});

test("battery profiles have a floor and say why", () => {
	for (const { name, wakeUp, shortestInterval, note } of opticalProfiles) {
		assert.equal(wakeUp.length > 0, shortestInterval >= 900, name);
		assert.equal(wakeUp.length > 0, note !== "", name);
	}
});
