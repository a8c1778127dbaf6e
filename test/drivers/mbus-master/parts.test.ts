import assert from "node:assert/strict";
import { test } from "node:test";
import { AnswerReader, echoLength, seemsWhole } from "../../../drivers/mbus-master/mbus-answer";
import { frameIdentity, matches, moreFollows } from "../../../drivers/mbus-master/meter-identity";
import { isReadOnly } from "../../../drivers/mbus-master/read-only";
import { moreMasks, splitMask } from "../../../drivers/mbus-master/search-masks";
import { Tries } from "../../../drivers/mbus-master/tries";
import { longFrame, requestAlarm, requestData, selectSlave, sendData, sendNke } from "../../../protocols/mbus/frames";
import { dataTelegram, octets, slaveIdentity } from "../../../simulator/mbus/telegram-builder";

const identity = slaveIdentity("12345678", "KAM", 2, 4);
const reader = new AnswerReader();
const read = (bytes: Uint8Array, faulty = false) => reader.read(bytes, faulty);
const telegram = (records: string) => dataTelegram(5, identity, 1, 0, octets(records));
const frameOf = (records: string) => read(telegram(records)).frame!;

test("answers: silence, acknowledgement, telegram, and everything else", () => {
	assert.equal(read(Uint8Array.of()).kind, "silence");
	assert.equal(read(Uint8Array.of(0xE5)).kind, "acknowledge");
	assert.equal(read(Uint8Array.of(0xE5), true).kind, "garbled", "an acknowledgement with a wrong parity");
	assert.equal(read(Uint8Array.of(0xE5, 0xE5)).kind, "garbled");
	assert.equal(read(Uint8Array.of(0xFC)).kind, "garbled");
	const good = telegram("04 13 01 00 00 00");
	assert.equal(read(good).frame!.address, 5);
	assert.deepEqual(read(Uint8Array.of(0xFF, ...good, 0)).extra, 2);
	assert.equal(read(Uint8Array.of(...good, ...good)).kind, "garbled", "two slaves, one after the other");
	for (let at = 0; at < good.length; at++) {
		const bad = good.slice();
		bad[at]! ^= 0x04;
		assert.notEqual(read(bad).kind, "frame", `byte ${at}`);
		assert.notEqual(read(good.subarray(0, at)).kind, "frame", `cut at ${at}`);
	}
	assert.equal(read(requestData(5, true)).kind, "garbled", "a master's frame is no answer");
	assert.equal(read(longFrame(0x53, 5, 0x51)).kind, "garbled");
	assert.equal(seemsWhole(good), true);
	assert.equal(seemsWhole(good.subarray(0, 20)), false);
	assert.equal(echoLength(Uint8Array.of(...requestData(5, true), 0xE5), requestData(5, true)), 5);
	assert.equal(echoLength(Uint8Array.of(0x10, 0x7B), requestData(5, true)), 0);
});

test("more follows is read from the records, wherever 1F may stand", () => {
	assert.equal(moreFollows(frameOf("04 13 01 00 00 00 1F")), true);
	assert.equal(moreFollows(frameOf("04 13 01 00 00 00 2F 1F AA BB")), true);
	assert.equal(moreFollows(frameOf("04 13 1F 00 00 1F")), false);
	assert.equal(moreFollows(frameOf("0D 78 02 1F 1F 0F 1F")), false);
	assert.equal(moreFollows(frameOf("04 13 01")), false, "cut");
});

test("identities and masks", () => {
	const found = frameIdentity(frameOf("04 13 01 00 00 00"))!;
	assert.deepEqual(found, identity);
	assert.ok(matches(found, { id: "1234FFFF", medium: 4 }));
	assert.ok(!matches(found, { id: "1234FFF9" }));
	assert.ok(!matches(found, { version: 3 }));
	assert.deepEqual(splitMask({ id: "FFFFFFF7" }).map(({ id }) => id)[9], "FFFFFF97");
	assert.deepEqual(moreMasks({ id: "FFFFFFF7" }, 0).map(({ id }) => id)[0], "FFFFFFA7");
	assert.equal(splitMask({ id: "12345678", medium: 4, manufacturer: 1, version: 1 }).length, 0);
});

test("only link resets, requests and selections are harmless", () => {
	for (const bytes of [sendNke(5), requestData(5, true), requestData(5, false), requestAlarm(5, true), selectSlave({ id: "12345678" })])
		assert.ok(isReadOnly(bytes));
	for (
		const bytes of [
			sendData(5, true, 0x51, octets("01 7A 05")),
			sendData(253, false, 0xBB),
			sendData(5, false, 0x52),
			longFrame(0x44, 5, 0x51),
		]
	)
		assert.ok(!isReadOnly(bytes));
});

test("what comes again is a collision, what does not is noise", () => {
	const judge = (...kinds: ("silence" | "garbled" | "disturbed" | "frame")[]) => {
		const tries = new Tries({ silent: 3, garbled: 3 });
		return kinds.map(kind => tries.note({ kind, extra: 0, first: false })).at(-1);
	};
	assert.equal(judge("silence", "silence"), "again");
	assert.equal(judge("silence", "silence", "silence"), "silence");
	assert.equal(judge("garbled", "garbled", "garbled"), "collision");
	assert.equal(judge("silence", "garbled", "garbled"), "collision");
	assert.equal(judge("garbled", "silence", "silence"), "noise");
	assert.equal(judge("disturbed", "disturbed", "disturbed"), "noise");
	assert.equal(judge("garbled", "frame"), "answer");
	const tries = new Tries({ silent: 1, garbled: 2 });
	assert.equal(tries.note({ kind: "silence", extra: 0, first: true }), "again", "the first request after power-up");
	assert.equal(tries.note({ kind: "silence", extra: 0, first: false }), "silence");
});
