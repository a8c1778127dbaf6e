import { createDecipheriv } from "node:crypto";
import type { GcmInput } from "../../protocols/dlms/ciphering";
import { DlmsDecoder } from "../../protocols/dlms/dlms-decoder";
import { EncryptedTextDecoder } from "../../protocols/dlms/encrypted-text-decoder";
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

/** AES-128-GCM; without a tag only its counter mode. */
export function decryptGcm({ key, iv, data, additional, tag }: GcmInput): Uint8Array | undefined {
	if (!tag) {
		// Block 1 is for the tag (NIST SP 800-38D, 7.2).
		const cipher = createDecipheriv("aes-128-ctr", key, Buffer.concat([iv, Uint8Array.of(0, 0, 0, 2)]));
		return Buffer.concat([cipher.update(data), cipher.final()]);
	}
	const cipher = createDecipheriv("aes-128-gcm", key, iv, { authTagLength: tag.length }).setAuthTag(tag).setAAD(additional);
	try {
		return Buffer.concat([cipher.update(data), cipher.final()]);
	}
	catch {
		return;
	}
}
