import { test } from "node:test";
import { fuzzScripts } from "./script-fuzz";

for (let seed = 2; seed < 8; seed++)
	test(`two thousand damaged scripts on a running device, seed ${seed}`, { timeout: 900_000 }, () => fuzzScripts(seed, 2000));
