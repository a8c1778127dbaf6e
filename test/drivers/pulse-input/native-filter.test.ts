import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { PulseFilter } from "../../../simulator/pulse/pulse-filter";
import { Random } from "../../support/random";

const folder = fileURLToPath(new URL("../../../drivers/pulse-input/esp32", import.meta.url));

/** Reads `minimumPulse minimumPause` and then times of edges, all in µs; writes count and begin of the last pulse after each. */
const program = `
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

test("the native counter's filter and the simulator's agree on every edge", t => {
	const place = mkdtempSync(path.join(tmpdir(), "pulse-"));
	try {
		const source = path.join(place, "main.c"), binary = path.join(place, "main");
		writeFileSync(source, program);
		const compiled = spawnSync("cc", ["-Wall", "-Wextra", "-Werror", "-O1", "-I", folder, "-o", binary, source], { encoding: "utf8" });
		if (compiled.error && process.env["CI"] !== "true") {
			t.skip("needs a C compiler");
			return;
		}
		assert.equal(compiled.status, 0, compiled.stderr);
		const random = new Random(5);
		for (const [pulse, pause] of [[15_000, 15_000], [500, 2_000], [40_000, 100_000], [0, 0]] as const) {
			const times: number[] = [];
			let time = 0;
			for (let edge = 0; edge < 20_000; edge++)
				times.push(time += 1 + random.below(random.below(4) ? pulse + 10 : 3 * pause + 10));
			const { stdout } = spawnSync(binary, { input: `${pulse} ${pause} ${times.join(" ")}`, encoding: "utf8", maxBuffer: 16e6 });
			const filter = new PulseFilter(false, 0, pulse, pause);
			const expected = times.map(each => {
				filter.edge(each);
				return `${filter.count} ${filter.last}`;
			});
			assert.deepEqual(stdout.trim().split("\n"), expected);
			assert.ok(filter.count > 100);
		}
	}
	finally {
		rmSync(place, { recursive: true });
	}
});
