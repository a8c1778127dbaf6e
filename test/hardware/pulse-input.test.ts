import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { simulateCircuit, skipWithoutNgspice } from "../support/circuit";

const netlist = fileURLToPath(new URL("../../hardware/circuits/pulse-input/pulse-input.cir", import.meta.url));
const skip = skipWithoutNgspice;

/** Thresholds of the trigger at the two ends of its data sheet, 1 % resistors, and supplies, each to the side that hurts. */
const corners = [
	{ name: "typical", trigger: "", v33: 3.3, v5: 5, temperature: 25 },
	{ name: "low thresholds, warm", trigger: "high=0.42 low=0.21", v33: 3.2, v5: 5.25, temperature: 60 },
	{ name: "high thresholds, cold", trigger: "high=0.64 low=0.43", v33: 3.4, v5: 4.75, temperature: -20 },
] as const;

type Corner = (typeof corners)[number];

function simulate({ name, v33, v5, temperature }: Corner, circuit: string, lines: readonly string[]): Record<string, number> {
	const head = [`Pulse input, ${name}`, `Vv5 v5 0 ${v5}`, `Vv33 v33 0 ${v33}`, circuit, `.options temp=${temperature}`] as const;
	return simulateCircuit(netlist, head, lines, name);
}

/** Levels that an ESP32 takes for 0 and 1. */
function isLow(volts: number, { v33 }: Corner): boolean {
	return volts < 0.25 * v33;
}
function isHigh(volts: number, { v33 }: Corner): boolean {
	return volts > 0.75 * v33;
}

test("S0: on with up to 1.2 V across the output, off with up to 0.15 mA through it; 3 to 5 mA", { skip }, t => {
	for (const corner of corners) {
		const circuit = `Xp line pin v5 v33 s0input ${corner.trigger}`;
		for (const drop of [0.1, 1.2]) {
			const { pin, current } = simulate(corner, circuit, [
				`Von line m ${drop}`,
				"Vm m 0 0",
				".tran 20u 2m",
				".meas tran pin find v(pin) at=2m",
				".meas tran current find i(Vm) at=2m",
			]) as { pin: number; current: number; };
			assert.ok(isLow(pin, corner), `${corner.name}, ${drop} V: ${pin} V`);
			assert.ok(current > 3e-3 && current < 5.5e-3, `${corner.name}, ${drop} V: ${current * 1000} mA`);
			if (corner.name === "typical")
				t.diagnostic(`${(current * 1000).toFixed(1)} mA with ${drop} V across the output`);
		}
		const { pin } = simulate(corner, circuit, ["Ioff line 0 0.15m", ".tran 20u 5m", ".meas tran pin find v(pin) at=5m"]);
		assert.ok(isHigh(pin!, corner), `${corner.name}, off: ${pin} V`);
	}
});

test("S0: a pulse of 30 ms at the end of 50 m of cable is 30 ms long at the pin; a spike of 10 µs is not there", { skip }, () => {
	for (const corner of corners) {
		const { fall, rise, least } = simulate(corner, `Xp line pin v5 v33 s0input ${corner.trigger}`, [
			"Vctl ctl 0 PULSE(0 1 5m 1u 1u 30m 100m)",
			"S1 far 0 ctl 0 closed",
			".model closed sw vt=0.5 vh=0.1 ron=50 roff=10meg",
			"Rcable far line 4",
			"Ccable line 0 5n",
			"Vspike spike 0 PULSE(0 1 1m 1u 1u 10u 100m)",
			"S2 line 0 spike 0 closed",
			".tran 10u 60m 0 10u",
			".meas tran fall when v(pin)=1.6 fall=last",
			".meas tran rise when v(pin)=1.6 rise=last",
			".meas tran least min v(pin) from=0.9m to=1.5m",
		]) as { fall: number; rise: number; least: number; };
		assert.ok(isHigh(least, corner), `${corner.name}: the spike takes the pin to ${least} V`);
		assert.ok(Math.abs(rise - fall - 30e-3) < 1e-3, `${corner.name}: ${(rise - fall) * 1000} ms`);
	}
});

test("reed: wetted with 0.6 mA and more, never more than 20 mA; a wet or leaking contact of 20 kΩ is open", { skip }, t => {
	for (const corner of corners) {
		const circuit = `Xp line pin v33 reedinput ${corner.trigger}`;
		const { pin, peak, steady } = simulate(corner, circuit, [
			"Vctl ctl 0 PULSE(0 1 10m 1u 1u 30m 100m)",
			"S1 line m ctl 0 closed",
			".model closed sw vt=0.5 vh=0.1 ron=1 roff=10meg",
			"Vm m 0 0",
			".tran 10u 30m 0 2u",
			".meas tran pin find v(pin) at=29m",
			".meas tran peak max i(Vm)",
			".meas tran steady find i(Vm) at=29m",
		]) as { pin: number; peak: number; steady: number; };
		assert.ok(isLow(pin, corner), `${corner.name}: ${pin} V`);
		assert.ok(peak < 20e-3 && steady > 0.6e-3, `${corner.name}: ${peak * 1000} mA, then ${steady * 1000} mA`);
		const { open } = simulate(corner, circuit, ["Rleak line 0 20k", ".tran 20u 10m", ".meas tran open find v(pin) at=10m"]);
		assert.ok(isHigh(open!, corner), `${corner.name}, 20 kΩ: ${open} V`);
		if (corner.name === "typical")
			t.diagnostic(`${(steady * 1000).toFixed(2)} mA, ${(peak * 1000).toFixed(1)} mA when it closes`);
	}
});

test("reed: mains beside 20 m of cable, 0.1 mA at 50 Hz, does not reach the pin", { skip }, () => {
	for (const corner of corners) {
		const { least } = simulate(corner, `Xp line pin v33 reedinput ${corner.trigger}`, [
			"Imains 0 line SIN(0 0.1m 50)",
			"Ccable line 0 2n",
			".tran 50u 100m 0 50u",
			".meas tran least min v(pin) from=10m to=100m",
		]);
		assert.ok(isHigh(least!, corner), `${corner.name}: ${least} V`);
	}
});

test("LED: flashes of 2 ms and of 1 ms from 150 µA on, beside 20 µA of daylight, are as long at the pin", { skip }, t => {
	for (const corner of corners) {
		for (const [current, width] of [[150, 2], [150, 1], [800, 2], [3_000, 2]] as const) {
			const { fall, rise } = simulate(corner, `Xp light pin v33 ledinput ${corner.trigger}`, [
				`Vlight light 0 PULSE(20 ${current} 3m 1u 1u ${width}m 24m)`,
				".tran 5u 20m 0 5u",
				".meas tran fall when v(pin)=1.6 fall=last",
				".meas tran rise when v(pin)=1.6 rise=last",
			]) as { fall: number; rise: number; };
			const found = (rise - fall) * 1000;
			// The counter wants 0.5 ms of light, and 2 ms of dark between two: at 15 kW and 10,000 imp/kWh there are 22.
			assert.ok(Math.abs(found - width) < 0.3, `${corner.name}, ${current} µA: ${found} ms`);
			if (corner.name === "typical")
				t.diagnostic(`${current} µA for ${width} ms: ${found.toFixed(2)} ms`);
		}
	}
});

test(
	"Ferraris: sensors that give back 0.5 to 8 % reach the ADC's range, and a mark of a tenth less light is 150 steps and more",
	{ skip },
	t => {
		for (const corner of corners) {
			for (const [share, load] of [[0.5, "33k"], [2, "8.2k"], [8, "2.2k"]] as const) {
				const measure = (part: number) =>
					simulate(corner, `Xp share ambient pin v5 v33 discinput rload=${load}`, [
						`Vshare share 0 ${part}`,
						"Vambient ambient 0 0",
						".tran 1m 200m",
						".meas tran volts find v(pin) at=200m",
					])["volts"]!;
				const disc = measure(share), mark = measure(share * 0.9);
				assert.ok(disc > 0.5 && disc < 2.45, `${corner.name}, ${share} %: ${disc} V`);
				// As the ADC gives them uncorrected. The filter takes no change of less than 40 for a mark.
				const steps = (disc - mark) / 3.3 * 4095;
				assert.ok(steps > 150, `${corner.name}, ${share} %: ${steps} steps`);
				if (corner.name === "typical")
					t.diagnostic(`${share} %, ${load}: ${disc.toFixed(2)} V, a tenth is ${Math.round(steps)} steps`);
			}
		}
	},
);

test("Ferraris: the voltage follows within two samples, and daylight adds to it", { skip }, () => {
	for (const corner of corners) {
		const run = (...more: string[]) =>
			simulate(corner, "Xp share ambient pin v5 v33 discinput", [
				"Vshare share 0 PULSE(2 0.8 50m 10u 10u 40m 500m)",
				"Vambient ambient 0 PULSE(0 30 120m 10u 10u 1 2)",
				".tran 50u 200m 0 50u",
				...more,
			]);
		const { bright, dark, day } = run(
			".meas tran bright find v(pin) at=49m",
			".meas tran dark find v(pin) at=89m",
			".meas tran day find v(pin) at=199m",
		) as { bright: number; dark: number; day: number; };
		const { reached } = run(`.meas tran reached when v(pin)=${dark + 0.1 * (bright - dark)} fall=1`);
		assert.ok(reached! - 50e-3 < 10e-3, `${corner.name}: ${(reached! - 50e-3) * 1000} ms`);
		assert.ok(dark > 0.2 && day - bright > 0.15, `${corner.name}: ${bright} V, ${dark} V, ${day} V by day`);
	}
});
