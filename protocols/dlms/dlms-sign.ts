import { CIPHERED, CIPHERED_DEDICATED } from "./ciphering";
import { FLAG } from "./hdlc-frame";
import { START } from "./mbus-frame";

/** Bits of one octet, and of two. */
const BYTE = 8;
const WORD = 16;

/**
 * Looks for the beginning of a DLMS message in bytes that come in any slicing: HDLC's flag and frame format, an M-Bus frame's start, or a ciphered
 * message with a system title (whose first octet is a letter). A sign, no proof: noise has one in some ten thousand octets.
 */
export class DlmsSign {
	/** The last four octets, the newest lowest. */
	#last = 0;

	/** True when one is in these bytes, or ends in them. */
	push(bytes: Uint8Array): boolean {
		let found = false, last = this.#last;
		for (let at = 0; at < bytes.length; at++) {
			const byte = bytes[at]!;
			const first = last >> BYTE & 0xFF;
			// Flag, A0h to A7h or A8h to AFh.
			if ((last & 0xFF) === FLAG && (byte & 0xF0) === 0xA0)
				found = true;
			else if (byte === START && (last >> WORD & 0xFF) === START && first === (last & 0xFF) && first > 0)
				found = true;
			else if (byte >= 0x41 && byte <= 0x5A && (last & 0xFF) === BYTE && (first === CIPHERED || first === CIPHERED_DEDICATED))
				found = true;
			last = (last << BYTE | byte) & 0xFFFFFFFF;
		}
		this.#last = last;
		return found;
	}

	reset(): void {
		this.#last = 0;
	}
}
