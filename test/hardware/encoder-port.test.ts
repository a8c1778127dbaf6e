import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { simulateCircuit, skipWithoutNgspice } from "../support/circuit";

const netlist = fileURLToPath(new URL("../../hardware/circuits/encoder-port/encoder-port.cir", import.meta.url));
const skip = skipWithoutNgspice;

/** Runs a deck with the port in it and returns what it measured. */
function simulate(lines: readonly string[], { supply = 5, parts = "" } = {}): Record<string, number> {
	const head = [
		"Encoder port",
		`Vv5 v5 0 ${supply}`,
		"Vv33 v33 0 3.3",
		`Xp line answer tx rx cur th cmp v5 v33 encoderport ${parts}`,
	] as const;
	return simulateCircuit(netlist, head, lines);
}

/** The line at rest with a meter that draws `load` mA. */
function atRest(load: number, supply = 5, on = true) {
	return simulate([
		`Vtx tx 0 ${on ? 3.3 : 0}`,
		"Vth th 0 1",
		"Ranswer answer 0 1g",
		`Iload line 0 ${load}m`,
		".tran 10u 20m",
		".meas tran volts find v(line) at=20m",
		".meas tran current find v(cur) at=20m",
	], { supply });
}

test("the line has 4.5 V to 6 V at 0.5 mA and 4 mA from any USB supply, and at 30 mA from 5 V", { skip }, t => {
	for (const supply of [4.75, 5, 5.25]) {
		for (const load of [0.5, 4]) {
			const { volts } = atRest(load, supply);
			assert.ok(volts! > 4.5 && volts! < 6, `${volts} V at ${load} mA from ${supply} V`);
		}
	}
	const { volts } = atRest(30);
	assert.ok(volts! > 4.5, `${volts} V at 30 mA`);
	t.diagnostic(`${atRest(4).volts!.toFixed(2)} V at 4 mA, ${volts!.toFixed(2)} V at 30 mA`);
});

test("switched off, the line is pulled down and nothing flows", { skip }, () => {
	const { volts, current } = atRest(0, 5, false);
	assert.ok(volts! < 0.05, `${volts} V`);
	assert.ok(current! < 0.02, `${current} V`);
});

test("a short circuit takes 30 mA to 55 mA, and Q1 stays below 0.3 W", { skip }, t => {
	const { amperes } = simulate([
		"Vtx tx 0 3.3",
		"Vth th 0 1",
		"Ranswer answer 0 1g",
		"Rshort line 0 0.1",
		".tran 10u 20m",
		".meas tran amperes find i(Vv5) at=20m",
	], { supply: 5.25 });
	const milli = -amperes! * 1000;
	assert.ok(milli > 30 && milli < 55, `${milli} mA`);
	assert.ok(milli * (5.25 - milli * 0.015) < 300);
	t.diagnostic(`${milli.toFixed(1)} mA`);
});

test("a meter of 10 µF to 1000 µF is charged within 250 ms", { skip }, t => {
	for (const capacity of [10, 100, 470, 1000]) {
		const { charged } = simulate([
			"Vtx tx 0 3.3",
			"Vth th 0 1",
			"Ranswer answer 0 1g",
			`Xm line encoder c=${capacity}u start=0`,
			".tran 20u 300m uic",
			".meas tran charged when v(line)=4.6 rise=1",
		]);
		assert.ok(charged! < 0.25, `${capacity} µF: ${charged} s`);
		t.diagnostic(`${capacity} µF: ${(charged! * 1000).toFixed(0)} ms`);
	}
});

for (const [baud, capacities] of [[300, [10, 100, 1000]], [2400, [10, 100, 1000]]] as const) {
	test(`${baud} baud: the line follows within a tenth of a bit, and the meter keeps 3.5 V`, { skip }, t => {
		const bit = 1 / baud;
		for (const capacity of capacities) {
			// Three bits of space, as long as a request has them on average.
			const from = 0.05, to = from + 3 * bit;
			const { fall, rise, least } = simulate([
				`Vtx tx 0 PWL(0 3.3 ${from} 3.3 ${from + 1e-6} 0 ${to} 0 ${to + 1e-6} 3.3)`,
				"Vth th 0 1",
				"Ranswer answer 0 1g",
				`Xm line encoder c=${capacity}u load=0.5m start=4.7`,
				`.tran ${bit / 400} ${to + 4 * bit} uic`,
				".meas tran fall when v(line)=2.5 fall=1",
				`.meas tran rise when v(line)=2.5 rise=1 td=${to}`,
				`.meas tran least min v(xm.p) from=${from} to=${to + bit}`,
			]);
			assert.ok(fall! - from < bit / 10, `fall ${(fall! - from) * 1e6} µs`);
			assert.ok(rise! - to < bit / 10, `rise ${(rise! - to) * 1e6} µs`);
			assert.ok(least! > 3.5, `${least} V at ${capacity} µF`);
			if (capacity === 100)
				t.diagnostic(`falls in ${((fall! - from) * 1e6).toFixed(0)} µs, rises in ${((rise! - to) * 1e6).toFixed(0)} µs`);
		}
	});
}

test("answers by voltage: push-pull of 3 V to 5 V, and open collectors", { skip }, () => {
	for (const high of [3, 3.3, 5]) {
		const { mark, space } = simulate([
			"Vtx tx 0 3.3",
			"Vth th 0 1",
			`Vanswer answer 0 PWL(0 ${high} 1m ${high} 1.01m 0.2)`,
			".tran 2u 2m",
			".meas tran mark find v(rx) at=0.9m",
			".meas tran space find v(rx) at=1.9m",
		]);
		assert.ok(mark! > 2.5 && space! < 0.6, `${high} V: ${mark} ${space}`);
	}
	const { mark, space } = simulate([
		"Vtx tx 0 3.3",
		"Vth th 0 1",
		"Vbase base 0 PULSE(0 1 1m 1u 1u 10m 20m)",
		"S1 answer 0 base 0 open",
		".model open sw vt=0.5 vh=0.1 ron=200 roff=100meg",
		".tran 2u 2m",
		".meas tran mark find v(rx) at=0.9m",
		".meas tran space find v(rx) at=1.9m",
	]);
	assert.ok(mark! > 2.5 && space! < 0.6, `open collector: ${mark} ${space}`);
});

for (const [name, mark, space] of [["more current", 0.5, 4.5], ["less current", 4, 0.5], ["a step as on M-Bus", 0.5, 10]] as const) {
	test(`answers by current, ${name}: the comparator follows within a tenth of a bit at 2400 baud`, { skip }, () => {
		// The threshold as the firmware sets it: half-way, with the half milliampere of the pull-down.
		const threshold = ((mark + space) / 2 + 0.5) * 0.3;
		const { there, back, rest } = simulate([
			"Vtx tx 0 3.3",
			`Vth th 0 ${threshold}`,
			"Ranswer answer 0 1g",
			`Iload line 0 PWL(0 ${mark}m 5m ${mark}m 5.001m ${space}m 7m ${space}m 7.001m ${mark}m)`,
			".tran 2u 9m",
			".meas tran rest find v(cmp) at=4.9m",
			`.meas tran there when v(cmp)=1.65 ${space > mark ? "fall" : "rise"}=1 td=4.9m`,
			`.meas tran back when v(cmp)=1.65 ${space > mark ? "rise" : "fall"}=1 td=6.9m`,
		]);
		assert.equal(rest! > 1.65, space > mark, "less current than the threshold is high");
		assert.ok(there! - 5e-3 < 42e-6 && back! - 7e-3 < 42e-6, `${(there! - 5e-3) * 1e6} µs, ${(back! - 7e-3) * 1e6} µs`);
	});
}
