import { Decimal } from "../decimal";
import { obisValue } from "../obis";
import type { Reading } from "../reading";

/** Most that a register may grow from one telegram to the next, in kWh or kvarh: meters without check sum send every 1 to 60 seconds. */
const largestStep = 2;

/** Powers of ten from the unit to the one that the step is given in. */
const scales: Readonly<Record<string, number>> = Object.freeze({ wh: -3, varh: -3, mwh: 3 });

/**
 * Says why `next` cannot be the telegram that follows `last` on the same meter; `undefined` when it can. Both must have the same codes in the
 * same order, and a register of energy (D = 8) neither runs backwards nor jumps.
 */
export function findContradiction(last: readonly Reading[], next: readonly Reading[]): string | undefined {
	if (last.length !== next.length)
		return "other lines than in the telegram before";
	for (let at = 0; at < next.length; at++) {
		const before = last[at]!, now = next[at]!;
		// The reader hands out the same object for a line that has not changed.
		if (before === now)
			continue;
		if (before.id !== now.id || before.unit !== now.unit)
			return "other lines than in the telegram before";
		if (!(before.value instanceof Decimal) || !(now.value instanceof Decimal) || !isRegister(now.id))
			continue;
		const step = now.value.subtract(before.value).scale(scales[now.unit.toLowerCase()] ?? 0).toNumber();
		if (step < 0 || step > largestStep)
			return `${now.id} went from ${before.value} to ${now.value} ${now.unit}`;
	}
}

/** C.8.E: time integral. The sum of both directions, 16.8, may fall. */
function isRegister(id: string): boolean {
	const value = obisValue(id);
	return value.includes(".8.") && !value.startsWith("16.");
}
