/** Connections between lwIP and the SDK's listener: `esp32/accepting.c`. */
export class Accepting {
	/** From now on the connections of `listener`, one of the SDK's, wait until they are taken. `onWaiting` is told how many do, once for several. */
	static guard(listener: object, onWaiting: (count: number) => void): void {
		native("xs_meterwire_accepting_guard").call(this, listener, onWaiting);
	}

	/** Gives the one that has waited longest to the listener, whose `read` must follow before the network is released; false when there is none. */
	static take(listener: object): boolean {
		return native("xs_meterwire_accepting_take").call(this, listener);
	}

	/** Those that wait are ended, and nobody is told of new ones. Harmless when called again. */
	static forget(listener: object): void {
		native("xs_meterwire_accepting_forget").call(this, listener);
	}

	/** lwIP does nothing until `release`, or for a fifth of a second if that does not come. Nothing in between may call lwIP. */
	static hold(): void {
		native("xs_meterwire_accepting_hold").call(this);
	}

	/** lwIP goes on, first with what connections were sent before somebody took them. */
	static release(): void {
		native("xs_meterwire_accepting_release").call(this);
	}
}
