import { parseWebAddress } from "../update/web-address";
import { certificateBytes } from "../server-trust";

/** Wrong with an address of the web, in words that follow the setting's name. */
export function webAddress(text: string): string | undefined {
	return text && !parseWebAddress(text) ? "should be http://… or https://…" : undefined;
}

/** X.509 in DER is a sequence of more than 127 bytes: 0x30, then 0x82 and a length of two bytes, or 0x81 and one (X.690, 8.1.3). */
export function certificate(text: string): string | undefined {
	const bytes = text ? certificateBytes(text) : undefined;
	return text && (bytes?.[0] !== 0x30 || bytes[1] !== 0x82 && bytes[1] !== 0x81)
		? "should be a certificate: the text of a PEM file"
		: undefined;
}
