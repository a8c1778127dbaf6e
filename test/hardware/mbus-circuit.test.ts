import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { simulateCircuit, skipWithoutNgspice } from "../support/circuit";

const netlist = fileURLToPath(new URL("../../hardware/circuits/mbus-master/mbus-master.cir", import.meta.url));
const skip = skipWithoutNgspice;

/** What tolerances do: values of the sub-circuit, of the two supplies, and °C. */
interface Corner {
	readonly name: string;
	readonly parts: string;
	readonly logic: number;
	readonly boost: number;
	readonly temperature: number;
}

// 1 % resistors, 4.5 mV of offset, 3 % of the 3.3 V, 2.5 % of the step-up, all to the side that hurts.
const low = "rsense=22.22 rstep=242.4k rth=9.9k vosb=-4.5m vosc=-4.5m remitter=919 rbase=4.653k";
const high = "rsense=21.78 rstep=237.6k rth=10.1k vosb=4.5m vosc=4.5m remitter=901 rbase=4.747k";
const corners: readonly Corner[] = [-20, 25, 70].flatMap(temperature => [
	{ name: `typical, ${temperature} °C`, parts: "", logic: 3.3, boost: 38, temperature },
	{ name: `low, ${temperature} °C`, parts: low, logic: 3.2, boost: 37, temperature },
	{ name: `high, ${temperature} °C`, parts: high, logic: 3.4, boost: 39, temperature },
]);
const typical = corners[3]!;

/** Runs a deck and returns what it measured. */
function simulate(corner: Corner, lines: readonly string[]): Record<string, number> {
	const head = [
		"M-Bus master",
		`Vv33 v33 0 ${corner.logic}`,
		`Xstep vhs stepup volts=${corner.boost}`,
		"Vsupply vhs vh 0",
		`Xm bp bn tx rx v33 vh mbusmaster ${corner.parts}`,
		"Bbus bus 0 V=V(bp)-V(bn)",
		`.options temp=${corner.temperature}`,
	] as const;
	return simulateCircuit(netlist, head, lines, corner.name);
}

/** The master sends at 9600 baud; then the slaves answer. Times in µs from the start of their first space are 2000 more. */
function exchange(
	corner: Corner,
	count: number,
	{ space = 11, idle = 1.5, cable = 30 } = {},
	more: readonly string[] = [],
): Record<string, number> {
	return simulate(corner, [
		`Vtx tx 0 PULSE(${corner.logic} 0 0.5m 50n 50n 104u 208u 5)`,
		"Vctl ctl 0 PULSE(0 1 2m 20u 20u 84u 208u 4)",
		`Xl bp bn ctl slaves idle=${count * idle}m space=${space}m cable=${cable}n`,
		".tran 1u 3m 0 1u",
		".meas tran mark find v(bus) at=0.45m",
		".meas tran space find v(bus) at=0.6m",
		".meas tran last find v(bus) at=1.43m",
		".meas tran threshold find v(xm.th) at=1.95m",
		".meas tran rest find v(xm.s) at=1.95m",
		".meas tran deaf integ v(rx) from=0.1m to=1.9m",
		".meas tran quiet find v(rx) at=1.95m",
		".meas tran first find v(rx) at=2.06m",
		".meas tran between find v(rx) at=2.17m",
		".meas tran fourth find v(rx) at=2.684m",
		".meas tran after find v(rx) at=2.95m",
		".meas tran drawn avg i(vsupply) from=2.03m to=2.08m",
		...more,
	]);
}

test("mark and space: at least 12 V between them, from 20 to 38 V, with 0 to 8 unit loads over tolerances and temperature", { skip }, t => {
	let least = Infinity, most = 0, lowest = Infinity, highest = 0;
	for (const corner of corners) {
		for (const count of [0, 8]) {
			const { mark, space, last } = exchange(corner, count) as { mark: number; space: number; last: number; };
			const step = mark - space;
			assert.ok(step >= 12, `${corner.name}, ${count} slaves: ${mark.toFixed(2)} V and ${space.toFixed(2)} V`);
			assert.ok(mark >= 34 && mark <= 40 && space >= 18, `${corner.name}, ${count} slaves: ${mark.toFixed(2)} V and ${space.toFixed(2)} V`);
			assert.ok(Math.abs(last - space) < 0.3, "all spaces alike");
			least = Math.min(least, step);
			most = Math.max(most, step);
			lowest = Math.min(lowest, mark);
			highest = Math.max(highest, mark);
		}
	}
	t.diagnostic(`mark ${lowest.toFixed(1)} to ${highest.toFixed(1)} V, space ${least.toFixed(1)} to ${most.toFixed(1)} V below it`);
});

test(
	"the receiver's threshold stays between 4.5 and 8.5 mA above the idle current of 0 to 8 slaves, and hears each of them",
	{ skip },
	t => {
		let least = Infinity, most = 0;
		for (const corner of corners) {
			const rsense = Number(/rsense=([\d.]+)/.exec(corner.parts)?.[1] ?? 22);
			const offset = Number(/vosc=(-?[\d.]+)m/.exec(corner.parts)?.[1] ?? 0) / 1000;
			for (const count of corner === typical ? [0, 1, 2, 3, 4, 5, 6, 7, 8] : [0, 8]) {
				for (const space of count === 8 ? [11, 20] : [11]) {
					const { threshold, rest, quiet, first, between, fourth, after } = exchange(corner, count, { space }) as Record<string, number>;
					const name = `${corner.name}, ${count} slaves, ${space} mA`;
					const current = (threshold! + offset - rest!) / rsense * 1000;
					assert.ok(current > 4.5 && current < 8.5, `${name}: ${current.toFixed(2)} mA`);
					least = Math.min(least, current);
					most = Math.max(most, current);
					for (const level of [quiet, between, after])
						assert.ok(level! > 2.8, `${name}: mark reads ${level} V`);
					for (const level of [first, fourth])
						assert.ok(level! < 0.4, `${name}: space reads ${level} V`);
				}
			}
		}
		t.diagnostic(`threshold ${least.toFixed(1)} to ${most.toFixed(1)} mA above the idle current`);
	},
);

test("edges take less than half a bit at 9600 baud, with up to 100 nF of cable and slaves", { skip }, t => {
	let slowest = 0;
	for (const corner of corners) {
		const { mark, space } = exchange(corner, 8) as { mark: number; space: number; };
		const tenth = (mark - space) / 10, top = `val=${mark - tenth}`, bottom = `val=${space + tenth}`;
		const { rise, fall } = exchange(corner, 8, { cable: 100 }, [
			`.meas tran rise trig v(bus) ${bottom} rise=1 targ v(bus) ${top} rise=1`,
			`.meas tran fall trig v(bus) ${top} fall=1 targ v(bus) ${bottom} fall=1`,
		]) as { rise: number; fall: number; };
		for (const time of [rise, fall]) {
			assert.ok(time < 52e-6, `${corner.name}: ${time * 1e6} µs`);
			slowest = Math.max(slowest, time);
		}
	}
	t.diagnostic(`slowest ${(slowest * 1e6).toFixed(1)} µs`);
});

test("what the receiver hears of the master's own edges is too short for a bit", { skip }, t => {
	for (const cable of [1, 30, 100]) {
		const { deaf } = exchange(typical, 8, { cable }) as { deaf: number; };
		// Five rising edges; the receive line should have been at 3.3 V for 1.8 ms.
		const each = (1.8e-3 - deaf / typical.logic) / 5;
		assert.ok(each < 52e-6, `${cable} nF: ${each * 1e6} µs`);
		t.diagnostic(`${cable} nF: ${(each * 1e6).toFixed(1)} µs per edge`);
	}
});

test("a weak slave is heard after the longest spaces of a strong one at 300 baud", { skip }, () => {
	// Ten bits at 20 mA, one bit of mark, then 11 mA.
	for (const corner of corners.filter(({ temperature }) => temperature !== 25)) {
		const { strong, mark, weak, after } = simulate(corner, [
			`Vtx tx 0 ${corner.logic}`,
			"Vctl ctl 0 PWL(0 0 5m 0 5.02m 1 38m 1 38.02m 0 41.5m 0 41.52m 0.55 71m 0.55 71.02m 0)",
			"Xl bp bn ctl slaves idle=12m space=20m",
			".tran 20u 75m 0 20u",
			".meas tran strong find v(rx) at=37.5m",
			".meas tran mark find v(rx) at=41m",
			".meas tran weak find v(rx) at=70m",
			".meas tran after find v(rx) at=74m",
		]) as Record<string, number>;
		assert.ok(strong! < 0.4 && mark! > 2.8 && weak! < 0.4 && after! > 2.8, `${corner.name}: ${[strong, mark, weak, after].join(" ")}`);
	}
});

test("short circuit: the current is held, the bus comes back with 8 unit loads on it", { skip }, t => {
	let most = 0, hottest = 0;
	for (const corner of corners) {
		const { current, peak, power, usual, back, heard } = simulate(corner, [
			`Vtx tx 0 ${corner.logic}`,
			"Vctl ctl 0 0",
			"Xl bp bn ctl slaves idle=12m cable=100n",
			"Vshort sc 0 PULSE(0 1 2m 10u 10u 20m 100m)",
			"Sshort bp bn sc 0 switch",
			".model switch SW(VT=0.5 VH=0.1 RON=1 ROFF=100meg)",
			"Bpower pw 0 V=(V(vh)-V(xm.h))*I(vsupply)",
			".options method=gear",
			".tran 10u 30m 0 20u",
			".meas tran usual avg i(vsupply) from=1m to=1.9m",
			".meas tran current avg i(vsupply) from=15m to=21m",
			".meas tran peak max i(vsupply) from=2.2m to=21m",
			".meas tran power avg v(pw) from=15m to=21m",
			".meas tran back find v(bus) at=29m",
			".meas tran heard find v(rx) at=29m",
		]) as Record<string, number>;
		assert.ok(usual! < 25e-3, `${corner.name}: ${usual! * 1000} mA at rest`);
		assert.ok(current! < 70e-3 && peak! < 80e-3, `${corner.name}: ${current! * 1000} mA`);
		assert.ok(power! < 1.6, `${corner.name}: ${power} W`);
		assert.ok(back! > 33, `${corner.name}: ${back} V after it`);
		assert.ok(heard! > 2.8, `${corner.name}: hears ${heard}`);
		most = Math.max(most, current!);
		hottest = Math.max(hottest, power!);
	}
	t.diagnostic(`at most ${(most * 1000).toFixed(0)} mA and ${hottest.toFixed(2)} W in Q5`);
});

test("eight unit loads and a slave that sends: the step-up gives less than 60 mA", { skip }, t => {
	const { drawn } = exchange(corners.at(-1)!, 8, { space: 20 }) as { drawn: number; };
	assert.ok(drawn < 60e-3);
	// At 80 % efficiency from 5 V.
	t.diagnostic(`${(drawn * 1000).toFixed(0)} mA at 39 V: ${(drawn * 39 / 0.8 / 5 * 1000).toFixed(0)} mA from USB`);
});
