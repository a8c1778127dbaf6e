import { samples } from "./scr-builder";

const frame = (text: string) => [...Buffer.from(text.replaceAll(" ", ""), "hex")];
const head = "68 1F 1F 68 08 00 72 78 56 34 12 93 15 80 03 01 00 00 00 0D FD 11 05 42 41 33 32 31 0C 93 3A";

/** A sample of the specification and what is to come of it: a volume as text, the name of a fault, or `refused`. */
export interface EncoderSample {
	readonly name: string;
	readonly telegram: readonly number[];
	readonly result: string;
}

export const scrSamples: readonly EncoderSample[] = [
	{ name: "A", telegram: [...samples.A], result: "1234.56" },
	{ name: "B", telegram: [...samples.B], result: "12365.421" },
	{ name: "C", telegram: [...samples.C], result: "roller_error" },
	{ name: "D", telegram: [...samples.D], result: "register_error" },
	{ name: "E", telegram: [...samples.E], result: "refused" },
	{ name: "F", telegram: [...samples.F], result: "99999999.99" },
];

export const mbusSamples: readonly EncoderSample[] = [
	{ name: "M1 as published", telegram: frame(`${head} 03 00 00 00 CC 16`), result: "refused" },
	{ name: "M1, 0.000", telegram: frame(`${head} 00 00 00 00 CC 16`), result: "0.000" },
	{ name: "M1, 0.003", telegram: frame(`${head} 03 00 00 00 CF 16`), result: "0.003" },
	{ name: "M1, 1234.560, and M8", telegram: frame(`${head} 60 45 23 01 95 16`), result: "1234.560" },
	{
		name: "M2",
		telegram: frame("68 1F 1F 68 08 00 72 78 56 34 12 93 15 80 03 2A 00 00 00 0D FD 11 05 42 41 33 32 31 0C 94 3A 56 34 12 00 92 16"),
		result: "1234.56",
	},
	{
		name: "M3",
		telegram: frame("68 15 15 68 08 00 72 78 56 34 12 93 15 81 03 2A 00 00 00 0C 13 70 34 22 03 CC 16"),
		result: "3223.470",
	},
	{
		name: "M4",
		telegram: frame("68 1E 1E 68 08 01 72 78 56 34 12 E6 1E 33 03 13 00 00 00 0D 78 06 43 42 41 33 32 31 0C 13 21 43 65 07 B2 16"),
		result: "7654.321",
	},
	{
		name: "M4 with five characters",
		telegram: frame("68 1D 1D 68 08 01 72 78 56 34 12 E6 1E 33 03 13 00 00 00 0D 78 05 42 41 33 32 31 0C 13 21 43 65 07 6E 16"),
		result: "7654.321",
	},
	{
		name: "M5",
		telegram: frame("68 1B 1B 68 08 01 72 07 20 18 00 E6 1E 35 07 4C 00 00 00 0C 78 07 20 18 00 0C 16 69 02 00 00 96 16"),
		result: "269",
	},
	{
		name: "M6",
		telegram: frame("68 20 20 68 08 FD 72 78 56 34 12 93 15 33 03 2A 00 00 00 0C 14 27 04 85 02 04 6D 32 37 1F 15 02 FD 17 00 00 89 16"),
		result: "28504.27",
	},
	{
		name: "M7",
		telegram: frame("68 1B 1B 68 08 01 72 78 56 34 12 E6 1E 33 03 14 02 00 00 0C 78 78 56 34 12 0C 13 21 F3 FF 07 B0 16"),
		result: "status_error",
	},
];
