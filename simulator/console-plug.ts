import type { Serial, SerialConstructor } from "../drivers/serial";
import type { Scheduler } from "./scheduler";
import { VirtualUart } from "./wire/virtual-uart";
import { Wire } from "./wire/wire";

/** The serial port of a board's console, with a PC at its other end. */
export class ConsolePlug {
	/** Constructor for the firmware's end. */
	readonly serial: SerialConstructor;
	readonly #here: Serial;
	#received: number[] = [];

	constructor(scheduler: Scheduler, baud = 115_200) {
		const receiveWire = new Wire(scheduler, { pull: "up" }), transmitWire = new Wire(scheduler, { pull: "up" });
		this.serial = VirtualUart.bind({ scheduler, receiveWire, transmitWire });
		const PC = VirtualUart.bind({ scheduler, receiveWire: transmitWire, transmitWire: receiveWire });
		const received = this.#received;
		this.#here = new PC({
			receive: 1,
			transmit: 2,
			baud,
			onReadable() {
				const bytes = this.read();
				if (bytes)
					received.push(...new Uint8Array(bytes));
			},
		});
	}

	/** The PC says something. */
	write(bytes: Uint8Array): void {
		this.#here.write(bytes);
	}

	/** What the PC has heard since it was asked last. */
	read(): Uint8Array {
		return Uint8Array.from(this.#received.splice(0));
	}
}
