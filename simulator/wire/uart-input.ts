import type { SerialFaults } from "../../drivers/serial";
import type { Scheduler } from "../scheduler";
import type { ScheduledEvent } from "../scheduler-entry";
import { characterBits } from "./line-format";
import type { LineFormat } from "./line-format";
import { lineFaults } from "./received-bytes";
import { Receiver } from "./receiver";
import { ReceiveRing } from "./receive-ring";
import type { Wire } from "./wire";

/** As the ESP32's UART is set up: its FIFO is emptied at this many bytes, or when nothing has come for this many characters. */
const threshold = 64;
const timeout = 4;
/** The size of the FIFO: what one overrun loses. */
const fifoSize = 128;

export interface UartInputOptions {
	scheduler: Scheduler;
	/** Absent: nothing comes but what is given to `deliver`. */
	wire?: Wire;
	format: LineFormat;
	bufferSize: number;
	quiet: number;
	/** Both run in events of the scheduler, never inside a call. */
	onReadable(count: number): void;
	onFault(faults: SerialFaults): void;
}

/** The receiving side of `VirtualUart`: moves bytes from the line to the ring, counts faults, and says when there is something to read. */
export class UartInput {
	readonly #options: UartInputOptions;
	readonly #scheduler: Scheduler;
	readonly #receiver: Receiver | undefined;
	readonly #ring: ReceiveRing;
	#quiet: number;
	/** Milliseconds. */
	#characterTime: number;
	#faults: SerialFaults = noFaults();
	#faulty = false;
	/** Bytes in the ring that `onReadable` has not told of, and when the last byte came. */
	#fresh = 0;
	#last = 0;
	#toldHalf = false;
	/** Bytes lost since somebody read. */
	#lost = 0;
	#event: ScheduledEvent | undefined;
	#closed = false;

	constructor(options: UartInputOptions) {
		const { scheduler, wire, format, bufferSize, quiet } = options;
		this.#options = options;
		this.#scheduler = scheduler;
		this.#quiet = quiet;
		this.#ring = new ReceiveRing(bufferSize);
		this.#characterTime = characterBits(format) * 1000 / format.baud;
		this.#receiver = wire && new Receiver(wire, format, () => this.#plan());
		this.#plan();
	}

	get count(): number {
		this.#advance();
		return this.#ring.count;
	}

	read(buffer: Uint8Array): number {
		this.#advance();
		const count = this.#ring.read(buffer);
		this.#afterRead();
		return count;
	}

	flush(): void {
		this.#advance();
		this.#ring.clear();
		this.#afterRead();
	}

	configure(format: LineFormat, quiet: number): void {
		this.#advance();
		this.#quiet = quiet;
		this.#characterTime = characterBits(format) * 1000 / format.baud;
		const receiver = this.#receiver;
		// The same format again must not cost the character that is on its way.
		if (receiver && !sameFormat(receiver.format, format))
			receiver.format = format;
		this.#plan();
	}

	/** Bytes that come from elsewhere than the wire. */
	deliver(bytes: Uint8Array): void {
		for (const byte of bytes)
			this.#take(byte, this.#scheduler.now, lineFaults.none);
		this.#plan();
	}

	close(): void {
		this.#closed = true;
		this.#event?.cancel();
		this.#receiver?.close();
	}

	#advance(): void {
		const receiver = this.#receiver;
		if (!receiver)
			return;
		receiver.advance();
		const { received } = receiver;
		for (let at = 0; at < received.length; at++)
			this.#take(received.bytes[at]!, received.times[at]!, received.faults[at]!);
		received.clear();
	}

	#take(byte: number, time: number, fault: number): void {
		this.#last = time;
		if (fault !== lineFaults.none) {
			this.#faulty = true;
			this.#faults[fault === lineFaults.framing ? "framing" : fault === lineFaults.parity ? "parity" : "break"]++;
		}
		if (this.#ring.push(byte)) {
			this.#fresh++;
			return;
		}
		if (this.#lost++ % fifoSize === 0) {
			this.#faulty = true;
			this.#faults.overrun++;
		}
	}

	#afterRead(): void {
		const { count, capacity } = this.#ring;
		this.#fresh = Math.min(this.#fresh, count);
		this.#lost = 0;
		if (count < capacity / 2)
			this.#toldHalf = false;
		this.#plan();
	}

	get #patience(): number {
		return this.#quiet || timeout * this.#characterTime;
	}

	/** How many more bytes make it worth while to wake somebody before the line is quiet. */
	get #wanted(): number {
		if (!this.#quiet)
			return threshold - this.#fresh;
		return this.#toldHalf ? Infinity : Math.ceil(this.#ring.capacity / 2) - this.#ring.count;
	}

	/** Looks again when something can be due: bytes are only taken from the line then, or when somebody reads. */
	#plan(): void {
		if (this.#closed)
			return;
		const time = this.#due();
		if (this.#event && this.#event.time === time)
			return;
		this.#event?.cancel();
		this.#event = time === undefined ? undefined : this.#scheduler.at(time, () => this.#look());
	}

	#due(): number | undefined {
		const { now } = this.#scheduler;
		if (this.#faulty)
			return now;
		if (this.#fresh)
			return Math.max(now, Math.min(this.#last + this.#patience, now + Math.max(0, this.#wanted) * this.#characterTime));
		const next = this.#receiver?.next;
		// Nobody reads: once per FIFO is often enough for counting what is lost.
		if (next !== undefined && this.#ring.count === this.#ring.capacity)
			return Math.max(next, now + threshold * this.#characterTime);
		return next;
	}

	#look(): void {
		this.#event = undefined;
		this.#advance();
		if (this.#faulty) {
			const faults = this.#faults;
			this.#faults = noFaults();
			this.#faulty = false;
			this.#options.onFault(faults);
		}
		if (this.#fresh && (this.#wanted <= 0 || this.#scheduler.now >= this.#last + this.#patience)) {
			const { count, capacity } = this.#ring;
			this.#fresh = 0;
			this.#toldHalf = count >= capacity / 2;
			this.#options.onReadable(count);
		}
		this.#plan();
	}
}

function noFaults(): SerialFaults {
	return { overrun: 0, framing: 0, parity: 0, break: 0 };
}

function sameFormat(left: LineFormat, right: LineFormat): boolean {
	return (Object.keys(left) as (keyof LineFormat)[]).every(key => left[key] === right[key]);
}
