import { it } from "node:test";
import { fuzzSml, fuzzSmlStructure } from "./sml-fuzz";

it("SML: ten million random and damaged bytes give no wrong telegram", () => {
	fuzzSml(10_000_000, 31_337);
});

it("SML: a hundred thousand damaged structures with right check sums do no harm", () => {
	fuzzSmlStructure(100_000, 99);
});
