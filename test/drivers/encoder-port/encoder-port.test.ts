import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseEncoderMode, storeEncoderMode } from "../../../drivers/encoder-port/encoder-mode";
import type { EncoderMode } from "../../../drivers/encoder-port/encoder-mode";
import type { EncoderModel } from "../../../simulator/encoder/encoder-model";
import { EncoderBench } from "../../support/encoder-bench";
import type { EncoderBenchOptions } from "../../support/encoder-bench";

const scr: EncoderMode = { protocol: "scr", baud: 300, push: false };
const mbus: EncoderMode = { protocol: "mbus", baud: 2400, address: 254 };

function bench(model: Partial<EncoderModel> | undefined, options: EncoderBenchOptions, look: (bench: EncoderBench) => void): void {
	const made = new EncoderBench(model, options);
	look(made);
	made.end();
}

/** Values as text, in order. */
const values = ({ values }: EncoderBench) => values.map(({ value }) => value);

describe("encoder port: what it finds", () => {
	// Name, meter, what is found, within so many seconds after the start.
	const cases: readonly [string, Partial<EncoderModel>, string, number][] = [
		["SCR by itself", { push: true }, "SCR 300 7E1, by itself", 20],
		["SCR on request", {}, "SCR 300 7E1, on request", 140],
		["M-Bus 2400", { protocol: "mbus" }, "M-Bus 2400 8E1, address 254", 36],
		["M-Bus 300", { protocol: "mbus", baud: 300 }, "M-Bus 300 8E1, address 254", 85],
		["M-Bus that answers to its own address only", { protocol: "mbus", answersTo: "own" }, "M-Bus 2400 8E1, address 0", 60],
		["M-Bus that answers to 254 only", { protocol: "mbus", answersTo: "test", address: 7 }, "M-Bus 2400 8E1, address 254", 36],
		["M-Bus that ignores resets", { protocol: "mbus", ignoresReset: true }, "M-Bus 2400 8E1, address 254", 40],
		["whatever it is asked in first", { protocol: "auto" }, "M-Bus 2400 8E1, address 254", 36],
		["SCR, more current", { view: "more" }, "SCR 300 7E1, on request, answers by current", 180],
		["SCR, less current", { view: "less" }, "SCR 300 7E1, on request, answers by current", 180],
		["SCR, a step as on M-Bus", { view: "step" }, "SCR 300 7E1, on request, answers by current", 180],
		["SCR by itself, less current", { push: true, view: "less" }, "SCR 300 7E1, by itself, answers by current", 60],
		["M-Bus 2400, more current", { protocol: "mbus", view: "more" }, "M-Bus 2400 8E1, address 254, answers by current", 70],
		["M-Bus 300, a step", { protocol: "mbus", baud: 300, view: "step" }, "M-Bus 300 8E1, address 254, answers by current", 130],
	];
	for (const [name, model, found, seconds] of cases) {
		it(name, () =>
			bench(model, {}, bench => {
				bench.run(seconds);
				assert.equal(bench.found, found);
				assert.ok(values(bench).every(value => Number(value) === 1234.56) && bench.values.length === 1);
				assert.deepEqual(bench.errors, []);
			}));
	}

	for (const capacity of [10, 47, 470, 1000])
		it(`with ${capacity} µF in the meter`, () =>
			bench({ capacity }, { port: { dial: "AE.05:03.01:01.01" } }, bench => {
				bench.run(60);
				assert.equal(bench.found, "SCR 300 7E1, on request");
				assert.deepEqual(values(bench), ["1234.56"]);
			}));

	it("goes by the dial's code", () => {
		bench({ protocol: "mbus" }, { port: { dial: "AE.05:03.01:03.01" } }, bench => {
			bench.run(200);
			assert.equal(bench.found, undefined);
			assert.ok(bench.plug.watch.requests.every(request => request === "2f3f210d0a"));
		});
		bench({}, { port: { dial: "AE.02:04.01:01.01" } }, bench => {
			bench.run(200);
			assert.equal(bench.found, undefined);
			assert.ok(bench.plug.watch.requests.every(request => request !== "2f3f210d0a"));
		});
		bench({ protocol: "mbus" }, { port: { dial: "none" } }, bench => {
			bench.run(200);
			assert.match(bench.errors[0]!, /may be an ordinary M-Bus/);
			assert.deepEqual(bench.plug.watch.switched, [], "it was never powered");
		});
	});

	it("leaves the line off for ten seconds before each probe", () =>
		bench({}, {}, bench => {
			bench.run(400);
			const { switched } = bench.plug.watch;
			assert.ok(switched[0]! >= 9_999);
			for (let at = 2; at < switched.length; at += 2)
				assert.ok(switched[at]! - switched[at - 1]! >= 9_999, `off for ${switched[at]! - switched[at - 1]!} ms`);
		}));

	it("uses what was found earlier", () =>
		bench({}, { port: { mode: scr } }, bench => {
			bench.run(20);
			assert.deepEqual(values(bench), ["1234.56"]);
			assert.deepEqual(bench.modes, [], "nothing new");
		}));

	it("keeps what it finds as a text", () => {
		const modes: EncoderMode[] = [
			scr,
			{ ...scr, push: true },
			mbus,
			{ ...mbus, baud: 300, address: 0, threshold: 2.25, inverted: true },
			{ ...scr, threshold: 5.5, inverted: false },
		];
		for (const mode of modes)
			assert.deepEqual(parseEncoderMode(storeEncoderMode(mode)), mode);
		for (const text of [undefined, "", "scr", "scr 2400", "mbus 9600 0", "mbus 2400", "mbus 2400 255", "scr 300  -1", "x y z"])
			assert.equal(parseEncoderMode(text), undefined, text);
	});
});

describe("encoder port: what it leaves alone", () => {
	it("a short circuit: off within half a second, for a minute", () =>
		bench(undefined, { condition: "short" }, bench => {
			bench.run(130);
			assert.match(bench.errors[0]!, /short circuit/);
			const { switched } = bench.plug.watch;
			assert.ok(switched[1]! - switched[0]! < 500, `on for ${switched[1]! - switched[0]!} ms`);
			assert.ok(switched[2]! - switched[1]! >= 60_000);
		}));

	it("a short circuit in the middle of an answer, and works again after it", () =>
		bench({}, { port: { mode: scr } }, bench => {
			bench.run(14);
			bench.plug.condition = "short";
			bench.run(30);
			assert.match(bench.errors[0]!, /short circuit/);
			bench.plug.condition = "meter";
			bench.run(60);
			assert.deepEqual(values(bench), ["1234.56"]);
		}));

	it("an open plug: says so", () =>
		bench(undefined, {}, bench => {
			bench.run(200);
			assert.deepEqual(bench.errors, ["nothing is plugged in: no current flows"]);
		}));

	it("a live M-Bus: never switches the line on", () =>
		bench(undefined, { condition: "foreign" }, bench => {
			bench.run(200);
			assert.match(bench.errors[0]!, /its own supply/);
			assert.deepEqual(bench.plug.watch.switched, []);
		}));

	it("an ordinary M-Bus meter: says what it looks like", () =>
		bench(undefined, { condition: "bus-meter" }, bench => {
			bench.run(200);
			assert.match(bench.errors[0]!, /ordinary M-Bus meter/);
		}));

	it("a meter that never answers: each way, once, then rest", () =>
		bench({}, { faults: ["silent"] }, bench => {
			bench.run(880);
			assert.match(bench.errors[0]!, /^no answer in any way; it draws 0\.5 mA/);
			assert.equal(bench.plug.watch.switched.length, 12);
		}));
});

describe("encoder port: reading", () => {
	it("every 15 minutes, every minute, and never more often than each 15 s", () => {
		for (const [interval, count] of [[undefined, 4], [60, 60], [15, 180]] as const)
			bench({ flow: 2 }, { port: { mode: scr, ...(interval && { interval }) } }, bench => {
				bench.run(3_590);
				assert.ok(bench.values.length >= count - 2 && bench.values.length <= 240, `${bench.values.length} in an hour`);
				const { switched } = bench.plug.watch;
				for (let at = 2; at < switched.length; at += 2)
					assert.ok(switched[at]! - switched[at - 2]! >= 14_999);
			});
		assert.throws(() => new EncoderBench({}, { port: { interval: 14 } }), RangeError);
	});

	it("M-Bus: the second answer after power, which is not an old one", () =>
		bench({ protocol: "mbus", flow: 6 }, { port: { mode: mbus } }, bench => {
			bench.run(3_700);
			const { meter } = bench.plug;
			for (const { t, value } of bench.values)
				assert.ok(Math.abs(Number(value) * 1000 - (1_234_560 + 6 * t / 3.6)) < 12, `${value} at ${t}`);
			assert.ok(meter!.answers >= 4 * bench.values.length);
		}));

	it("a roller error is read once more, a register error brings no storm", () => {
		bench({}, { port: { mode: scr }, faults: ["roller"] }, bench => {
			bench.run(30);
			bench.plug.meter!.setFault("roller", false);
			bench.run(30);
			assert.deepEqual(values(bench), ["roller error", "1234.56"]);
		});
		bench({}, { port: { mode: scr }, faults: ["register"] }, bench => {
			bench.run(890);
			assert.deepEqual(values(bench), ["register error", "register error"]);
		});
	});

	it("noise and echo before the answer do no harm", () => {
		for (const faults of [["noise"], ["echo"], ["noise", "echo"]] as const)
			bench({ comma: true, decimals: 3 }, { port: { mode: scr }, faults }, bench => {
				bench.run(30);
				assert.deepEqual(values(bench), ["1234.560"]);
			});
		bench({ protocol: "mbus" }, { port: { mode: mbus }, faults: ["noise"] }, bench => {
			bench.run(40);
			assert.deepEqual(values(bench), ["1234.560"]);
		});
	});

	it("a wrong check, a parity error, a cut answer, a wrong length: never a value, one retry, and good again after it", () => {
		const table: readonly [EncoderMode, "wrong-check" | "parity" | "cut" | "length"][] = [
			[scr, "wrong-check"],
			[scr, "parity"],
			[scr, "cut"],
			[mbus, "wrong-check"],
			[mbus, "cut"],
			[mbus, "length"],
		];
		for (const [mode, fault] of table)
			bench({ protocol: mode.protocol }, { port: { mode }, faults: [fault] }, bench => {
				bench.run(100);
				assert.deepEqual(values(bench), [], fault);
				assert.equal(bench.errors.length, 1, fault);
				assert.equal(bench.plug.watch.switched.length, 4, fault);
				bench.plug.meter!.setFault(fault, false);
				bench.run(900);
				assert.equal(Number(values(bench)[0]), 1234.56, fault);
			});
	});

	it("a meter that starts slowly is waited for the second time", () =>
		bench({ silence: 2_500 }, { port: { mode: scr } }, bench => {
			bench.run(60);
			assert.deepEqual(values(bench), ["1234.56"]);
		}));

	it("another meter is found after three failed reads, and not twice a day", () =>
		bench({}, { port: { mode: scr } }, bench => {
			bench.run(60);
			bench.plug.plug({ protocol: "mbus", litres: 5_000, number: "87654321" });
			bench.run(3_600);
			assert.equal(bench.found, "M-Bus 2400 8E1, address 254");
			assert.equal(values(bench).at(-1), "5.000");
			bench.plug.plug({ protocol: "scr", litres: 6_000, number: "87654322" });
			bench.run(80_000);
			assert.equal(bench.modes.length, 1, "not yet");
			bench.run(10_000);
			assert.equal(bench.modes.length, 2);
			assert.equal(values(bench).at(-1), "6.00");
		}));

	it("a board without sensors reads, and holds nothing back", () =>
		bench({ push: true }, { plain: true }, bench => {
			bench.run(20);
			assert.deepEqual(values(bench), ["1234.56"]);
		}));

	it("can be closed at any moment", () => {
		for (let seconds = 9; seconds < 24; seconds += 0.37)
			bench({}, { port: { mode: scr } }, bench => {
				bench.run(seconds);
				bench.port.close();
				bench.run(100);
				assert.equal(bench.plug.lineWire.level, 0);
			});
	});
});

describe("the virtual encoder", () => {
	it("breaks down under a run of NULs while it scans, and stays silent until it has had no power", () => {
		const bench = new EncoderBench({ capacity: 47 }, { plain: true, port: { mode: scr, dial: "none" } });
		const { plug } = bench;
		const { serial: Serial } = plug;
		const serial = new Serial({ baud: 300, data: 7, parity: "even" });
		bench.run(2);
		serial.write(Uint8Array.from([0x2F, 0x3F, 0x21, 0x0D, 0x0A, ...new Array(60).fill(0)]));
		bench.run(10);
		assert.ok(plug.meter!.brownOuts > 0);
		assert.equal(plug.meter!.answers, 0);
		assert.ok(plug.watch.faults.length > 0, "the watch saw the NULs");
		serial.close();
		bench.port.close();
		plug.close();
	});

	it("is seen by the watch when anything else is sent", () => {
		for (
			const bytes of [[0x68, 6, 6, 0x68, 0x53, 0xFE, 0x51, 1, 0x7A, 0x40, 0x5D, 0x16], [0x10, 0x53, 0xFE, 0x51, 0x16], [6], [0x55, 0x55]]
		) {
			const bench = new EncoderBench({ protocol: "mbus" }, { plain: true, port: { dial: "none" } });
			const { serial: Serial } = bench.plug;
			const serial = new Serial({ baud: 2400, data: 8, parity: "even" });
			bench.run(2);
			serial.write(Uint8Array.from(bytes));
			bench.run(2);
			assert.equal(bench.plug.watch.faults.length, 1, String(bytes));
			serial.close();
			bench.port.close();
			bench.plug.close();
		}
	});
});
