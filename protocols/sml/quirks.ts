import { freezeTable } from "../freeze-table";

/** What a meter sends otherwise than its own structure says, and which meters do. */
export interface SmlQuirk {
	/** By this name it can be forced or forbidden (`SmlDecoderOptions.quirks`). */
	readonly name: string;
	/** A name that stands for all quirks of a family: `dzg` and `elster` are ELV's compatibility modes. */
	readonly family: string;
	/** FLAG codes of the makers. */
	readonly manufacturers: readonly string[];
	/** First and last serial number of the batches; absent: all. */
	readonly serials?: readonly (readonly [number, number])[];
	/** Registers whose value is put right. */
	readonly registers: readonly string[];
	/**
	 * `unsigned`: the value is unsigned although its type says signed. `direction`: the value has no sign; it is negative while the
	 * `mask` bit of `statusRegister`'s status word is set.
	 */
	readonly effect: "unsigned" | "direction";
	/** `unsigned`: only values of at most so many bytes. */
	readonly maximumBytes?: number;
	readonly statusRegister?: string;
	readonly mask?: number;
}

/** Known quirks: found by the owners of such meters, each put down with captures in the trackers of libsml, vzlogger and Tasmota. */
export const QUIRKS: readonly SmlQuirk[] = freezeTable([
	{
		// DVS74: a positive power of one to three bytes with its highest bit set lost its leading zero byte. Other DZG meters, and this
		// one's powers per phase, are honestly negative.
		name: "dzg-unsigned-power",
		family: "dzg",
		manufacturers: ["DZG"],
		serials: [[42_000_000, 48_999_999], [55_000_000, 58_999_999]],
		registers: ["1-0:16.7.0*255"],
		effect: "unsigned",
		maximumBytes: 3,
	},
	{
		// ED300L, eHZ-H: status word by FNN "Lastenheft EDL", bit 5.
		name: "emh-direction",
		family: "emh",
		manufacturers: ["EMH"],
		registers: ["1-0:15.7.0*255"],
		effect: "direction",
		statusRegister: "1-0:1.8.0*255",
		mask: 1 << 5,
	},
	{
		// AS2020: status word by FNN "Lastenheft Basiszähler", bit 11.
		name: "elster-direction",
		family: "elster",
		manufacturers: ["ELS"],
		registers: ["1-0:16.7.0*255", "1-0:15.7.0*255"],
		effect: "direction",
		statusRegister: "1-0:1.8.0*255",
		mask: 1 << 11,
	},
	{
		// DTZ541: as AS2020. Batches that send the sign are left alone: a negative value stays.
		name: "holley-direction",
		family: "holley",
		manufacturers: ["HLY"],
		registers: ["1-0:16.7.0*255"],
		effect: "direction",
		statusRegister: "1-0:1.8.0*255",
		mask: 1 << 11,
	},
]);
