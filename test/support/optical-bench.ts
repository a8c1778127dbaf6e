import assert from "node:assert/strict";
import type { Serial, SerialConstructor, SerialOptions } from "../../drivers/serial";
import { OpticalMeter } from "../../meters/optical-meter";
import type { OpticalChoices } from "../../meters/optical-meter";
import { createHouse } from "../../simulator/house";
import type { House } from "../../simulator/house";
import type { OpticalSpec } from "../../simulator/house-spec";
import type { OpticalFault } from "../../simulator/meters/optical-meter";
import { Scheduler } from "../../simulator/scheduler";
import { UartInput } from "../../simulator/wire/uart-input";

/** Everything that a head may ever send: wake-ups, sign-ons, acknowledgements of data readout, requests to repeat. */
const allowed = /^(?:[\0U]+|\/\?[0-9A-Za-z ]{0,32}!\r\n|\x060[0-6]0\r\n|\x15)$/;
/** What begins programming mode, or belongs to it (IEC 62056-21 sections 6.3.3 and 6.4.3.3). */
const programming = /\x06[0-9][0-9][^0]|\x01[PWREB]/;

export interface Opened {
	choices?: OpticalChoices;
	finding?: string;
}

/** An optical meter of the firmware before a virtual one, and a watch on all that the head sends. */
export class OpticalBench {
	readonly scheduler = new Scheduler();
	readonly house: House;
	readonly meter: OpticalMeter;
	readonly updates: { time: number; text: string | undefined; }[] = [];
	readonly states: string[] = [];
	readonly findings: string[] = [];
	readonly logs: string[] = [];
	/** What the head wrote, one entry per call; text with one character per byte. */
	readonly written: { time: number; text: string; }[] = [];
	/** How often the port woke somebody. */
	wakes = 0;
	readonly #watches: UartInput[];

	constructor(spec: OpticalSpec, { choices, finding }: Opened = {}) {
		const { scheduler } = this;
		this.house = createHouse({ optical: spec }, scheduler, 1);
		const { optical } = this.house.ports;
		// The line itself, at both rates at which a head begins.
		this.#watches = [300, 9600].map(baud => {
			let text = "";
			const watch: UartInput = new UartInput({
				scheduler,
				wire: optical.transmitWire,
				format: { baud, data: 7, parity: "even", stop: 1, invert: false },
				bufferSize: 4096,
				quiet: 0,
				onReadable: count => {
					const bytes = new Uint8Array(count);
					watch.read(bytes);
					text = (text + Buffer.from(bytes).toString("latin1")).slice(-200);
					assert.doesNotMatch(text, programming, "the line never carries a request for programming mode");
				},
				onFault: () => {},
			});
			return watch;
		});
		this.meter = new OpticalMeter({
			serial: { io: this.#spy(optical.serial), receive: 1, transmit: 2 },
			timers: scheduler.timers,
			...(choices && { choices }),
			finding,
			onUpdate: meter => this.updates.push({ time: scheduler.now, text: meter.sensor() }),
			onState: meter => this.states.push(meter.state),
			onFinding: found => this.findings.push(found),
			onLog: (_, text) => this.logs.push(text),
		});
	}

	get sensor(): Record<string, unknown> {
		const text = this.meter.sensor();
		assert.ok(text !== undefined, `nothing was read: ${this.meter.status.lastError}`);
		return (JSON.parse(`{${text}}`) as { Optical: Record<string, unknown>; }).Optical;
	}

	run(seconds: number): this {
		this.scheduler.runUntil(this.scheduler.now + seconds * 1000);
		return this;
	}

	fault(fault: OpticalFault, on = true): this {
		this.house.ports.optical.meter!.setFault(fault, on);
		return this;
	}

	close(): void {
		assert.equal(this.house.ports.optical.meter?.programmed ?? 0, 0);
		this.meter.close();
		this.meter.close();
		for (const watch of this.#watches)
			watch.close();
		this.house.close();
	}

	#spy(io: SerialConstructor): SerialConstructor {
		const wrote = (data: ArrayBuffer | Uint8Array) => {
			const text = Buffer.from(data instanceof Uint8Array ? data : new Uint8Array(data)).toString("latin1");
			assert.match(text, allowed);
			this.written.push({ time: this.scheduler.now, text });
		};
		const woken = () => this.wakes++;
		return class extends io {
			constructor(options: SerialOptions) {
				super({
					...options,
					onReadable(this: Serial, count: number) {
						woken();
						options.onReadable?.call(this, count);
					},
				});
			}

			override write(data: ArrayBuffer | Uint8Array): void {
				wrote(data);
				super.write(data);
			}
		};
	}
}
