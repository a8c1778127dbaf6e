import type { Can, CanFrame, CanHardware } from "../../drivers/can/can";
import type { PortStatus } from "../meter";
import { ByteSource } from "./byte-source";
import type { ScriptMeterDescription } from "./script-description";

/** By the last two digits of a meter line's speed, in bits per second; what stands before them is a number of buffers. */
const speeds: readonly number[] = Object.freeze([25_000, 50_000, 100_000, 125_000, 250_000, 500_000, 800_000, 1_000_000]);
const extendedBit = 0x80000000;
const head = 5;

/** A CAN bus whose frames a script's lines read: each goes on as identifier (four bytes), count and data. */
export class CanSource extends ByteSource {
	readonly #can: Can;
	readonly #port: string;
	readonly #baud: number;

	/** Throws a RangeError for a speed that is none, and what the port throws. */
	constructor(port: string, { io, ...hardware }: CanHardware, { parameter, options }: ScriptMeterDescription) {
		super();
		const baud = speeds[parameter % 100];
		if (baud === undefined)
			throw new RangeError(`CAN speed ${parameter}: its last two digits must be 00 to 07`);
		this.#port = port;
		this.#baud = baud;
		this.#can = new io({
			...hardware,
			baud,
			...(options.canFilter && { filter: options.canFilter }),
			onReadable: () => this.#receive(),
			onFault: () => this.lastError = "the CAN controller has left the bus",
		});
	}

	get status(): PortStatus {
		return this.describe(this.#port, `CAN ${this.#baud / 1000} kbit/s`);
	}

	/** Identifier (the highest bit says that it is extended), count, data. */
	send(bytes: Uint8Array): void {
		if (bytes.length < head)
			return;
		const id = bytes[0]! * 0x1000000 + (bytes[1]! << 16 | bytes[2]! << 8 | bytes[3]!);
		const extended = id >= extendedBit;
		try {
			this.#can.write({ id: extended ? id - extendedBit : id, extended, data: bytes.slice(head, head + Math.min(8, bytes[head - 1]!)) });
		}
		catch {
			this.lastError = "a frame could not be sent";
		}
	}

	override close(): void {
		super.close();
		this.#can.close();
	}

	#receive(): void {
		for (let frame = this.#can.read(); frame; frame = this.#can.read())
			this.hand(bytesOf(frame));
	}
}

function bytesOf({ id, data }: CanFrame): Uint8Array {
	const bytes = new Uint8Array(head + data.length);
	bytes.set([id >>> 24, id >>> 16 & 0xFF, id >>> 8 & 0xFF, id & 0xFF, data.length]);
	bytes.set(data, head);
	return bytes;
}
