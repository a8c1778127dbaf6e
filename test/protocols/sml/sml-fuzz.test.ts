import { it } from "node:test";
import { fuzzSml, fuzzSmlStructure } from "./sml-fuzz";

it("SML: a million random and damaged bytes give no wrong telegram", () => {
	fuzzSml(1_000_000, 20_240_101);
});

it("SML: damaged structures with right check sums do no harm", () => {
	fuzzSmlStructure(4000, 7);
});
