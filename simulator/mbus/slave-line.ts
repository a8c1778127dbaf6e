import type { Scheduler } from "../scheduler";
import type { ScheduledEvent } from "../scheduler-entry";
import { lineFormat } from "../wire/line-format";
import { Transmitter } from "../wire/transmitter";
import { Wire } from "../wire/wire";
import type { WireReader } from "../wire/wire-reader";
import type { VirtualSlave } from "./virtual-slave";

/** A slave's end of the pair: 0 while it draws its space current on top of its idle current. */
export class SlaveLine {
	readonly slave: VirtualSlave;
	readonly reader: WireReader;
	readonly #scheduler: Scheduler;
	readonly #wire: Wire;
	readonly #onStart: (line: SlaveLine) => void;
	#transmitter: Transmitter;
	#output;
	#baud: number;
	#event: ScheduledEvent | undefined;

	constructor(scheduler: Scheduler, slave: VirtualSlave, onStart: (line: SlaveLine) => void) {
		this.slave = slave;
		this.#scheduler = scheduler;
		this.#wire = new Wire(scheduler);
		this.#output = this.#wire.drive("push-pull");
		this.reader = this.#wire.read();
		this.#onStart = onStart;
		this.#baud = slave.baud;
		this.#transmitter = this.#makeTransmitter();
	}

	/** The last stop bit of what it says is still to come. */
	get sending(): boolean {
		return this.#event !== undefined || this.#transmitter.busyUntil > this.#scheduler.now;
	}

	/** Sends `bytes` when `delay` ms have passed; what was to be sent is forgotten. */
	send(bytes: Uint8Array, delay: number): void {
		this.#event?.cancel();
		this.#event = this.#scheduler.after(delay, () => {
			this.#event = undefined;
			if (this.#baud !== this.slave.baud) {
				this.#baud = this.slave.baud;
				this.#transmitter = this.#makeTransmitter();
			}
			this.#transmitter.send(bytes);
			this.#onStart(this);
		});
	}

	/** Out of power: it stops in the middle. */
	stop(): void {
		this.#event?.cancel();
		this.#event = undefined;
		this.#transmitter.stop();
	}

	#makeTransmitter(): Transmitter {
		const { clockError } = this.slave;
		return new Transmitter(this.#scheduler, this.#output, lineFormat({ baud: this.#baud, parity: "even" }, "transmit"), {
			error: clockError,
		});
	}
}
