import { Decimal } from "../decimal";
import type { Reading } from "../reading";

/** Stands in `Telegram.warnings` while a meter hides digits: the meter layer and the web page look for this text. */
export const LOCKED_WARNING = "the meter sends whole kWh and no power: it may wait for its PIN (or the setting \"InF\")";

/** 10^3 Wh are a kWh. */
const KILO = 3;

/**
 * True for a telegram of the kind that German meters send until their owner has entered the PIN: energy in whole kWh, and no power.
 * By kind, not by maker: all of them do it alike. A meter that has not counted yet is not judged.
 */
export function looksLocked(readings: readonly Reading[]): boolean {
	let counted = false;
	for (const { unit, value } of readings) {
		if (!(value instanceof Decimal))
			continue;
		if (unit === "W")
			return false;
		if (unit !== "Wh")
			continue;
		if (!isWholeKilo(value))
			return false;
		counted ||= Number(value.digits) !== 0;
	}
	return counted;
}

function isWholeKilo({ digits, exponent }: Decimal): boolean {
	if (exponent >= KILO)
		return true;
	const step = 10 ** (KILO - exponent);
	return typeof digits === "bigint" ? digits % BigInt(step) === 0n : digits % step === 0;
}
