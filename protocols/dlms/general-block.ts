import { AxdrReader } from "./axdr-reader";
import { DlmsError } from "./dlms-error";

/** general-block-transfer (IEC 62056-5-3, 7.3.13): a message in numbered blocks. */
export const BLOCK = 0xE0;
const LAST = 0x80;

export interface GeneralBlock {
	/** From 1. */
	readonly number: number;
	readonly start: number;
	readonly end: number;
	readonly last: boolean;
}

/** What the block between `at` and `end` holds; an error text when its lengths do not agree. */
export function blockContent(bytes: Uint8Array, at: number, end: number): GeneralBlock | string {
	try {
		const reader = new AxdrReader(bytes.subarray(0, end), at + 1);
		const control = reader.octet(), number = reader.unsigned(2);
		// The number of the block that the meter has heard an answer to; nobody answers.
		reader.unsigned(2);
		const length = reader.size();
		if (length > reader.left)
			return `block ${number}: ${length} octets announced, ${reader.left} came`;
		return { number, start: reader.at, end: reader.at + length, last: (control & LAST) !== 0 };
	}
	catch (error) {
		if (error instanceof DlmsError)
			return `a block: ${error.message}`;
		throw error;
	}
}
