/** Octets that begin and end the frames of the link layer (EN 13757-2, 5.4; EN 60870-5-2 format class FT1.2). */
export const ACKNOWLEDGE = 0xE5;
export const START_SHORT = 0x10;
export const START_LONG = 0x68;
export const STOP = 0x16;

/** The longest frame: 255 octets of user data, four before them, the check sum and the stop octet. */
export const MAXIMUM_FRAME = 261;

/** What stands in the control field (EN 13757-2, 5.4): a name for each function that a master sends. */
export const Control = Object.freeze({
	SND_NKE: 0x40,
	SND_UD: 0x53,
	REQ_UD1: 0x5A,
	REQ_UD2: 0x5B,
	/** A slave's answer; the bits for access demand and data flow control may be set as well. */
	RSP_UD: 0x08,
});

/** The frame count bit; it counts only where the frame count valid bit (10h) is set too. */
export const FRAME_COUNT_BIT = 0x20;

/** Addresses with a meaning of their own (EN 13757-2, 5.5). */
export const Address = Object.freeze({
	/** A slave that was selected by its secondary address. */
	SELECTED: 253,
	/** Every slave, and every slave answers: only of use with one slave on the bus. */
	TEST: 254,
	/** Every slave, and none answers. */
	BROADCAST: 255,
});

/**
 * One good frame. `bytes` and `data` look into the framer's own buffer: they are valid until the callback that got them returns.
 */
export interface MbusFrame {
	/** A control frame is a long frame that ends after its control information field. */
	readonly kind: "acknowledge" | "short" | "control" | "long";
	/** Control field, 0 in an acknowledgement. */
	readonly control: number;
	/** Address field, 0 in an acknowledgement. */
	readonly address: number;
	/** Control information field (CI) of a control or long frame. */
	readonly information: number;
	/** What follows the control information field. */
	readonly data: Uint8Array;
	/** The whole frame, start to stop. */
	readonly bytes: Uint8Array;
}
