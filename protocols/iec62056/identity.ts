import { hasShape } from "../text-shape";

/** Registers that hold the meter's number, by C.D.E without medium, channel and period, best first. */
const REGISTERS: readonly string[] = Object.freeze(["96.1.0", "0.0.0", "C.1.0", "0.0", "C.1", "96.1.255", "0.0.1"]);

/** Finds the meter's number among its registers: one in the printed form before all, else the best register's. */
export class MeterNumber {
	#text: string | undefined;
	#rank = REGISTERS.length;

	get text(): string | undefined {
		return this.#text;
	}

	add(id: string, value: string): void {
		const rank = REGISTERS.indexOf(shortId(id));
		const text = value.trim();
		if (rank < 0 || text === "")
			return;
		// DIN 43863-5: medium, manufacturer, block and number.
		const better = hasShape(text, "0AAA0000000000") ? -1 : rank;
		if (better >= this.#rank)
			return;
		this.#rank = better;
		this.#text = text;
	}
}

/** `1-0:0.9.1*255` → `0.9.1`. */
export function shortId(id: string): string {
	const star = id.indexOf("*");
	return id.slice(id.indexOf(":") + 1, star < 0 ? id.length : star);
}
