import { CRC16 } from "crc";

const X25 = "crc16-x25";
export const KERMIT = "crc16-kermit";

interface Variant {
	readonly name: string;
	readonly crc: CRC16;
	/** Holley computes another sum and sends it the other way round. */
	readonly highByteFirst: boolean;
}

/**
 * The check sum of SML's transport and of its messages: CRC-16/X.25, low byte first (SML 1.04, section 8), or CRC-16/Kermit, high byte
 * first, which Holley's DTZ541 sends in its place. The one that fitted last is tried first, so a Holley meter costs one calculation too.
 */
export class SmlCheck {
	#first: Variant = { name: X25, crc: new CRC16(0x1021, 0xFFFF, true, true, 0xFFFF), highByteFirst: false };
	#second: Variant = { name: KERMIT, crc: new CRC16(0x1021, 0, true, true, 0), highByteFirst: true };
	#mismatch = "";

	/** After a `verify` without success, for the fault's text: `crc16: sent 0C97, calculated 1A2B`. */
	get mismatch(): string {
		return this.#mismatch;
	}

	/** The name of the check that gives the bytes sent, `first` and then `second`, over `bytes`; else `undefined`. */
	verify(bytes: Uint8Array, first: number, second: number): string | undefined {
		const expected = this.#first;
		const calculated = calculate(expected, bytes), sent = order(expected, first, second);
		if (calculated === sent)
			return expected.name;
		const other = this.#second;
		if (calculate(other, bytes) === order(other, first, second)) {
			this.#second = expected;
			this.#first = other;
			return other.name;
		}
		this.#mismatch = `crc16: sent ${hex(sent)}, calculated ${hex(calculated)}`;
	}
}

function calculate({ crc }: Variant, bytes: Uint8Array): number {
	crc.reset();
	return crc.checksum(bytes);
}

function order({ highByteFirst }: Variant, first: number, second: number): number {
	return highByteFirst ? first << 8 | second : second << 8 | first;
}

function hex(value: number): string {
	return value.toString(16).toUpperCase().padStart(4, "0");
}
