import { it } from "node:test";
import { fuzzIec62056 } from "./iec62056-fuzz";

it("IEC 62056-21: ten million random and damaged bytes give no telegram with a wrong check", () => {
	fuzzIec62056(10_000_000, 31_337);
});
