import { Decimal } from "../decimal";

/** A packed decimal number. Whether it has a sign and whether it is a number at all are told apart from its digits. */
export interface Bcd {
	/** The digits as sent, most significant first; those that are not decimal are A…F. */
	readonly text: string;
	/** The most significant digit is F (EN 13757-3 annex A, type A): it stands for a minus. */
	readonly negative: boolean;
	/** Every digit but the sign is 0…9. */
	readonly valid: boolean;
	/** The number with its sign, where `valid`. */
	readonly value?: Decimal;
}

const DIGITS = "0123456789ABCDEF";
/** Twelve digits and more than these need care: 10^15 is still a safe integer. */
const SAFE_DIGITS = 15;

/** Reads packed decimal digits, least significant octet first (EN 13757-3 annex A, type A). */
export function readBcd(bytes: Uint8Array, negative = false): Bcd {
	let text = "";
	let value = 0;
	let valid = bytes.length > 0;
	for (let i = bytes.length - 1; i >= 0; i--) {
		const high = bytes[i]! >> 4;
		const low = bytes[i]! & 15;
		text += DIGITS[high]! + DIGITS[low]!;
		if (high === 15 && i === bytes.length - 1)
			negative = true;
		else if (high > 9)
			valid = false;
		else
			value = value * 10 + high;
		if (low > 9)
			valid = false;
		value = value * 10 + low;
	}
	if (!valid)
		return { text, negative, valid };
	const magnitude = text.length <= SAFE_DIGITS ? value : exact(text.replace("F", "0"));
	return { text, negative, valid, value: new Decimal(negative ? -magnitude : magnitude) };
}

function exact(digits: string): number | bigint {
	const value = BigInt(digits);
	return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
