import type { ScheduledEvent } from "../scheduler-entry";
import { CharacterListener } from "../wire/character-listener";
import type { OpticalFault, OpticalMeter, OpticalMeterOptions } from "./optical-meter";
import type { OpticalModel, RequestTalk } from "./optical-model";
import { OpticalOutput } from "./optical-output";

const longest = 256;

/** A meter with an optical port that answers binary requests of its own protocol. */
export class RequestedMeter implements OpticalMeter {
	readonly model: OpticalModel;
	readonly programmed = 0;
	readonly #options: OpticalMeterOptions;
	readonly #talk: RequestTalk;
	readonly #output: OpticalOutput;
	readonly #listener: CharacterListener;
	#heard: number[] = [];
	#timer: ScheduledEvent | undefined;

	constructor(options: OpticalMeterOptions, talk: RequestTalk) {
		this.model = options.model;
		this.#options = options;
		this.#talk = talk;
		this.#output = new OpticalOutput(options, talk.format);
		this.#listener = new CharacterListener(options.sightWire, talk.format, byte => this.#hear(byte));
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
		this.#listener.close();
		this.#output.close();
	}

	#hear(byte: number): void {
		if (this.faults.has("unplugged") || this.#timer)
			return;
		this.#heard.push(byte);
		if (this.#heard.length > longest)
			this.#heard = [];
		if (byte !== this.#talk.last)
			return;
		const answer = this.#talk.answer(Uint8Array.from(this.#heard), this.model.values);
		this.#heard = [];
		if (!answer)
			return;
		this.#timer = this.#options.lightWire.scheduler.after(this.#talk.reaction, () => {
			this.#timer = undefined;
			this.#output.send(answer, this.#talk.checkAt);
		});
	}
}
