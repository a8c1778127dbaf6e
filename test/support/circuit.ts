import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import path from "node:path";

const absent = spawnSync("ngspice", ["--version"]).error !== undefined;

/** Why a test that needs ngspice is skipped; `false` where it is installed, and in CI, where it must be. */
export const skipWithoutNgspice: string | false = absent && process.env["CI"] !== "true" ? "needs ngspice" : false;

/**
 * Runs a deck beside a circuit's netlist and returns what its `.meas` lines measured. Fails when one of them measured nothing.
 *
 * @param head Title, the circuit and its surroundings; the netlist is included behind the title.
 * @param lines What is simulated and measured.
 */
export function simulateCircuit(
	netlist: string,
	[title, ...head]: readonly [string, ...string[]],
	lines: readonly string[],
	name = title,
): Record<string, number> {
	const deck = [title, `.include ${path.basename(netlist)}`, ...head, ...lines, ".end", ""].join("\n");
	const { stdout, stderr, error } = spawnSync("ngspice", ["-b"], {
		input: deck,
		encoding: "utf8",
		cwd: path.dirname(netlist),
		timeout: 60_000,
	});
	assert.equal(error, undefined);
	const results: Record<string, number> = {};
	for (const [, measured, value] of stdout.matchAll(/^(\w+)\s*=\s*(-?[\d.]+e[+-]\d+)/gm))
		results[measured!] = Number(value);
	for (const wanted of lines.filter(line => line.startsWith(".meas")).map(line => line.split(/\s+/)[2]!))
		assert.ok(wanted in results, `${name}: no ${wanted}\n${stderr}\n${stdout.slice(-1500)}`);
	return results;
}
