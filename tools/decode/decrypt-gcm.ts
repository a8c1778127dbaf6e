import { createDecipheriv } from "node:crypto";
import type { GcmInput } from "../../protocols/dlms/ciphering";

/** AES-128-GCM with Node's library; without a tag only its counter mode. */
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
