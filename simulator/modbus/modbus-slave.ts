const exceptionBit = 0x80;
const badFunction = 1, badAddress = 2;
/** Functions that read words: holding and input registers. */
const readers: readonly number[] = Object.freeze([3, 4]);

/** A Modbus meter as a table of 16-bit registers that can be read (MODBUS application protocol 1.1b3, sections 6.3 and 6.4). */
export class ModbusSlave {
	readonly unit: number;
	/** Requests that it has answered. */
	answers = 0;
	/** Hears nothing. */
	dead = false;
	readonly #registers = new Map<number, number>();

	/** @param floats values by the address of their first register */
	constructor(unit: number, floats: Readonly<Record<number, number>>) {
		this.unit = unit;
		for (const [address, value] of Object.entries(floats))
			this.setFloat(Number(address), value);
	}

	/** IEEE 754, the high word first. */
	setFloat(address: number, value: number): void {
		const view = new DataView(new ArrayBuffer(4));
		view.setFloat32(0, value);
		this.#registers.set(address, view.getUint16(0));
		this.#registers.set(address + 1, view.getUint16(2));
	}

	/** Unit, function and data of the answer; `undefined` when another one is asked. Nothing has a check here. */
	answer(request: Uint8Array): Uint8Array | undefined {
		const [unit, code = 0] = request;
		if (this.dead || unit !== this.unit)
			return undefined;
		this.answers++;
		if (!readers.includes(code) || request.length !== 6)
			return Uint8Array.of(unit, code | exceptionBit, badFunction);
		const first = request[2]! << 8 | request[3]!, count = request[4]! << 8 | request[5]!;
		const words = Array.from({ length: count }, (_, index) => this.#registers.get(first + index));
		if (words.includes(undefined))
			return Uint8Array.of(unit, code | exceptionBit, badAddress);
		return Uint8Array.from([unit, code, count * 2, ...words.flatMap(word => [word! >> 8, word! & 0xFF])]);
	}
}
