/** One burst of equal bytes that wakes a meter's optical port. */
export interface WakeUp {
	readonly baud: number;
	readonly data: 7 | 8;
	readonly parity: "none" | "even";
	readonly byte: number;
	/** How often the byte is sent. */
	readonly count: number;
	/** Milliseconds between the last byte and what follows. */
	readonly pause: number;
}

/** How a kind of meter wants to be asked. All fields have the standard's values where a profile does not say otherwise. */
export interface OpticalProfile {
	/** Device address in the sign-on (IEC 62056-21 section 6.3.1), up to 32 printable characters. Empty: any meter answers. */
	readonly address: string;
	/** Baud and format of the sign-on. */
	readonly baud: number;
	readonly data: 7 | 8;
	readonly parity: "none" | "even";
	/** The fastest rate that may be acknowledged. */
	readonly maximumBaud: number;
	/** Milliseconds from the acknowledgement's last bit to the change of baud. */
	readonly delay: number;
	/** The same for a meter whose third manufacturer letter is lower-case: it promises 20 ms (section 6.3.2, note on reaction time). */
	readonly fastDelay: number;
	readonly wakeUp: readonly WakeUp[];
	/** Seconds: readouts are never closer than this. Battery meters ration them. */
	readonly shortestInterval: number;
	/** What a user is told about it. */
	readonly note: string;
}

const standard: OpticalProfile = Object.freeze({
	address: "",
	baud: 300,
	data: 7,
	parity: "even",
	maximumBaud: 19200,
	delay: 300,
	fastDelay: 20,
	wakeUp: Object.freeze([]),
	shortestInterval: 10,
	note: "",
});

const profile = (changes: Partial<OpticalProfile>): OpticalProfile => Object.freeze({ ...standard, ...changes });

/** A user picks one by name; `standard` fits most electricity meters. */
export const opticalProfiles: Readonly<Record<string, OpticalProfile>> = Object.freeze({
	standard,
	/** Battery meters that sleep until they see a row of NULs at 300 baud (IEC 62056-21 annex B). */
	battery: profile({
		wakeUp: Object.freeze([{ baud: 300, data: 7, parity: "even", byte: 0, count: 70, pause: 1000 }] as const),
		shortestInterval: 900,
		note: "runs on a battery: each readout costs it some life",
	}),
	/** Landis+Gyr UH50 and T550: woken at 2400 8N1, asked at 300 7E1. */
	ultraheat: profile({
		wakeUp: Object.freeze([{ baud: 2400, data: 8, parity: "none", byte: 0x55, count: 528, pause: 350 }] as const),
		shortestInterval: 900,
		note: "runs on a battery: each readout costs it some life",
	}),
});
