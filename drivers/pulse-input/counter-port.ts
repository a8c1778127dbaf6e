/**
 * The native counter (`esp32/pulse-counter.c`). It trusts its arguments; `NativeCounter` checks them. Each method must be this one call with the same
 * parameters, for then the compiler makes it a host function.
 */
export class CounterPort extends Native("xs_meterwire_counter_destructor") {
	/** @param pull 0 none, 1 up, 2 down. Times in microseconds. */
	constructor(pin: number, active: number, pull: number, minimumPulse: number, minimumPause: number) {
		super();
		native("xs_meterwire_counter_constructor").call(this, pin, active, pull, minimumPulse, minimumPause);
	}

	read(values: Float64Array): void {
		native("xs_meterwire_counter_read").call(this, values);
	}

	close(): void {
		native("xs_meterwire_counter_close").call(this);
	}
}
