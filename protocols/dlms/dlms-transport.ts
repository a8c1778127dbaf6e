import { CRC16 } from "crc";
import { hex } from "../octets";
import type { TelegramFault } from "../reading";
import { CIPHERED, CIPHERED_DEDICATED, cipheredSize } from "./ciphering";
import { BLOCK, blockContent } from "./general-block";
import { FLAG, hdlcContent, hdlcSize } from "./hdlc-frame";
import type { LinkFrame } from "./link-frame";
import { mbusContent, mbusFits, mbusSize, mbusSum, START, wrappedSize } from "./mbus-frame";
import { NOTIFICATION, notificationSize } from "./notification-size";

/** What carried a message: its check has passed. `none`: it came without a frame. */
export type DlmsLink = "hdlc" | "mbus" | "none";

export interface DlmsTransportOptions {
	/** Longest message and frame in bytes. */
	readonly capacity: number;
	/**
	 * A message, joined from its parts and good until the callback returns. Without `trusted` it came without a frame and behind noise, so that it
	 * may be a piece of something else; then gives `false` when it is no good message.
	 */
	onMessage(message: Uint8Array, link: DlmsLink, trusted: boolean): boolean;
	onFault(kind: TelegramFault["kind"], error: string): void;
}

const WAIT = -1;
const LLC = 0xE6;
const LLC_LENGTH = 3;

/**
 * Finds DLMS messages in bytes that come in any slicing: in HDLC frames (also in several segments), in M-Bus frames, in general block
 * transfer inside either, or without a frame. One buffer holds what was joined so far and, behind it, the bytes that are not looked at yet.
 *
 * Parts are put together by what they say of themselves, never by pauses: meters pause between them for up to 3 s. Call `end` after a longer
 * silence.
 */
export class DlmsTransport {
	readonly #options: DlmsTransportOptions;
	readonly #buffer: Uint8Array;
	readonly #check = new CRC16(0x1021, 0xFFFF, true, true, 0xFFFF);
	#used = 0;
	/** Octets at the buffer's start that belong to the message. */
	#joined = 0;
	/** Where in them the link's message that is being joined begins: behind the blocks before it. */
	#unit = 0;
	#part = -1;
	#block = 0;
	/** Nothing but whole messages without a frame came since the start: what follows is no piece of a broken frame. */
	#fresh = true;

	constructor(options: DlmsTransportOptions) {
		this.#options = options;
		this.#buffer = new Uint8Array(options.capacity);
	}

	/** Bytes that are held because they may yet become a message. */
	get pending(): number {
		return this.#used;
	}

	push(bytes: Uint8Array): void {
		const buffer = this.#buffer;
		let offset = 0;
		while (offset < bytes.length) {
			const count = Math.min(buffer.length - this.#used, bytes.length - offset);
			buffer.set(bytes.subarray(offset, offset + count), this.#used);
			this.#used += count;
			offset += count;
			this.#scan(false);
			if (this.#used === buffer.length)
				this.#overflow();
		}
	}

	/** No more bytes come for what is half read: tells that it was cut, and looks for whole frames in its remains. */
	end(): void {
		this.#scan(true);
		if (this.#joined)
			this.#options.onFault("cut", `a message was cut after ${this.#joined} octets`);
		this.reset();
	}

	reset(): void {
		this.#used = 0;
		this.#forget();
		this.#fresh = true;
	}

	#forget(): void {
		this.#joined = 0;
		this.#unit = 0;
		this.#part = -1;
		this.#block = 0;
	}

	#overflow(): void {
		this.#options.onFault("length", `a message of more than ${this.#buffer.length} octets`);
		// The last bytes may be the beginning of something good.
		const keep = Math.min(this.#used - this.#joined, this.#buffer.length >> 1);
		this.#buffer.copyWithin(0, this.#used - keep, this.#used);
		this.#used = keep;
		this.#fresh = false;
		this.#forget();
	}

	#scan(final: boolean): void {
		let at = this.#joined;
		while (at < this.#used) {
			const size = this.#frame(at, final);
			if (size === WAIT)
				break;
			if (size === 0) {
				this.#fresh = false;
				at++;
			}
			else
				at += size;
		}
		// A callback may have called reset().
		if (at <= this.#used && at > this.#joined) {
			this.#buffer.copyWithin(this.#joined, at, this.#used);
			this.#used -= at - this.#joined;
		}
	}

	/** Takes what begins at `at`: the number of octets taken, 0 when nothing begins there, WAIT. */
	#frame(at: number, final: boolean): number {
		switch (this.#buffer[at]) {
			case FLAG:
				return this.#hdlc(at, final);
			case START:
				return this.#mbus(at, final);
			case CIPHERED:
			case CIPHERED_DEDICATED:
				return this.#frameless(at, final);
			case LLC:
			case NOTIFICATION:
				return this.#fresh ? this.#frameless(at, final) : 0;
		}
		return 0;
	}

	#hdlc(at: number, final: boolean): number {
		const buffer = this.#buffer, there = this.#used - at;
		if (there < 3)
			return final ? 0 : WAIT;
		const size = hdlcSize(buffer, at);
		if (size === 0)
			return 0;
		const state = this.#waitFor(size, there, final);
		if (state !== 1)
			return state;
		const end = at + size - 3;
		this.#check.reset();
		const calculated = this.#check.checksum(buffer.subarray(at + 1, end));
		const sent = buffer[end + 1]! << 8 | buffer[end]!;
		if (calculated !== sent)
			return this.#refuse("check", `crc16: sent ${hexWord(sent)}, calculated ${hexWord(calculated)}`);
		const frame = hdlcContent(buffer, at, size);
		if (typeof frame === "string")
			return this.#refuse("format", frame);
		this.#take("hdlc", frame);
		// The closing flag may open the next frame.
		return size - 1;
	}

	#mbus(at: number, final: boolean): number {
		const buffer = this.#buffer, there = this.#used - at;
		if (there < 4)
			return final || (there > 2 && buffer[at + 1] !== buffer[at + 2]) ? 0 : WAIT;
		let size = mbusSize(buffer, at);
		if (size === 0)
			return 0;
		let state = this.#waitFor(size, there, final);
		if (state !== 1)
			return state;
		if (!mbusFits(buffer, at, size)) {
			const fault = `checksum: sent ${hex(buffer[at + size - 2]!)}, calculated ${hex(mbusSum(buffer, at, size))}`;
			size = wrappedSize(buffer, at);
			if (size === 0)
				return this.#refuse("check", fault);
			state = there < size && !final ? WAIT : 1;
			if (state !== 1)
				return state;
			if (there < size || !mbusFits(buffer, at, size))
				return this.#refuse("check", fault);
		}
		const frame = mbusContent(buffer, at, size);
		if (frame)
			this.#take("mbus", frame);
		return size;
	}

	/** 1 when a frame of this size is there, else what `#frame` gives back. */
	#waitFor(size: number, there: number, final: boolean): number {
		if (there >= size)
			return 1;
		if (size > this.#buffer.length - this.#joined)
			return this.#refuse("length", `a frame of ${size} octets: ${this.#buffer.length - this.#joined} are left`);
		return final ? this.#refuse("cut", `a frame of ${size} octets was cut after ${there}`) : WAIT;
	}

	#refuse(kind: TelegramFault["kind"], error: string): number {
		this.#fresh = false;
		this.#forget();
		this.#options.onFault(kind, error);
		return 0;
	}

	#take(link: DlmsLink, { start, end, last, part }: LinkFrame): void {
		this.#fresh = false;
		if (start === end)
			return;
		const buffer = this.#buffer;
		const opens = isLlc(buffer, start, end);
		if (opens)
			start += LLC_LENGTH;
		if (part === undefined ? opens && this.#joined > this.#unit : part === 0 ? this.#part >= 0 : part !== this.#part + 1) {
			this.#refuse("cut", part ? `part ${part} of a message without the one before` : "a message without its last part");
			if (part)
				return;
		}
		this.#part = last ? -1 : part ?? -1;
		buffer.copyWithin(this.#joined, start, end);
		this.#joined += end - start;
		if (last)
			this.#finish(link);
	}

	/** The link's message is whole: a block of a larger one, or all of it. */
	#finish(link: DlmsLink): void {
		const buffer = this.#buffer, unit = this.#unit;
		if (buffer[unit] === BLOCK) {
			const block = blockContent(buffer, unit, this.#joined);
			if (typeof block === "string") {
				this.#refuse("format", block);
				return;
			}
			if (block.number !== this.#block + 1) {
				this.#refuse("cut", `block ${block.number} behind block ${this.#block}`);
				if (block.number !== 1)
					return;
			}
			buffer.copyWithin(this.#unit, block.start, block.end);
			this.#unit = this.#joined = this.#unit + block.end - block.start;
			this.#block = block.number;
			if (!block.last)
				return;
		}
		else if (unit > 0) {
			this.#options.onFault("cut", `a message was cut behind block ${this.#block}`);
			buffer.copyWithin(0, unit, this.#joined);
			this.#joined -= unit;
		}
		const length = this.#joined;
		this.#forget();
		this.#options.onMessage(buffer.subarray(0, length), link, true);
	}

	#frameless(at: number, final: boolean): number {
		const buffer = this.#buffer;
		const start = isLlc(buffer, at, this.#used) ? at + LLC_LENGTH : at;
		if (start === at && buffer[at] === LLC)
			return this.#used - at < LLC_LENGTH && !final ? WAIT : 0;
		if (start === this.#used)
			return final ? 0 : WAIT;
		const isNotification = buffer[start] === NOTIFICATION;
		const size = isNotification ? notificationSize(buffer, start, this.#used) : cipheredSize(buffer, start, this.#used);
		if (size === 0 || size > buffer.length - this.#joined)
			return 0;
		if (size < 0 || start + size > this.#used)
			return final ? this.#fresh ? this.#refuse("cut", `a message was cut after ${this.#used - at} octets`) : 0 : WAIT;
		const { onMessage } = this.#options;
		if (!onMessage(buffer.subarray(start, start + size), "none", this.#fresh))
			return 0;
		this.#fresh = true;
		return start + size - at;
	}
}

function isLlc(bytes: Uint8Array, at: number, end: number): boolean {
	// Destination E6h; source E6h or E7h; quality 0 (IEC 62056-46, 5.3).
	return end - at >= LLC_LENGTH && bytes[at] === LLC && (bytes[at + 1]! & 0xFE) === LLC && bytes[at + 2] === 0;
}

function hexWord(value: number): string {
	return hex(value >> 8) + hex(value & 0xFF);
}
