import type { Can, CanFrame, CanOptions } from "../can/can";
import { checkCallback, integerOption, pinOption } from "../native-options";
import { TWAIPort } from "./twai-port";

const head = 5;
const mostData = 8;
const extendedBit = 0x80000000;
const allBits = 0xFFFFFFFF;

/**
 * The CAN controller of the chip (TWAI), behind a transceiver. See `docs/drivers/twai.md`.
 *
 * Throws a TypeError or RangeError for an option that cannot be, and an Error when a pin or the controller is taken; nothing is claimed then.
 */
export class TWAI implements Can {
	readonly #frame = new Uint8Array(head + mostData);
	#port?: TWAIPort;

	constructor({ receive, transmit, baud, filter = { code: 0, mask: allBits }, onReadable, onFault }: CanOptions) {
		checkCallback(onReadable);
		checkCallback(onFault);
		const pins = [pinOption("receive", receive), pinOption("transmit", transmit)];
		if (pins[0] === undefined || pins[1] === undefined)
			throw new RangeError("pins");
		this.#port = new TWAIPort({
			receive: pins[0],
			transmit: pins[1],
			baud: integerOption("baud", baud ?? NaN, 25_000, 1_000_000)!,
			code: integerOption("code", filter.code, 0, allBits)! | 0,
			mask: integerOption("mask", filter.mask, 0, allBits)! | 0,
			...(onReadable && { onReadable: count => onReadable.call(this, count) }),
			...(onFault && { onFault: () => onFault.call(this) }),
		});
	}

	read(): CanFrame | undefined {
		const frame = this.#frame, length = this.#open().read(frame);
		if (!length)
			return undefined;
		const extended = frame[0]! >= 0x80;
		const id = (frame[0]! & 0x1F) * 0x1000000 + (frame[1]! << 16 | frame[2]! << 8 | frame[3]!);
		return { id, extended, data: frame.slice(head, length) };
	}

	write({ id, extended, data }: CanFrame): void {
		integerOption("id", id, 0, extended ? 0x1FFFFFFF : 0x7FF);
		if (data.length > mostData)
			throw new RangeError("data");
		const bytes = new Uint8Array(head + data.length), word = extended ? id + extendedBit : id;
		bytes.set([word >>> 24, word >>> 16 & 0xFF, word >>> 8 & 0xFF, word & 0xFF, data.length]);
		bytes.set(data, head);
		this.#open().write(bytes);
	}

	close(): void {
		const port = this.#port;
		this.#port = undefined;
		port?.close();
	}

	#open(): TWAIPort {
		if (!this.#port)
			throw new Error("closed");
		return this.#port;
	}
}
