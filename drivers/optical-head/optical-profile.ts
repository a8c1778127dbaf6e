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
	/** By this name a user chooses it. */
	readonly name: string;
	/** Rate and format of the sign-on. */
	readonly baud: number;
	readonly data: 7 | 8;
	readonly parity: "none" | "even";
	/** Milliseconds from the acknowledgement's last bit to the change of rate. */
	readonly delay: number;
	/** The same for a meter whose third manufacturer letter is lower-case: it promises to react after 20 ms (section 6.3.14, item 12). */
	readonly fastDelay: number;
	readonly wakeUp: readonly WakeUp[];
	/** Seconds: readouts are never closer than this. Battery meters ration them. */
	readonly shortestInterval: number;
	/** Seconds from a readout that failed to the next try. */
	readonly retry: number;
	/** What a user is told about it. */
	readonly note: string;
}

const standard: OpticalProfile = Object.freeze({
	name: "standard",
	baud: 300,
	data: 7,
	parity: "even",
	delay: 300,
	fastDelay: 20,
	wakeUp: Object.freeze([]),
	shortestInterval: 10,
	retry: 5,
	note: "",
});

const battery = Object.freeze({
	shortestInterval: 900,
	retry: 60,
	note: "the meter runs on a battery, and each readout costs it some life: it is read every 15 minutes at most",
});

function profile(name: string, changes: Partial<OpticalProfile>): OpticalProfile {
	return Object.freeze({ ...standard, ...changes, name });
}

function wakeUp(baud: number, data: 7 | 8, parity: "none" | "even", byte: number, count: number, pause: number): readonly WakeUp[] {
	return Object.freeze([Object.freeze({ baud, data, parity, byte, count, pause })]);
}

/** In the order in which they are tried on a meter of which nothing is known. */
export const opticalProfiles: readonly OpticalProfile[] = Object.freeze([
	standard,
	/** Battery meters that sleep until they see NULs for 2.1 to 2.3 s, and then want 1.5 to 1.7 s of rest (IEC 62056-21 annex B). */
	profile("battery", { ...battery, wakeUp: wakeUp(300, 7, "even", 0x00, 66, 1600) }),
	/** Meters that talk at 9600 baud from the start. */
	profile("fast", { baud: 9600 }),
	/** Heat meters that share the port with M-Bus: woken by 0x55 for 2.2 s as that wants it, then asked. */
	profile("ultraheat", { ...battery, wakeUp: wakeUp(2400, 8, "none", 0x55, 528, 350) }),
]);

/** `undefined` for a name that is none. */
export function findOpticalProfile(name: string): OpticalProfile | undefined {
	return opticalProfiles.find(profile => profile.name === name);
}
