import type { Serial, SerialFaults, SerialOptions } from "../../../drivers/serial";
import { Scheduler } from "../../../simulator/scheduler";
import { lineFormat } from "../../../simulator/wire/line-format";
import { Transmitter } from "../../../simulator/wire/transmitter";
import type { TransmitterOptions } from "../../../simulator/wire/transmitter";
import { VirtualUart } from "../../../simulator/wire/virtual-uart";
import { Wire } from "../../../simulator/wire/wire";

/** One wire with a transmitter at one end and a UART at the other, and what the UART heard. */
export class Bench {
	readonly scheduler = new Scheduler();
	readonly wire: Wire;
	readonly transmitter: Transmitter;
	readonly faults: SerialFaults = { overrun: 0, framing: 0, parity: 0, break: 0 };
	/** What `onReadable` said, and when. */
	readonly calls: { time: number; count: number; }[] = [];
	uart!: Serial;
	text = "";

	constructor(sent: Partial<SerialOptions>, heard: Partial<SerialOptions> = sent, options: TransmitterOptions = {}) {
		this.wire = new Wire(this.scheduler, { pull: "up" });
		const format = lineFormat({ baud: 9600, ...sent }, "receive");
		this.transmitter = new Transmitter(this.scheduler, this.wire.drive("open-collector", format.invert ? 0 : 1), format, options);
		this.open(heard);
	}

	open(heard: Partial<SerialOptions>): void {
		this.uart = new VirtualUart({
			baud: 9600,
			onReadable: count => {
				this.calls.push({ time: this.scheduler.now, count });
				this.take();
			},
			onFault: faults => {
				for (const key of Object.keys(faults) as (keyof SerialFaults)[])
					this.faults[key] += faults[key];
			},
			...heard,
		}, { scheduler: this.scheduler, receiveWire: this.wire });
	}

	take(): void {
		const bytes = this.uart.read();
		if (bytes)
			this.text += Buffer.from(bytes).toString("latin1");
	}

	send(text: string): void {
		this.transmitter.send(Buffer.from(text, "latin1"));
	}

	run(milliseconds: number): void {
		this.scheduler.runUntil(this.scheduler.now + milliseconds);
	}
}

export const allBytes = String.fromCharCode(...Array.from({ length: 256 }, (_, byte) => byte));
export const ascii = allBytes.slice(0, 128);
export const noFaults = Object.freeze({ overrun: 0, framing: 0, parity: 0, break: 0 });
