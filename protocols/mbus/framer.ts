import type { TelegramFault } from "../reading";
import { hex } from "../octets";
import { ACKNOWLEDGE, MAXIMUM_FRAME, type MbusFrame, START_LONG, START_SHORT, STOP } from "./frame";

export interface MbusFramerOptions {
	onFrame(frame: MbusFrame): void;
	onFault?(fault: TelegramFault): void;
}

const CAPACITY = 2 * MAXIMUM_FRAME;

/**
 * Finds the frames of EN 13757-2 in bytes that come in any slicing: the single character E5h, short frames (10h), control and long
 * frames (68h).
 *
 * Bytes that begin no frame are passed over. When a long frame's check sum or stop octet is wrong, one fault is told and the frame
 * is searched for the beginning of another long frame (the first may have been cut short by the second); an E5h or 10h inside it is
 * data and never taken for a frame. The buffer is fixed; nothing is allocated but one object for each frame.
 *
 * A long frame that stops coming holds what follows it: call `end` when the line has been silent for longer than the standard
 * allows inside a frame.
 */
export class MbusFramer {
	#options;
	#buffer = new Uint8Array(CAPACITY);
	#nothing = this.#buffer.subarray(0, 0);
	#length = 0;
	/** Bytes before this position belong to a frame that was refused: only a long frame may begin there. */
	#refused = 0;

	constructor(options: MbusFramerOptions) {
		this.#options = options;
	}

	/** Bytes that are held because they may yet become a frame. */
	get pending(): number {
		return this.#length;
	}

	/** Takes bytes; calls back for each frame and fault in them. The callbacks must not push. */
	push(bytes: Uint8Array): void {
		let offset = 0;
		while (offset < bytes.length) {
			const count = Math.min(CAPACITY - this.#length, bytes.length - offset);
			this.#buffer.set(bytes.subarray(offset, offset + count), this.#length);
			this.#length += count;
			offset += count;
			this.#drop(this.#scan(false));
		}
	}

	/** No more bytes come for what is half read: tells that it was cut, and looks for whole frames in its remains. */
	end(): void {
		this.#drop(this.#scan(true));
		this.reset();
	}

	/** Forgets what is half read. */
	reset(): void {
		this.#length = 0;
		this.#refused = 0;
	}

	#drop(count: number): void {
		// A callback may have called reset().
		count = Math.min(count, this.#length);
		if (count === 0)
			return;
		this.#buffer.copyWithin(0, count, this.#length);
		this.#length -= count;
		this.#refused = Math.max(0, this.#refused - count);
	}

	/** Handles all that can be handled; gives the number of bytes that are done with. */
	#scan(final: boolean): number {
		let position = 0;
		while (position < this.#length) {
			const size = this.#frameAt(position, final);
			if (size < 0)
				break;
			position += size;
		}
		return position;
	}

	/** Size of the frame at `position`, 1 when none begins there, −1 when more bytes are needed to know. */
	#frameAt(position: number, final: boolean): number {
		switch (this.#buffer[position]) {
			case ACKNOWLEDGE:
				if (position < this.#refused)
					return 1;
				this.#options.onFrame({
					kind: "acknowledge",
					control: 0,
					address: 0,
					information: 0,
					data: this.#nothing,
					bytes: this.#buffer.subarray(position, position + 1),
				});
				return 1;
			case START_SHORT:
				return position < this.#refused ? 1 : this.#shortAt(position, final);
			case START_LONG:
				return this.#longAt(position, final);
			default:
				return 1;
		}
	}

	#shortAt(position: number, final: boolean): number {
		const buffer = this.#buffer;
		if (this.#length - position < 5)
			return final ? 1 : -1;
		const control = buffer[position + 1]!;
		const address = buffer[position + 2]!;
		if (buffer[position + 4] !== STOP || buffer[position + 3] !== ((control + address) & 0xFF))
			return 1;
		const bytes = buffer.subarray(position, position + 5);
		this.#options.onFrame({ kind: "short", control, address, information: 0, data: this.#nothing, bytes });
		return 5;
	}

	#longAt(position: number, final: boolean): number {
		const buffer = this.#buffer;
		const available = this.#length - position;
		const length = buffer[position + 1]!;
		if (available === 3 && buffer[position + 2] !== length)
			return 1;
		if (available < 4)
			return final ? 1 : -1;
		if (buffer[position + 2] !== length || buffer[position + 3] !== START_LONG)
			return 1;
		if (length < 3) {
			this.#fault("length", `length: ${length} octets, a frame has at least 3`);
			return 4;
		}
		const size = length + 6;
		if (available < size) {
			if (!final)
				return -1;
			this.#fault("cut", `cut: ${available} of ${size} octets came`);
			return this.#refuse(position, available);
		}
		const end = position + 4 + length;
		const sum = checksum(buffer, position + 4, end);
		if (buffer[end] !== sum) {
			this.#fault("check", `checksum: sent ${hex(buffer[end]!)}, calculated ${hex(sum)}`);
			return this.#refuse(position, size);
		}
		if (buffer[end + 1] !== STOP) {
			this.#fault("check", `stop octet: sent ${hex(buffer[end + 1]!)}, it is 16`);
			return this.#refuse(position, size);
		}
		this.#options.onFrame({
			kind: length === 3 ? "control" : "long",
			control: buffer[position + 4]!,
			address: buffer[position + 5]!,
			information: buffer[position + 6]!,
			data: buffer.subarray(position + 7, end),
			bytes: buffer.subarray(position, position + size),
		});
		return size;
	}

	#refuse(position: number, size: number): number {
		this.#refused = Math.max(this.#refused, position + size);
		return 1;
	}

	#fault(kind: TelegramFault["kind"], error: string): void {
		this.#options.onFault?.({ protocol: "mbus", kind, error });
	}
}

/** Arithmetic sum without carry (EN 13757-2, 5.4; EN 60870-5-1, 6.2.4.2). */
export function checksum(bytes: Uint8Array, from: number, to: number): number {
	let sum = 0;
	for (let i = from; i < to; i++)
		sum += bytes[i]!;
	return sum & 0xFF;
}
