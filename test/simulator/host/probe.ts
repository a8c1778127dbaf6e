import { XsEngine } from "../../../simulator/engine/xs-engine";
import type { MachineEvent } from "../../../simulator/machine/machine-options";
import { Simulation } from "../../../simulator/simulation";
import type { SimulationOptions } from "../../../simulator/simulation";

/** Engines to test with, and why one must be left out. */
export const engines: readonly { readonly engine: "xs" | "node"; readonly skip: string | false; }[] = [
	{ engine: "xs", skip: XsEngine.worker ? false : "needs the XS engine" },
	{ engine: "node", skip: false },
];

/** A simulated chip that runs one of the probes. */
export function probe(
	name: string,
	options: SimulationOptions = {},
): { simulation: Simulation; events: MachineEvent[]; logs: () => string[]; } {
	const events: MachineEvent[] = [];
	const simulation = new Simulation({
		epoch: Date.UTC(2026, 0, 1),
		...options,
		settings: { Probe: name, ...options.settings },
		bundle: "test/simulator/host/probe-main.ts",
		onEvent: event => events.push(event),
	});
	return { simulation, events, logs: () => events.flatMap(event => event.event === "log" ? [event.text] : []) };
}
