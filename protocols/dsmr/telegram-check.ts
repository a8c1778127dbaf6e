import { CRC16 } from "crc";

/** Outcome of a check: the name of the sum that fits, or what the line for the user says. */
export interface CheckResult {
	readonly check?: "crc16" | "crc16-x25";
	readonly error?: string;
}

/**
 * Check sum over all bytes from `/` to `!`. P1 Companion Standard 5.0.2 section 5.12: CRC-16 with x¹⁶ + x¹⁵ + x² + 1, least significant bit first,
 * start value 0 (known as ARC). Some Holley meters send CRC-16/X-25 instead.
 */
export class TelegramCheck {
	readonly #arc = new CRC16(0x8005, 0, true, true);
	/** Made when it is needed: few meters do. */
	#x25: CRC16 | undefined;

	/** @param digits one to four hexadecimal digits as sent; some meters leave out leading zeros. */
	verify(bytes: Uint8Array, digits: string): CheckResult {
		const sent = parseInt(digits, 16);
		this.#arc.reset();
		const calculated = this.#arc.checksum(bytes);
		if (calculated === sent)
			return { check: "crc16" };
		this.#x25 ??= new CRC16(0x1021, 0xFFFF, true, true, 0xFFFF);
		this.#x25.reset();
		if (this.#x25.checksum(bytes) === sent)
			return { check: "crc16-x25" };
		return {
			error: `crc16: sent ${digits.toUpperCase().padStart(4, "0")}, calculated ${calculated.toString(16).toUpperCase().padStart(4, "0")}`,
		};
	}
}
