import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { simulateCircuit, skipWithoutNgspice } from "../support/circuit";

const netlist = fileURLToPath(new URL("../../hardware/circuits/optical-head/optical-head.cir", import.meta.url));
const skip = skipWithoutNgspice;

/** What tolerances do: values of the sub-circuit, the supply, and °C. */
interface Corner {
	readonly name: string;
	readonly parts: string;
	readonly logic: number;
	readonly temperature: number;
}

// 1 % resistors, 4.5 mV of offset, 3 % of the 3.3 V, the photodiode's least and most current: dull and keen.
const dull = "rload=99k rtop=148.5k rbottom=10.1k vos=4.5m responsivity=25";
const keen = "rload=101k rtop=151.5k rbottom=9.9k vos=-4.5m responsivity=45";
const corners: readonly Corner[] = [-20, 25, 70].flatMap(temperature => [
	{ name: `typical, ${temperature} °C`, parts: "", logic: 3.3, temperature },
	{ name: `dull, ${temperature} °C`, parts: dull, logic: 3.4, temperature },
	{ name: `keen, ${temperature} °C`, parts: keen, logic: 3.2, temperature },
]);

/** Runs a deck and returns what it measured. */
function simulate(corner: Corner, lines: readonly string[]): Record<string, number> {
	const head = [
		"Optical head",
		`Vv33 v33 0 ${corner.logic}`,
		`Xh light glow tx rx v33 opticalhead ${corner.parts}`,
		`.options temp=${corner.temperature}`,
	] as const;
	return simulateCircuit(netlist, head, lines, corner.name);
}

/** A light that goes up and down slowly: where the receiver changes over, in µW/cm². */
function thresholds(corner: Corner): { on: number; off: number; } {
	const { on, off } = simulate(corner, [
		"Vtx tx 0 3.3",
		"Vlight light 0 PWL(0 0 100m 300 200m 0)",
		".tran 20u 200m",
		`.meas tran on find v(light) when v(rx)=${corner.logic / 2} fall=1`,
		`.meas tran off find v(light) when v(rx)=${corner.logic / 2} rise=1`,
	]);
	return { on: on!, off: off! };
}

test(
	"light of 200 µW/cm² is seen, and 20 µW/cm² is darkness (IEC 62056-21 section 4.3.4), over tolerances and temperature",
	{ skip },
	t => {
		let least = Infinity, most = 0;
		for (const corner of corners) {
			const { on, off } = thresholds(corner);
			assert.ok(on < 200 && off > 20 && off < on, `${corner.name}: on at ${on.toFixed(0)}, off at ${off.toFixed(0)} µW/cm²`);
			least = Math.min(least, off);
			most = Math.max(most, on);
		}
		t.diagnostic(`changes over between ${least.toFixed(0)} and ${most.toFixed(0)} µW/cm²`);
	},
);

for (const [baud, allowed] of [[9600, 0.25], [19200, 0.5]] as const) {
	test(`${baud} baud: a bit of light keeps its length within ${allowed * 100} %, from the weakest to the strongest meter`, { skip }, t => {
		const bit = 1e6 / baud;
		let shortest = Infinity, longest = 0;
		for (const corner of corners) {
			for (const [light, dark] of [[200, 0], [500, 20], [5000, 0], [5000, 20]] as const) {
				const { start, end } = simulate(corner, [
					"Vtx tx 0 3.3",
					`Vlight light 0 PULSE(${dark} ${light} 300u 2u 2u ${bit - 2}u ${bit * 4}u)`,
					`.tran 0.2u ${300 + bit * 4}u`,
					`.meas tran start when v(rx)=${corner.logic / 2} fall=1`,
					`.meas tran end when v(rx)=${corner.logic / 2} rise=1`,
				]);
				const length = (end! - start!) * 1e6;
				assert.ok(Math.abs(length - bit) <= bit * allowed, `${corner.name}, ${light} µW/cm²: ${length.toFixed(1)} of ${bit.toFixed(1)} µs`);
				shortest = Math.min(shortest, length - bit);
				longest = Math.max(longest, length - bit);
			}
		}
		t.diagnostic(`${shortest.toFixed(1)} to ${longest.toFixed(1)} µs off a bit of ${bit.toFixed(1)} µs`);
	});
}

test("the LED gives 500 to 5000 µW/cm² at 10 mm in a space, and nothing in a mark or on a pin that is not driven", { skip }, t => {
	let least = Infinity, most = 0, current = 0;
	// 16 to 80 mW/sr at 100 mA; forward voltage ± 0.1 V; 1 % resistor.
	const leds = ["intensity=160 rled=393.9 vspread=0.1", "intensity=300", "intensity=800 rled=386.1 vspread=-0.1"];
	for (const led of leds) {
		for (const temperature of [-20, 25, 70]) {
			for (const logic of [3.2, 3.4]) {
				const corner = { name: `${led}, ${temperature} °C`, parts: led, logic, temperature };
				const rest = ["Vlight light 0 0", ".tran 1u 100u"];
				// A pin of 40 Ω.
				const space = simulate(corner, [
					...rest,
					"Vtx p 0 0",
					"Rtx p tx 40",
					".meas tran glow find v(glow) at=90u",
					".meas tran pin find v(tx) at=90u",
				]);
				const mark = simulate(corner, [...rest, `Vtx tx 0 ${logic}`, ".meas tran glow find v(glow) at=90u"]);
				// While a chip starts its pull-down may be on.
				const open = simulate(corner, [...rest, "Rtx tx 0 45k", ".meas tran glow find v(glow) at=90u"]);
				assert.ok(space.glow! >= 500 && space.glow! <= 5000, `${corner.name}: ${space.glow!.toFixed(0)} µW/cm²`);
				assert.ok(mark.glow! < 1, `${corner.name}: ${mark.glow} µW/cm² in a mark`);
				assert.ok(open.glow! < 50, `${corner.name}: ${open.glow!.toFixed(1)} µW/cm² on an open pin`);
				least = Math.min(least, space.glow!);
				most = Math.max(most, space.glow!);
				current = Math.max(current, space.pin! / 40 * 1000);
			}
		}
	}
	assert.ok(current <= 10, `${current} mA`);
	t.diagnostic(`${least.toFixed(0)} to ${most.toFixed(0)} µW/cm², ${current.toFixed(1)} mA at most`);
});
