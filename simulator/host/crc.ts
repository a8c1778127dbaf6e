/**
 * Stands in for the SDK's native module "crc" wherever there is no SDK: the same two classes with the same arguments and results.
 */
abstract class CRC {
	readonly #table: Uint16Array;
	readonly #width: number;
	readonly #initial: number;
	readonly #reflectInput: boolean;
	readonly #reflectOutput: boolean;
	readonly #xorOutput: number;
	#value: number;

	constructor(width: number, polynomial: number, initial: number, reflectInput: boolean, reflectOutput: boolean, xorOutput: number) {
		this.#width = width;
		this.#initial = initial;
		this.#reflectInput = reflectInput;
		this.#reflectOutput = reflectOutput;
		this.#xorOutput = xorOutput;
		// The register is kept in the order in which the bits come in, so that one table step per byte is enough.
		const mask = (1 << width) - 1;
		const table = new Uint16Array(256);
		for (let index = 0; index < 256; index++) {
			let value = reflectInput ? index : index << width - 8;
			for (let bit = 0; bit < 8; bit++) {
				if (reflectInput)
					value = value & 1 ? value >> 1 ^ reflect(polynomial, width) : value >> 1;
				else
					value = value & 1 << width - 1 ? (value << 1 ^ polynomial) & mask : value << 1 & mask;
			}
			table[index] = value;
		}
		this.#table = table;
		this.#value = reflectInput ? reflect(initial, width) : initial;
	}

	/** Takes in more bytes and returns the check sum over all since the last `reset`. */
	checksum(buffer: ArrayBuffer | Uint8Array): number {
		const bytes = buffer instanceof Uint8Array ? buffer : new Uint8Array(buffer);
		const table = this.#table, shift = this.#width - 8, mask = (1 << this.#width) - 1;
		let value = this.#value;
		if (this.#reflectInput) {
			for (let at = 0; at < bytes.length; at++)
				value = value >> 8 ^ table[(value ^ bytes[at]!) & 0xFF]!;
		}
		else {
			for (let at = 0; at < bytes.length; at++)
				value = (value << 8 ^ table[(value >> shift ^ bytes[at]!) & 0xFF]!) & mask;
		}
		this.#value = value;
		return (this.#reflectInput === this.#reflectOutput ? value : reflect(value, this.#width)) ^ this.#xorOutput;
	}

	reset(): void {
		this.#value = this.#reflectInput ? reflect(this.#initial, this.#width) : this.#initial;
	}

	close(): void {
		// The SDK's class frees native memory here; there is none.
	}
}

export class CRC8 extends CRC {
	constructor(polynomial: number, initial = 0, reflectInput = false, reflectOutput = false, xorOutput = 0) {
		super(8, polynomial, initial, reflectInput, reflectOutput, xorOutput);
	}
}

export class CRC16 extends CRC {
	constructor(polynomial: number, initial = 0, reflectInput = false, reflectOutput = false, xorOutput = 0) {
		super(16, polynomial, initial, reflectInput, reflectOutput, xorOutput);
	}
}

function reflect(value: number, width: number): number {
	let result = 0;
	for (let bit = 0; bit < width; bit++) {
		if (value & 1 << bit)
			result |= 1 << width - 1 - bit;
	}
	return result;
}

export default CRC8;
