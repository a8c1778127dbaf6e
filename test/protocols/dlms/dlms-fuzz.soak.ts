import { it } from "node:test";
import { fuzzDlms, fuzzDlmsStructure } from "./dlms-fuzz";

it("DLMS: 30 million random and damaged bytes give no wrong telegram", () => {
	fuzzDlms(30_000_000, 1);
});

it("DLMS: 300,000 damaged structures in right frames do no harm", () => {
	fuzzDlmsStructure(300_000, 2);
});
