/** How a pattern reads a number; `order` has a digit for each byte, its offset, from the most to the least significant. */
export interface NumberStep {
	readonly op: "unsigned" | "signed" | "float";
	readonly order: string;
}

export type PatternStep =
	| { readonly op: "byte"; readonly value: number; }
	| { readonly op: "skip"; readonly count: number; }
	| NumberStep
	| { readonly op: "bcd"; readonly digits: number; }
	| { readonly op: "kamstrup"; }
	/** 16 bit big endian and a third byte, of which `per` make one. */
	| { readonly op: "fraction"; readonly per: number; }
	| { readonly op: "clock"; readonly date: boolean; }
	| { readonly op: "vbus"; readonly offset: number; readonly width: "long" | "word" | "high" | "byte" | "time"; readonly signed: boolean; }
	/** Finds bytes anywhere and goes behind them; `dlms`: a DLMS value stands there. */
	| { readonly op: "find"; readonly bytes: readonly number[]; readonly dlms: boolean; };

/** What a decode line looks for: text (types o and c), hexadecimal text (s), or steps (all others). */
export type Pattern =
	| { readonly kind: "text"; readonly text: string; }
	| { readonly kind: "hex"; readonly hex: string; }
	| { readonly kind: "steps"; readonly steps: readonly PatternStep[]; };
