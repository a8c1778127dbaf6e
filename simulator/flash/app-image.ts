import { createHash } from "node:crypto";

/*
	The simulated chip's app image: what an ESP32's begins with (`esp_image_header_t`), the length, the firmware's script as UTF-8, and a SHA-256 over
	all of it, as ESP-IDF appends one.
*/
const magic = 0xE9, headLength = 32, lengthAt = 24, hashLength = 32;

/** Puts an image around the firmware's script. */
export function packAppImage(code: string): Uint8Array {
	const script = Buffer.from(code, "utf8");
	const image = new Uint8Array(headLength + script.length + hashLength);
	image[0] = magic;
	// One segment.
	image[1] = 1;
	new DataView(image.buffer).setUint32(lengthAt, script.length, true);
	image.set(script, headLength);
	image.set(hash(image.subarray(0, headLength + script.length)), headLength + script.length);
	return image;
}

/** The script in the image that a slot begins with; `undefined` when there is no whole one. `esp_image_verify` does the same for real ones. */
export function readAppImage(slot: Uint8Array): string | undefined {
	const length = new DataView(slot.buffer, slot.byteOffset, slot.byteLength).getUint32(lengthAt, true);
	const end = headLength + length;
	if (slot[0] !== magic || end + hashLength > slot.length)
		return undefined;
	if (Buffer.compare(hash(slot.subarray(0, end)), slot.subarray(end, end + hashLength)))
		return undefined;
	return Buffer.from(slot.buffer, slot.byteOffset + headLength, length).toString("utf8");
}

function hash(bytes: Uint8Array): Buffer {
	return createHash("sha256").update(bytes).digest();
}
