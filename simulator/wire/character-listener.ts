import type { ScheduledEvent } from "../scheduler-entry";
import type { LineFormat } from "./line-format";
import { Receiver } from "./receiver";
import type { Wire } from "./wire";

/** Hears each character of a wire at the moment at which it is complete, as a meter's own UART does. */
export class CharacterListener {
	readonly #wire: Wire;
	readonly #receiver: Receiver;
	readonly #onCharacter: (byte: number, fault: number, time: number) => void;
	#event: ScheduledEvent | undefined;
	#closed = false;

	/** `onCharacter` gets what is wrong with it, too: one of `lineFaults`, and when it was complete, in milliseconds. */
	constructor(wire: Wire, format: LineFormat, onCharacter: (byte: number, fault: number, time: number) => void) {
		this.#wire = wire;
		this.#onCharacter = onCharacter;
		this.#receiver = new Receiver(wire, format, () => this.#plan());
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
		this.#receiver.advance();
		const { received } = this.#receiver;
		const { bytes, faults, times, length } = received;
		for (let at = 0; at < length && !this.#closed; at++)
			this.#onCharacter(bytes[at]!, faults[at]!, times[at]!);
		received.clear();
		this.#plan();
	}
}
