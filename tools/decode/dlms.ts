import { DlmsDecoder } from "../../protocols/dlms/dlms-decoder";
import { EncryptedTextDecoder } from "../../protocols/dlms/encrypted-text-decoder";
import { decryptGcm } from "./decrypt-gcm";
import type { DecodeOptions } from "./protocols";

/** A capture is of a DLMS meter when a whole message is in it, or one that is encrypted. */
export function isDlms(bytes: Uint8Array): boolean {
	let found = false;
	const decoder = new DlmsDecoder({
		onTelegram: () => found = true,
		onFault: ({ error }) => found ||= error.startsWith("encrypted"),
	});
	decoder.push(bytes);
	decoder.end();
	return found;
}

/** The decoder with Node's AES. */
export function createDlmsDecoder(options: DecodeOptions): EncryptedTextDecoder {
	return new EncryptedTextDecoder({ ...options, decrypt: decryptGcm, capacity: 16_384, listObjects: true });
}
