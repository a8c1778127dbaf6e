import { ScrDecoder } from "../../protocols/scr/scr-decoder";
import type { ScrTelegram } from "../../protocols/scr/scr-telegram";
import type { Serial, SerialFaults } from "../serial";
import type { TimerHandle, Timers } from "../timers";
import { characterTime, firstTime, listenTime, totalTime } from "./encoder-times";

/** Sign-on without an address: all that is ever sent in SCR (specs/elster-encoder.md 3.1). */
const request: readonly number[] = Object.freeze([0x2F, 0x3F, 0x21, 0x0D, 0x0A]);

/** A good answer, or why there is none. `heard`: something came at all. */
export interface ScrOutcome {
	readonly telegram?: ScrTelegram;
	readonly error: string;
	readonly heard: boolean;
}

/** One question, or (for an encoder that talks by itself) one listening, on a line that has power. */
export class ScrExchange {
	readonly #timers: Timers;
	readonly #callback: (outcome: ScrOutcome) => void;
	readonly #buffer = new Uint8Array(128);
	readonly #decoder: ScrDecoder;
	#serial: Serial | undefined;
	#timer: TimerHandle | undefined;
	#limit: TimerHandle | undefined;
	#error = "";
	#heard = false;
	#damaged = false;
	#started = false;

	constructor(timers: Timers, callback: (outcome: ScrOutcome) => void) {
		this.#timers = timers;
		this.#callback = callback;
		this.#decoder = new ScrDecoder({
			onTelegram: telegram => this.#damaged ? this.#refuse() : this.#end(telegram),
			onFault: ({ error }) => this.#error = error,
			onIdentification: () => this.#signedOn(),
		});
	}

	get bytes(): number {
		return this.#decoder.counters.bytes;
	}

	/** `push`: sends nothing. */
	start(serial: Serial, push: boolean): void {
		this.#serial = serial;
		this.#started = true;
		serial.flush(true, false);
		if (!push)
			serial.write(Uint8Array.from(request));
		this.#wait(push ? listenTime : firstTime);
	}

	/** Bytes are there. */
	receive(): void {
		for (;;) {
			const count = this.#serial?.read(this.#buffer);
			if (!count)
				return;
			this.#heard = true;
			this.#decoder.push(this.#buffer.subarray(0, count));
			if (this.#started && this.#decoder.busy && this.#limit)
				this.#wait(characterTime);
		}
	}

	/**
	 * A character was damaged. The block check alone would let two of them in one answer pass, so none is believed; what comes before the sign-on
	 * answer may be noise.
	 */
	fault({ parity, framing }: SerialFaults): void {
		this.receive();
		if (this.#decoder.busy && parity + framing > 0)
			this.#damaged = true;
	}

	close(): void {
		this.#serial = undefined;
		this.#timers.clear(this.#timer);
		this.#timers.clear(this.#limit);
	}

	#signedOn(): void {
		this.#damaged = false;
		this.#limit ??= this.#timers.set(() => this.#end(), totalTime);
		this.#wait(characterTime);
	}

	#refuse(): void {
		this.#error = "parity error";
		this.#end();
	}

	#wait(time: number): void {
		this.#timers.clear(this.#timer);
		this.#timer = this.#timers.set(() => this.#expire(), time);
	}

	#expire(): void {
		// An answer that has just begun is waited for.
		if (this.#decoder.busy && !this.#limit)
			this.#signedOn();
		else
			this.#end();
	}

	#end(telegram?: ScrTelegram): void {
		if (!this.#started)
			return;
		this.#started = false;
		if (!telegram)
			this.#decoder.end();
		this.close();
		const heard = this.#heard;
		if (telegram)
			this.#callback({ telegram, error: "", heard });
		else
			this.#callback({ error: this.#error || (heard ? "what came is no answer" : "the meter does not answer"), heard });
	}
}
