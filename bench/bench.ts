/*
	`npm run bench`: what telegrams cost on XS, how soon they are published, whether the heap stays flat. `--json` prints one object.
*/
import { XsEngine } from "../simulator/engine/xs-engine";
import { measureHeap } from "./heap";
import { measureLatency } from "./latency";
import { measureOptical, measureP1 } from "./telegram-cost";

const words = process.argv.slice(2);
const unknown = words.find(word => word !== "--json");
if (unknown) {
	console.error(`Unknown option ${unknown}. Only --json is known.`);
	process.exit(2);
}
if (!XsEngine.worker) {
	console.error("The XS engine is not built on this machine: it needs a C compiler when npm installs it.");
	process.exit(1);
}

/** Nanoseconds that an ESP32-C3 takes for one step of the interpreter: see docs/performance.md. */
const chipStep = 170;

const p1 = [];
for (const meter of ["e350", "sx631", "belgian", "dsmr22"])
	p1.push(await measureP1(meter));
const optical = [];
for (const meter of ["sml", "q3d"])
	optical.push(await measureOptical(meter));
const latency = [];
for (const meter of ["e350", "sx631", "belgian"])
	latency.push({ wire: await measureLatency(meter, 0), chip: await measureLatency(meter, chipStep) });
const heap = await measureHeap(10_000);

if (words.includes("--json"))
	console.log(JSON.stringify({ p1, optical, latency, heap }));
else {
	console.log("P1, bytes to SENSOR text, in steps of the XS interpreter");
	console.table(p1.map(({ wall, ...row }) => ({ ...row, "ms here": Number(wall.toFixed(3)) })));
	console.log("Optical port, bytes to SENSOR text, in steps of the XS interpreter");
	console.table(optical.map(({ wall, ...row }) => ({ ...row, "ms here": Number(wall.toFixed(3)) })));
	console.log("Last edge of a telegram to its PUBLISH, milliseconds of virtual time (wire and timers alone; with the chip's own work)");
	console.table(latency.map(({ wire, chip }) => ({
		meter: wire.meter,
		"wire, median": Number(wire.median.toFixed(2)),
		"wire, most": Number(wire.most.toFixed(2)),
		"chip, median": Number(chip.median.toFixed(2)),
		"chip, most": Number(chip.most.toFixed(2)),
	})));
	console.log("Heap");
	console.table([heap]);
}
process.exit(0);
