import { it } from "node:test";
import { fuzzDlms, fuzzDlmsStructure } from "./dlms-fuzz";

it("DLMS: half a million random and damaged bytes give no wrong telegram", () => {
	fuzzDlms(500_000, 62_056);
});

it("DLMS: damaged structures in right frames do no harm", () => {
	fuzzDlmsStructure(6000, 7);
});
