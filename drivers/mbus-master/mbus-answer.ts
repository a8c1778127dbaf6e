import type { MbusFrame } from "../../protocols/mbus/frame";
import { MbusFramer } from "../../protocols/mbus/framer";

/**
 * What came after a request. `garbled`: bytes that are no frame, or more than one. `disturbed`: the same when the line was not at rest before
 * the request either, so that nothing can be said about who answered.
 */
export interface MbusAnswer {
	readonly kind: "silence" | "acknowledge" | "frame" | "garbled" | "disturbed";
	/** A control or long frame of a slave; it is a copy. */
	readonly frame?: MbusFrame;
	/** Bytes beside the frame. */
	readonly extra: number;
	/** The request was the first at its rate since the bus has power: some meters sleep through it. */
	readonly first: boolean;
}

/** Set in what a master sends (PRM, EN 13757-2, 5.4): such a frame is no answer. */
const fromMaster = 0x40;

/** Makes answers of the bytes that came after a request. */
export class AnswerReader {
	readonly #framer = new MbusFramer({ onFrame: frame => this.#take(frame) });
	#count = 0;
	#frame: MbusFrame | undefined;

	/** @param bytes without the echo of the request */
	read(bytes: Uint8Array, faulty: boolean): Pick<MbusAnswer, "kind" | "frame" | "extra"> {
		if (!bytes.length)
			return { kind: "silence", extra: 0 };
		this.#count = 0;
		this.#frame = undefined;
		this.#framer.push(bytes);
		this.#framer.end();
		const frame = this.#frame as MbusFrame | undefined;
		if (this.#count !== 1 || !frame)
			return { kind: "garbled", extra: bytes.length };
		const extra = bytes.length - frame.bytes.length;
		// One octet has no check sum: it counts only when it came alone and clean.
		if (frame.kind === "acknowledge")
			return { kind: extra || faulty ? "garbled" : "acknowledge", extra };
		if (frame.kind === "short" || frame.control & fromMaster)
			return { kind: "garbled", extra: bytes.length };
		return { kind: "frame", frame, extra };
	}

	#take(frame: MbusFrame): void {
		this.#count++;
		// The framer's buffer is only good until this returns.
		const bytes = frame.bytes.slice();
		this.#frame = { ...frame, bytes, data: bytes.subarray(7, Math.max(7, bytes.length - 2)) };
	}
}

/** Whether `bytes` are as long as the frame that they begin with says. */
export function seemsWhole(bytes: Uint8Array): boolean {
	switch (bytes[0]) {
		case 0xE5:
			return true;
		case 0x10:
			return bytes.length >= 5;
		case 0x68:
			return bytes.length >= 6 && bytes.length >= bytes[1]! + 6;
		default:
			return false;
	}
}

/** How many bytes at the beginning of `bytes` are the echo of `request`: all or none. */
export function echoLength(bytes: Uint8Array, request: Uint8Array): number {
	if (bytes.length < request.length)
		return 0;
	for (let at = 0; at < request.length; at++) {
		if (bytes[at] !== request[at])
			return 0;
	}
	return request.length;
}
