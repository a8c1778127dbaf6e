import { CharacterListener } from "../wire/character-listener";
import type { OpticalMeterOptions } from "./optical-meter";
import type { RequestTalk } from "./optical-model";
import { OpticalTalker } from "./optical-talker";

const longest = 256;

/** A meter with an optical port that answers binary requests of its own protocol. */
export class RequestedMeter extends OpticalTalker {
	readonly #talk: RequestTalk;
	readonly #listener: CharacterListener;
	#heard: number[] = [];

	constructor(options: OpticalMeterOptions, talk: RequestTalk) {
		super(options, talk.format);
		this.#talk = talk;
		this.#listener = new CharacterListener(options.sightWire, talk.format, byte => this.#hear(byte));
	}

	override close(): void {
		super.close();
		this.#listener.close();
	}

	#hear(byte: number): void {
		if (this.faults.has("unplugged") || this.timer)
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
		this.timer = this.options.lightWire.scheduler.after(this.#talk.reaction, () => {
			this.timer = undefined;
			this.output.send(answer, this.#talk.checkAt);
		});
	}
}
