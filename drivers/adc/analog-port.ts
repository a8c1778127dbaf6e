/**
 * A measured voltage (`esp32/adc-pin.c`). It trusts its arguments; whoever makes one checks them. Each method must be this one call with the same
 * parameters, for then the compiler makes it a host function.
 */
export class AnalogPort extends Native("xs_meterwire_analog_destructor") {
	/** Throws when the pin is taken or has no ADC. */
	constructor(pin: number) {
		super();
		native("xs_meterwire_analog_constructor").call(this, pin);
	}

	/** 0 to 4095, of 2.45 V; −1 when the conversion failed. */
	read(): number {
		return native("xs_meterwire_analog_read").call(this) as number;
	}

	close(): void {
		native("xs_meterwire_analog_close").call(this);
	}
}
