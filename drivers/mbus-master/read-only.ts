import { Address, Control, FRAME_COUNT_BIT } from "../../protocols/mbus/frame";
import { SELECT } from "../../protocols/mbus/frames";

const asks: readonly number[] = Object.freeze([Control.SND_NKE, Control.REQ_UD1, Control.REQ_UD2]);

/** Whether a frame of the master's changes nothing in any meter: a link reset, a request, or a selection. */
export function isReadOnly(bytes: Uint8Array): boolean {
	if (bytes.length === 5)
		return asks.includes(bytes[1]! & ~FRAME_COUNT_BIT);
	return (bytes[4]! & ~FRAME_COUNT_BIT) === Control.SND_UD && bytes[5] === Address.SELECTED && bytes[6] === SELECT;
}
