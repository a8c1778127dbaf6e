/** How the answer comes: as a voltage on a wire of its own, or as a change of the supply current (specs/elster-encoder.md 1.1). */
export interface EncoderView {
	/** Milliamperes between mark and space; `undefined`: the answer is a voltage. */
	readonly threshold?: number;
	/** Space is less current than mark. */
	readonly inverted?: boolean;
}

/** How an encoder talks: what the port looks for, finds, and remembers. */
export interface EncoderMode extends EncoderView {
	readonly protocol: "scr" | "mbus";
	readonly baud: 300 | 2400;
	/** SCR: it answers by itself when it gets power. */
	readonly push?: boolean;
	/** M-Bus: primary address that it answers to. 254 is every meter's. */
	readonly address?: number;
}

/** `SCR 300 7E1, on request`, `M-Bus 2400 8E1, address 254, answers by current`: for the user and the log. */
export function describeEncoderMode({ protocol, baud, push, address, threshold }: EncoderMode): string {
	const way = protocol === "scr" ? `SCR ${baud} 7E1, ${push ? "by itself" : "on request"}` : `M-Bus ${baud} 8E1, address ${address}`;
	return threshold === undefined ? way : `${way}, answers by current`;
}

/** The text that is kept for the next start. */
export function storeEncoderMode({ protocol, baud, push, address, threshold, inverted }: EncoderMode): string {
	return [protocol, baud, push ? "push" : address ?? "", threshold ?? "", inverted ? "inverted" : ""].join(" ").trim();
}

/** What `storeEncoderMode` has written; `undefined` for any other text. */
export function parseEncoderMode(text: string | undefined): EncoderMode | undefined {
	const parts = (text ?? "").split(" ");
	const protocol = parts[0], baud = Number(parts[1]), third = parts[2] ?? "";
	const threshold = parts[3] ? Number(parts[3]) : undefined;
	const view = threshold === undefined ? {} : { threshold, inverted: parts[4] === "inverted" };
	if (threshold !== undefined && !(threshold > 0 && threshold < 50))
		return undefined;
	if (protocol === "scr" && baud === 300 && (third === "" || third === "push"))
		return { protocol, baud, push: third === "push", ...view };
	const address = Number(third);
	if (protocol === "mbus" && (baud === 300 || baud === 2400) && third !== "" && Number.isInteger(address) && address >= 0 && address <= 254)
		return { protocol, baud, address, ...view };
	return undefined;
}

const scr = (push: boolean): EncoderMode => Object.freeze({ protocol: "scr", baud: 300, push });
const mbus = (baud: 300 | 2400, address: number): EncoderMode => Object.freeze({ protocol: "mbus", baud, address });

/** In the order of specs/elster-encoder.md 5: it disturbs the meter's supply the least. 254 before 0: whatever its address is, it hears it. */
const all = Object.freeze([scr(true), mbus(2400, 254), mbus(2400, 0), mbus(300, 254), mbus(300, 0), scr(false)]);
const scrOnly = Object.freeze([scr(true), scr(false)]);
const mbusOnly = Object.freeze(all.filter(({ protocol }) => protocol === "mbus"));

/**
 * What to try for a dial's type code `AE.gg:pp.vv:nn.nn` (specs/elster-encoder.md 0 and 5). `undefined` for `none`: a plug without a code on the
 * dial may be an ordinary M-Bus, and is left alone. An empty text stands for a user who has not said: everything is tried.
 */
export function candidateModes(dial: string): readonly EncoderMode[] | undefined {
	const text = dial.trim().toLowerCase();
	if (text === "none")
		return undefined;
	const colon = text.indexOf(":");
	switch (colon < 0 ? text : text.slice(colon + 1, colon + 3)) {
		case "03":
			return scrOnly;
		case "02":
		case "04":
			return mbusOnly;
		default:
			return all;
	}
}
