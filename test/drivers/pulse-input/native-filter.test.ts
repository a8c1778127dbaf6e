import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { DiscFilter } from "../../../simulator/pulse/disc-filter";
import { DiscSource } from "../../../simulator/pulse/disc-source";
import { PulseFilter } from "../../../simulator/pulse/pulse-filter";
import { Scheduler } from "../../../simulator/scheduler";
import { Random } from "../../support/random";

const folder = fileURLToPath(new URL("../../../drivers/pulse-input/esp32", import.meta.url));

/** Reads `minimumPulse minimumPause` and then times of edges, all in µs; writes count and begin of the last pulse after each. */
const pulseProgram = `
#include <stdio.h>
#include "pulse-filter.h"
int main(void)
{
	PulseFilterRecord filter;
	unsigned pulse, pause;
	long long time;
	unsigned char level = 0;
	if (scanf("%u %u", &pulse, &pause) != 2) return 1;
	pulseFilterStart(&filter, 0, 0, pulse, pause);
	while (scanf("%lld", &time) == 1) {
		pulseFilterEdge(&filter, time, level ^= 1);
		printf("%u %lld\\n", filter.count, (long long)filter.last);
	}
	return 0;
}
`;

/** Reads a threshold and then samples; writes what each does. */
const discProgram = `
#include <stdio.h>
#include "disc-filter.h"
int main(void)
{
	DiscFilterRecord filter;
	int threshold, sample;
	if (scanf("%d", &threshold) != 1) return 1;
	discFilterStart(&filter, threshold);
	while (scanf("%d", &sample) == 1) {
		int changed = discFilterStep(&filter, sample);
		printf("%d %d %d %d\\n", changed, (int)filter.dark, (int)filter.light, (int)filter.contrast);
	}
	return 0;
}
`;

/** Compiles a program and gives a function that runs it; `undefined`, and the test is skipped, without a compiler. */
function compile(t: TestContext, program: string): ((input: string) => string[]) | undefined {
	const place = mkdtempSync(path.join(tmpdir(), "pulse-"));
	t.after(() => rmSync(place, { recursive: true }));
	const source = path.join(place, "main.c"), binary = path.join(place, "main");
	writeFileSync(source, program);
	const compiled = spawnSync("cc", ["-Wall", "-Wextra", "-Werror", "-O1", "-I", folder, "-o", binary, source], { encoding: "utf8" });
	if (compiled.error && process.env["CI"] !== "true") {
		t.skip("needs a C compiler");
		return;
	}
	assert.equal(compiled.status, 0, compiled.stderr);
	return input => spawnSync(binary, { input, encoding: "utf8", maxBuffer: 64e6 }).stdout.trim().split("\n");
}

test("the native counter's filter and the simulator's agree on every edge", t => {
	const run = compile(t, pulseProgram);
	if (!run)
		return;
	const random = new Random(5);
	for (const [pulse, pause] of [[15_000, 15_000], [500, 2_000], [40_000, 100_000], [0, 0]] as const) {
		const times: number[] = [];
		let time = 0;
		for (let edge = 0; edge < 20_000; edge++)
			times.push(time += 1 + random.below(random.below(4) ? pulse + 10 : 3 * pause + 10));
		const filter = new PulseFilter(false, 0, pulse, pause);
		const expected = times.map(each => {
			filter.edge(each);
			return `${filter.count} ${filter.last}`;
		});
		assert.deepEqual(run(`${pulse} ${pause} ${times.join(" ")}`), expected);
		assert.ok(filter.count > 100);
	}
});

test("the native counter's disc filter and the simulator's agree on every sample", t => {
	const run = compile(t, discProgram);
	if (!run)
		return;
	const random = new Random(6);
	// A disc that turns at all speeds and stands, light that jumps, and nothing but noise.
	const source = new DiscSource(new Scheduler(), { rate: 0, noise: 0.02, sun: 0.2, wobble: 0.1 }, 3);
	const turning: number[] = [];
	for (let stretch = 0, at = 0; stretch < 40; stretch++) {
		const rate = random.below(3) * 2_000;
		for (let sample = 0; sample < 2_000; sample++, at += 5)
			turning.push(source.light(at * (1 + rate)));
	}
	const jumps = Array.from({ length: 40_000 }, () => random.below(3) ? 2_000 + random.below(120) : random.below(4096));
	const still = Array.from({ length: 500_000 }, (_, at) => at % 200_000 < 300 ? 3_000 : 1_000 + random.below(30));
	for (const [threshold, samples] of [[100, turning], [1, turning], [200, jumps], [37, jumps], [100, still]] as const) {
		const filter = new DiscFilter(threshold);
		let darks = 0, dark = false;
		const expected = samples.map(sample => {
			const changed = filter.step(sample);
			darks += filter.dark && !dark ? 1 : 0;
			dark = filter.dark;
			return `${changed ? 1 : 0} ${filter.dark ? 1 : 0} ${filter.light} ${filter.contrast}`;
		});
		const found = run(`${threshold} ${samples.join(" ")}`);
		assert.equal(found.length, expected.length);
		assert.equal(found.findIndex((line, at) => line !== expected[at]), -1);
		assert.ok(darks >= 2, `${darks}`);
	}
});
