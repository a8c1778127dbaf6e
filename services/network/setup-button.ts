import type { Digital } from "../../drivers/serial";
import type { TimerHandle, Timers } from "../../drivers/timers";
import type { ButtonHardware } from "../platform";

const lookInterval = 200;
/** Milliseconds. Long enough for a sleeve. */
const holdTime = 3_000;

/** A button that means something only when it is held for three seconds. */
export class SetupButton {
	readonly #timers: Timers;
	readonly #pressed: number;
	readonly #onHeld: () => void;
	#pin: Digital | undefined;
	#timer: TimerHandle | undefined;
	#since: number | undefined;
	#told = false;

	/** Throws when the pin is taken. */
	constructor(timers: Timers, { io, pin, activeLow = true }: ButtonHardware, onHeld: () => void) {
		this.#timers = timers;
		this.#pressed = activeLow ? 0 : 1;
		this.#onHeld = onHeld;
		this.#pin = new io({ pin, mode: activeLow ? "InputPullUp" : "InputPullDown" });
		this.#timer = timers.repeat(() => this.#look(), lookInterval);
	}

	close(): void {
		this.#timers.clear(this.#timer);
		this.#pin?.close();
		this.#pin = undefined;
	}

	#look(): void {
		if (this.#pin?.read() !== this.#pressed) {
			this.#since = undefined;
			this.#told = false;
			return;
		}
		this.#since ??= this.#timers.ticks;
		if (this.#told || this.#timers.ticks - this.#since < holdTime)
			return;
		this.#told = true;
		this.#onHeld();
	}
}
