import { createDecipheriv } from "node:crypto";
import { MbusDecoder } from "../../protocols/mbus/mbus-decoder";
import { MbusFramer } from "../../protocols/mbus/framer";
import type { DecodeOptions } from "./protocols";

/** A capture is of an M-Bus when a whole control or long frame is in it. */
export function isMbus(bytes: Uint8Array): boolean {
	let found = false;
	const framer = new MbusFramer({
		onFrame({ kind }) {
			found ||= kind === "control" || kind === "long";
		},
	});
	framer.push(bytes);
	framer.end();
	return found;
}

/** The decoder with Node's AES. */
export function createMbusDecoder(options: DecodeOptions): MbusDecoder {
	return new MbusDecoder({ ...options, decrypt });
}

function decrypt(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
	const cipher = createDecipheriv("aes-128-cbc", key, iv).setAutoPadding(false);
	return Buffer.concat([cipher.update(data), cipher.final()]);
}
