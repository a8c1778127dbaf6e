/**
 * The native counter of a disc's turns (`esp32/disc-counter.c`). It trusts its arguments; `NativeDiscCounter` checks them. Each method must be this one
 * call with the same parameters, for then the compiler makes it a host function.
 */
export class DiscPort extends Native("xs_meterwire_disc_destructor") {
	/** @param threshold 1 to 200. Times in microseconds. */
	constructor(pin: number, threshold: number, minimumPulse: number, minimumPause: number) {
		super();
		native("xs_meterwire_disc_constructor").call(this, pin, threshold, minimumPulse, minimumPause);
	}

	read(values: Float64Array): void {
		native("xs_meterwire_disc_read").call(this, values);
	}

	close(): void {
		native("xs_meterwire_disc_close").call(this);
	}
}
