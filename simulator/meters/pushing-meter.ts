import type { ScheduledEvent } from "../scheduler-entry";
import type { OpticalFault, OpticalMeter, OpticalMeterOptions } from "./optical-meter";
import type { OpticalModel, PushTalk } from "./optical-model";
import { OpticalOutput } from "./optical-output";

/** The first telegram comes this long after the start; milliseconds. */
const firstTelegram = 700;

/** A meter that sends by itself: SML, or IEC 62056-21 mode D. It is blind. */
export class PushingMeter implements OpticalMeter {
	readonly model: OpticalModel;
	readonly programmed = 0;
	readonly #options: OpticalMeterOptions;
	readonly #talk: PushTalk;
	readonly #output: OpticalOutput;
	#timer: ScheduledEvent | undefined;

	constructor(options: OpticalMeterOptions, talk: PushTalk) {
		this.model = options.model;
		this.#options = options;
		this.#talk = talk;
		this.#output = new OpticalOutput(options, talk.format);
		this.#plan(options.lightWire.scheduler.now + firstTelegram);
	}

	get sent(): number {
		return this.#output.sent;
	}

	get faults(): ReadonlySet<OpticalFault> {
		return this.#output.faults;
	}

	setFault(fault: OpticalFault, on: boolean): void {
		this.#output.setFault(fault, on);
	}

	close(): void {
		this.#timer?.cancel();
		this.#output.close();
	}

	#plan(time: number): void {
		const { scheduler } = this.#options.lightWire;
		this.#timer = scheduler.at(time, () => {
			this.#plan(time + this.#talk.period);
			const telegram = this.#output.write();
			if (!this.faults.has("unplugged") && this.#output.transmitter.busyUntil <= scheduler.now)
				this.#output.send(telegram, this.#talk.checkAt);
		});
	}
}
