import assert from "node:assert/strict";
import { test } from "node:test";
import { bitTime } from "../../../drivers/mbus-master/mbus-times";
import type { ScanProgress, ScanResult } from "../../../drivers/mbus-master/scan";
import type { ScanTrouble } from "../../../drivers/mbus-master/scan-part";
import { eightSlaves, kamstrup402, slowMeter, waterMeter } from "../../../simulator/mbus/example-slaves";
import { slaveIdentity } from "../../../simulator/mbus/telegram-builder";
import { VirtualSlave } from "../../../simulator/mbus/virtual-slave";
import { Random } from "../../../simulator/random";
import { foundIds, MbusBench } from "../../support/mbus-bench";

const allIds = ["00112233", "08006491", "20054711", "31000017", "31000018", "61055123", "68123402", "77001234"];

/** A meter with one record, for buses with many. */
function meter(
	id: string,
	extra: Partial<ConstructorParameters<typeof VirtualSlave>[0]> = {},
	maker = "ZRI",
	version = 1,
	medium = 7,
): VirtualSlave {
	const telegrams = [Uint8Array.of(0x04, 0x13, 1, 2, 3, 0)];
	return new VirtualSlave({ identity: slaveIdentity(id, maker, version, medium), idleCurrent: 0.1, telegrams, ...extra });
}

test("eight different meters: all found, none twice, the shared address reported", () => {
	const bench = new MbusBench(eightSlaves());
	const announced: string[] = [];
	const result = bench.scan({ onFound: ({ secondary }) => announced.push(secondary!.id!) });
	assert.deepEqual(foundIds(result), allIds);
	assert.deepEqual([...announced].sort(), allIds);
	const places: readonly ScanTrouble[] = [{ reason: "collision", baud: 2400, way: "primary", place: "1" }];
	assert.deepEqual(result.troubles, places);
	for (const { baud, primary, byPrimary, bySecondary, secondary } of result.found) {
		assert.equal(baud, secondary!.id === "77001234" ? 300 : 2400);
		assert.equal(bySecondary, true);
		assert.equal(byPrimary, primary !== 1, `address ${primary}`);
	}
	bench.end();
});

test("a scan through an echoing converter finds the same", () => {
	const bench = new MbusBench(eightSlaves(), { bus: { echo: true } });
	assert.deepEqual(foundIds(bench.scan({ primary: false })), allIds);
	bench.end();
});

test("primary scan at 2400 baud: at most 1.05 times what its time-outs add up to", t => {
	// An exchange without an answer: five characters of request, then 330 bit times and 50 ms.
	const timeout = bitTime(5 * 11, 2400) + bitTime(330, 2400) + 50;
	for (const slaves of [[], eightSlaves()]) {
		const bench = new MbusBench(slaves);
		const from = bench.now;
		const result = bench.scan({ bauds: [2400], secondary: false });
		const time = bench.now - from;
		// An exchange that is answered counts as one time-out and the time that its characters take.
		const allowed = 1.05 * ((result.exchanges - 1) * timeout + bitTime(11 * bench.master.counters.bytes, 2400));
		assert.ok(time <= allowed, `${time} ms, allowed ${allowed}`);
		if (!slaves.length) {
			const factor = time / (251 * timeout);
			assert.ok(factor <= 1.05, `${factor}`);
			t.diagnostic(`251 addresses: ${Math.round(time)} ms, ${factor.toFixed(4)} times the time-outs`);
		}
		else
			assert.equal(result.found.length, 5);
		bench.end();
	}
});

test("secondary search: exchanges within 6 × meters × 8 digits at worst, 2.5 × meters × 8 for numbers at random", t => {
	// Worst: a collision is asked twice, then splits into ten; each meter's path has eight digits, and two share it.
	const random = new Random(7);
	const cases: [string, number, string[]][] = [
		["one", 6, ["12345678"]],
		["in a row", 2.5, Array.from({ length: 20 }, (_, at) => String(30_000_000 + at))],
		["at random", 2.5, Array.from({ length: 30 }, () => String(random.integer(10_000_000, 99_999_999)))],
		["two that differ in the first digit only", 6, ["10000000", "20000000"]],
		[
			"pairs that differ in the first digit only",
			6,
			Array.from({ length: 8 }, (_, at) => `${at & 1 ? 4 : 5}${(1_234_567 * (at >> 1) + 7) % 10_000_000}`.padEnd(8, "3")),
		],
	];
	for (const [name, bound, ids] of cases) {
		const bench = new MbusBench(ids.map((id, at) => meter(id, { delay: 12 + at * 7 % 150 })));
		const result = bench.scan({ bauds: [2400], primary: false });
		assert.deepEqual(foundIds(result), [...ids].sort(), name);
		const factor = (result.exchanges - 1) / (ids.length * 8);
		assert.ok(factor <= bound, `${name}: ${factor}`);
		t.diagnostic(`${ids.length} meters, numbers ${name}: ${result.exchanges} exchanges, ${factor.toFixed(2)} × meters × 8`);
		bench.end();
	}
});

test("100 meters on one bus", { timeout: 60_000 }, t => {
	const random = new Random(11);
	const ids = Array.from({ length: 100 }, () => String(random.integer(10_000_000, 99_999_999)));
	const bench = new MbusBench(ids.map((id, at) => meter(id, { address: at + 1, delay: random.integer(6, 180) })));
	const result = bench.scan({ bauds: [2400] });
	assert.deepEqual(foundIds(result), [...new Set(ids)].sort());
	assert.ok(result.found.every(({ byPrimary }) => byPrimary));
	t.diagnostic(`${result.exchanges} exchanges`);
	bench.end();
});

test("meters whose acknowledgements fall together to the bit are told apart by their data", () => {
	const bench = new MbusBench(["40000001", "40000002", "50000001"].map(id => meter(id, { delay: 20 })));
	assert.deepEqual(foundIds(bench.scan({ bauds: [2400] })), ["40000001", "40000002", "50000001"]);
	bench.end();
});

test("equal numbers: told apart by medium, manufacturer and version; what is equal in all is reported", () => {
	const bench = new MbusBench([
		meter("40000001", { delay: 20 }, "ZRI", 1, 7),
		meter("40000001", { delay: 30 }, "ZRI", 1, 6),
		meter("40000001", { delay: 40 }, "KAM", 1, 7),
		meter("40000001", { delay: 50 }, "KAM", 9, 7),
		meter("60000006", { delay: 15 }),
		meter("70000007", { delay: 20, address: 1 }),
		meter("70000007", { delay: 31, address: 2 }),
	]);
	const result = bench.scan({ bauds: [2400], primary: false });
	assert.deepEqual(foundIds(result), ["40000001", "40000001", "40000001", "40000001", "60000006"]);
	const keys = result.found.map(({ secondary }) => JSON.stringify(secondary));
	assert.equal(new Set(keys).size, 5);
	assert.deepEqual(result.troubles.map(({ reason, place }) => `${reason} ${place.slice(0, 8)}`), ["collision 70000007"]);
	bench.end();
});

test("numbers with letters are found when nothing else explains a collision", () => {
	const bench = new MbusBench([meter("4000000A", { delay: 20 }), meter("4000000B", { delay: 35 }), meter("12345678", { delay: 35 })]);
	assert.deepEqual(foundIds(bench.scan({ bauds: [2400], primary: false })), ["12345678", "4000000A", "4000000B"]);
	bench.end();
});

test("a meter that cannot be selected is found by its primary address, one that is selected and gives no data by its number", () => {
	const mute = meter("50000005", { address: 9 });
	const bench = new MbusBench([meter("40000004", { address: 7, selectable: false }), mute]);
	const hear = mute.hear.bind(mute);
	Object.defineProperty(mute, "hear", {
		value: (frame: Parameters<VirtualSlave["hear"]>[0]) => (frame.control & 0x0F) === 0x0B || hear(frame),
	});
	const result = bench.scan({ bauds: [2400], primary: { from: 0, to: 10 } });
	assert.deepEqual(foundIds(result), ["40000004", "50000005"]);
	bench.end();
});

test("a narrower search, and address 254", () => {
	const bench = new MbusBench(eightSlaves());
	assert.deepEqual(foundIds(bench.scan({ bauds: [2400], primary: false, secondary: { id: "310000FF" } })), ["31000017", "31000018"]);
	assert.deepEqual(foundIds(bench.scan({ bauds: [2400], primary: false, secondary: { medium: 3 } })), ["61055123"]);
	bench.end();
	const single = new MbusBench([kamstrup402()]);
	const result = single.scan({ bauds: [2400], secondary: false, primary: { from: 254, to: 254 } });
	assert.deepEqual(result.found.map(({ primary }) => primary), [68]);
	single.end();
});

test("search over all rates", () => {
	const bench = new MbusBench([
		slowMeter(),
		kamstrup402(),
		waterMeter("31000017", 1, { baud: 9600 }),
		meter("12345678", { baud: 38400, delay: 3 }),
	]);
	const bauds = [300, 600, 1200, 2400, 4800, 9600, 19200, 38400];
	const { found } = bench.scan({ bauds, primary: false });
	assert.deepEqual(found.map(({ baud, secondary }) => `${baud} ${secondary!.id}`), [
		"300 77001234",
		"2400 68123402",
		"9600 31000017",
		"38400 12345678",
	]);
	bench.end();
});

test("meters that sleep through the first request after power-up are found and read", () => {
	const bench = new MbusBench([kamstrup402({ sleepsFirst: true })], { settling: 1_000 });
	assert.equal(bench.read({ primary: 68, retries: 0 }).error, null);
	bench.master.configure({ supply: false });
	bench.run(100);
	bench.master.configure({ supply: true });
	assert.deepEqual(foundIds(bench.scan({ bauds: [2400], primary: { from: 60, to: 70 }, secondary: false })), ["68123402"]);
	bench.end();
});

test("noise and a babbling slave do not make meters up", () => {
	const bench = new MbusBench([kamstrup402(), meter("12345678", { address: 3 })]);
	bench.bus.receive.setNoise({ rate: 3, width: 0.6, spread: true, seed: 9 });
	const noisy = bench.scan({ bauds: [2400], tries: 2 });
	assert.deepEqual(foundIds(noisy), ["12345678", "68123402"]);
	bench.bus.receive.setNoise(undefined);
	const speaker = bench.bus.slaves[1]!;
	speaker.babble(new Uint8Array(30_000).fill(0x5A));
	const result = bench.scan({ bauds: [2400], primary: { from: 0, to: 5 } });
	assert.deepEqual(foundIds(result), []);
	assert.ok(result.troubles.length > 0 && result.troubles.every(({ reason }) => reason === "noise"), JSON.stringify(result.troubles));
	bench.end();
});

test("progress grows, and says what is being looked at", () => {
	const bench = new MbusBench(eightSlaves());
	const seen: ScanProgress[] = [];
	bench.scan({ bauds: [2400], onProgress: progress => seen.push(progress) });
	for (let at = 1; at < seen.length; at++)
		assert.ok(seen[at]!.fraction >= seen[at - 1]!.fraction && seen[at]!.fraction <= 1, `${at}`);
	assert.equal(seen[0]!.place, "________");
	assert.equal(seen.at(-1)!.place, "250");
	assert.ok(seen.at(-1)!.fraction > 0.99);
	bench.end();
});

test("cancel in the middle: what was found until then, and nothing more is sent", () => {
	const bench = new MbusBench(eightSlaves());
	let outcome: { error: Error | null; result: ScanResult | undefined; } | undefined;
	const task = bench.master.scan({}, (error, result) => outcome = { error, result });
	bench.run(3_000);
	task.cancel();
	task.cancel();
	assert.equal(outcome, undefined, "not inside the call");
	bench.run(500);
	assert.equal(outcome!.error!.message, "canceled");
	const { found } = outcome!.result!;
	assert.ok(found.length > 0 && found.length < 8);
	const sent = bench.watch.frames.length;
	bench.run(5_000);
	assert.equal(bench.watch.frames.length, sent);
	assert.equal(bench.read({ primary: 68 }).error, null);
	bench.end();
});
