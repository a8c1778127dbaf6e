import { improvHeader } from "./improv-packet";

export interface ImprovDecoderOptions {
	/** A packet with the right sum. `data` is good until this returns. */
	onPacket(type: number, data: Uint8Array): void;
	/** A packet with a wrong sum, or with more data than this decoder has room for. */
	onFault(): void;
}

/** Type and length. */
const fixed = 2;

/**
 * Takes Improv's packets out of whatever comes over the line, byte for byte. What is no packet is passed over. The newline after a packet is not
 * waited for: a program that leaves it out is understood, too.
 */
export class ImprovDecoder {
	readonly #options: ImprovDecoderOptions;
	readonly #data: Uint8Array;
	/** Bytes of the present packet that have come. */
	#count = 0;
	#sum = 0;
	#type = 0;
	#length = 0;

	/** `most`: bytes of data in a packet, up to 255; a longer one is passed over and told as a fault. */
	constructor(most: number, options: ImprovDecoderOptions) {
		this.#options = options;
		this.#data = new Uint8Array(most);
	}

	push(bytes: Uint8Array): void {
		for (let at = 0; at < bytes.length; at++)
			this.#byte(bytes[at]!);
	}

	/** Forgets a packet that has not come to its end. */
	reset(): void {
		this.#count = this.#sum = 0;
	}

	/** A packet has begun and not ended. */
	get pending(): boolean {
		return this.#count > 0;
	}

	#byte(byte: number): void {
		const at = this.#count, start = improvHeader.length;
		if (at < start && byte !== improvHeader[at]) {
			// No letter of the header but its first is an I: a new start can only be here.
			this.reset();
			if (byte !== improvHeader[0])
				return;
		}
		else if (at === start + fixed + this.#length && at >= start + fixed)
			return this.#end(byte);
		else if (at === start)
			this.#type = byte;
		else if (at === start + 1)
			this.#length = byte;
		else if (at >= start + fixed && at - start - fixed < this.#data.length)
			this.#data[at - start - fixed] = byte;
		this.#count++;
		this.#sum = this.#sum + byte & 0xFF;
	}

	#end(byte: number): void {
		const good = byte === this.#sum && this.#length <= this.#data.length;
		this.reset();
		if (good)
			this.#options.onPacket(this.#type, this.#data.subarray(0, this.#length));
		else
			this.#options.onFault();
	}
}
