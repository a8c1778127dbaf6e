import { Decimal } from "../decimal";

/** An integer of up to eight octets, least significant first (EN 13757-3 annex A, types B and C). */
export function readInteger(bytes: Uint8Array, signed: boolean): Decimal {
	if (bytes.length > 6)
		return readLongInteger(bytes, signed);
	let value = 0;
	for (let i = bytes.length - 1; i >= 0; i--)
		value = value * 256 + bytes[i]!;
	if (signed && bytes.length > 0 && bytes[bytes.length - 1]! & 0x80)
		value -= 256 ** bytes.length;
	return new Decimal(value);
}

function readLongInteger(bytes: Uint8Array, signed: boolean): Decimal {
	let value = 0n;
	for (let i = bytes.length - 1; i >= 0; i--)
		value = (value << 8n) | BigInt(bytes[i]!);
	if (signed)
		value = BigInt.asIntN(8 * bytes.length, value);
	const small = value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER);
	return new Decimal(small ? Number(value) : value);
}

/** The value with which a signed integer says that it is none: only its highest bit is set (EN 13757-3 annex A, type B). */
export function isInvalidInteger(bytes: Uint8Array): boolean {
	const last = bytes.length - 1;
	if (last < 0 || bytes[last] !== 0x80)
		return false;
	for (let i = 0; i < last; i++) {
		if (bytes[i] !== 0)
			return false;
	}
	return true;
}

/** A single precision number, least significant octet first (EN 13757-3 annex A, type H). `undefined` for what is no number. */
export function readReal(bytes: Uint8Array): Decimal | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, 4);
	const value = view.getFloat32(0, true);
	return Number.isFinite(value) ? shortest(value) : undefined;
}

/**
 * The decimal number with the fewest digits that is nearest to this single precision number and to no other. Any number of six digits
 * survives single precision, so the search begins there; nine always suffice.
 */
function shortest(value: number): Decimal {
	let text = "";
	for (let digits = 6; digits <= 9; digits++) {
		text = value.toExponential(digits - 1);
		if (Math.fround(Number(text)) === value)
			break;
	}
	const [mantissa, exponent] = text.split("e") as [string, string];
	let digits = mantissa.replace(".", "");
	while (digits.endsWith("0"))
		digits = digits.slice(0, -1);
	if (digits === "" || digits === "-")
		return new Decimal(0);
	const decimals = digits.length - (digits.startsWith("-") ? 2 : 1);
	return new Decimal(Number(digits), Number(exponent) - decimals);
}
