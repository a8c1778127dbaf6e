const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Bytes as base64 (RFC 4648, 4). */
export function base64Text(data: ArrayBuffer): string {
	const bytes = new Uint8Array(data);
	let text = "";
	for (let at = 0; at < bytes.length; at += 3) {
		const bits = bytes[at]! << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0), count = bytes.length - at;
		text += digits.charAt(bits >> 18) + digits.charAt(bits >> 12 & 63);
		text += (count > 1 ? digits.charAt(bits >> 6 & 63) : "=") + (count > 2 ? digits.charAt(bits & 63) : "=");
	}
	return text;
}
