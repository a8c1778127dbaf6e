import type { Reading, Telegram } from "../reading";
import type { RollerFault } from "./scr-lines";

/** A good answer of an SCR encoder. */
export interface ScrTelegram extends Telegram {
	readonly protocol: "scr";
	/** The sign-on answer; empty when it was damaged or lost, which the block's own check does not cover. */
	readonly identification: string;
	/** The register; `undefined` when it could not be read. */
	readonly volume: Reading | undefined;
	/** Why there is no volume though the line is good. */
	readonly fault: RollerFault | undefined;
	/** Date of manufacture or calibration, as it came. */
	readonly manufactured: string | undefined;
	/** `G4`. */
	readonly size: string | undefined;
	/** What stood between STX and ETX, for reports of formats that are not known yet. */
	readonly raw: string;
}
