import { MbusFramer } from "../../protocols/mbus/framer";
import type { MbusFrame } from "../../protocols/mbus/frame";
import type { ScheduledEvent } from "../scheduler-entry";
import { lineFormat } from "../wire/line-format";
import { Receiver } from "../wire/receiver";
import { lineFaults } from "../wire/received-bytes";
import type { Wire } from "../wire/wire";

/** Bits of rest after which slaves begin to listen anew. */
const restBits = 22;

export interface BusListenerOptions {
	readonly baud: number;
	onFrame(frame: MbusFrame): void;
	/** A character has come; the line has been busy without a rest for so many milliseconds. */
	onActivity?(duration: number): void;
}

/** What slaves of one rate hear of the master: its frames, made of nothing but the edges of its modulation. */
export class BusListener {
	readonly baud: number;
	readonly #wire: Wire;
	readonly #options: BusListenerOptions;
	readonly #framer: MbusFramer;
	readonly #receiver: Receiver;
	#event: ScheduledEvent | undefined;
	#busySince = 0;
	#last = -Infinity;
	#closed = false;

	constructor(wire: Wire, options: BusListenerOptions) {
		this.baud = options.baud;
		this.#wire = wire;
		this.#options = options;
		this.#framer = new MbusFramer({ onFrame: options.onFrame });
		this.#receiver = new Receiver(wire, lineFormat({ baud: options.baud, parity: "even" }, "receive"), () => this.#plan());
		this.#plan();
	}

	close(): void {
		this.#closed = true;
		this.#event?.cancel();
		this.#receiver.close();
	}

	#plan(): void {
		if (this.#closed)
			return;
		const { next } = this.#receiver;
		if (this.#event?.time === next)
			return;
		this.#event?.cancel();
		this.#event = next === undefined ? undefined : this.#wire.scheduler.at(next, () => this.#look());
	}

	#look(): void {
		this.#event = undefined;
		const receiver = this.#receiver;
		receiver.advance();
		const { received } = receiver;
		const { length } = received;
		for (let at = 0; at < length; at++)
			this.#take(received.bytes[at]!, received.times[at]!, received.faults[at]!);
		received.clear();
		this.#plan();
	}

	#take(byte: number, time: number, fault: number): void {
		if (time - this.#last > restBits * this.#receiver.bitTime) {
			this.#framer.reset();
			this.#busySince = time;
		}
		this.#last = time;
		this.#options.onActivity?.(time - this.#busySince);
		if (fault === lineFaults.none)
			this.#framer.push(Uint8Array.of(byte));
		else
			this.#framer.reset();
	}
}
