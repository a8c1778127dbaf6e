import type { OpticalMode } from "../drivers/optical-head/optical-head";

/** What a user may choose by name in `opticalMode`. */
export interface OpticalModeChoice {
	readonly name: string;
	readonly mode: OpticalMode;
	/** `false`: the sign-on is sent, but no acknowledgement. */
	readonly acknowledge: boolean;
	/** Which pushed telegrams count. */
	readonly kinds: readonly ("sml" | "push")[];
}

const both = Object.freeze(["sml", "push"] as const);

function choice(name: string, mode: OpticalMode, acknowledge: boolean, kinds: readonly ("sml" | "push")[]): OpticalModeChoice {
	return Object.freeze({ name, mode, acknowledge, kinds: Object.freeze(kinds) });
}

/**
 * `auto` suits nearly all. `mode1` to `mode4` are those of ELV's readers: 1 only listens; 2 asks, and takes the data at the rate and in the
 * way in which they come (modes A and B of IEC 62056-21); 3 also acknowledges (mode C); 4 sends nothing and takes pushed IEC 62056-21
 * (mode D). None of them ever gets a meter into programming mode.
 */
export const opticalModes: readonly OpticalModeChoice[] = Object.freeze([
	choice("auto", "auto", true, both),
	choice("listen", "listen", true, both),
	choice("ask", "ask", true, both),
	choice("sml", "listen", true, ["sml"]),
	choice("mode1", "listen", true, both),
	choice("mode2", "ask", false, both),
	choice("mode3", "ask", true, both),
	choice("mode4", "listen", true, ["push"]),
]);

/** `undefined` for a name that is none. */
export function findOpticalMode(name: string): OpticalModeChoice | undefined {
	return opticalModes.find(mode => mode.name === name);
}
