import type { OpticalMeterOptions } from "./optical-meter";
import type { PushTalk } from "./optical-model";
import { OpticalTalker } from "./optical-talker";

/** The first telegram comes this long after the start; milliseconds. */
const firstTelegram = 700;

/** A meter that sends by itself: SML, or IEC 62056-21 mode D. It is blind. */
export class PushingMeter extends OpticalTalker {
	readonly #talk: PushTalk;

	constructor(options: OpticalMeterOptions, talk: PushTalk) {
		super(options, talk.format);
		this.#talk = talk;
		this.#plan(options.lightWire.scheduler.now + firstTelegram);
	}

	#plan(time: number): void {
		const { scheduler } = this.options.lightWire;
		this.timer = scheduler.at(time, () => {
			this.#plan(time + this.#talk.period);
			const telegram = this.output.write();
			if (!this.faults.has("unplugged") && this.output.transmitter.busyUntil <= scheduler.now)
				this.output.send(telegram, this.#talk.checkAt);
		});
	}
}
