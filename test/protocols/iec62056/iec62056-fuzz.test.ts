import { it } from "node:test";
import { fuzzIec62056 } from "./iec62056-fuzz";

it("IEC 62056-21: a million random and damaged bytes give no telegram with a wrong check", () => {
	fuzzIec62056(1_000_000, 20_240_101);
});
