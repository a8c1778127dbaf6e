import { Address, Control, FRAME_COUNT_BIT, START_LONG, START_SHORT, STOP } from "./frame";
import { isHexadecimal } from "../text-shape";
import { checksum } from "./framer";

/** What a slave must match to be selected (EN 13757-3, 12.2). Whatever is left out matches every slave. */
export interface SecondaryAddress {
	/** Eight digits as printed, most significant first; `F` matches any digit. Slaves that number in hexadecimal have A…E too. */
	readonly id?: string;
	/** Manufacturer code as it stands in the header. */
	readonly manufacturer?: number;
	readonly version?: number;
	readonly medium?: number;
}

/** Control information of a selection, and of data without a header to a slave. */
export const SELECT = 0x52;
const ANY_ID = "FFFFFFFF";

/** A short frame (EN 13757-2, 5.4). */
export function shortFrame(control: number, address: number): Uint8Array {
	return Uint8Array.of(START_SHORT, control, address, (control + address) & 0xFF, STOP);
}

/**
 * A control frame (no data) or a long one.
 *
 * @throws RangeError when there are more than 252 octets of data
 */
export function longFrame(control: number, address: number, information: number, data: Uint8Array = new Uint8Array(0)): Uint8Array {
	const length = data.length + 3;
	if (length > 255)
		throw new RangeError(`${data.length} octets do not fit a frame`);
	const frame = new Uint8Array(length + 6);
	frame.set([START_LONG, length, length, START_LONG, control, address, information]);
	frame.set(data, 7);
	frame[length + 4] = checksum(frame, 4, length + 4);
	frame[length + 5] = STOP;
	return frame;
}

/** Resets a slave's link layer: it forgets the last frame count bit, and at address 253 it is deselected. */
export function sendNke(address: number): Uint8Array {
	return shortFrame(Control.SND_NKE, address);
}

/** Asks for class 2 data, the readings. Toggle `frameCountBit` only when the answer before was good. */
export function requestData(address: number, frameCountBit: boolean): Uint8Array {
	return shortFrame(Control.REQ_UD2 | (frameCountBit ? FRAME_COUNT_BIT : 0), address);
}

/** Asks for class 1 data, alarms. */
export function requestAlarm(address: number, frameCountBit: boolean): Uint8Array {
	return shortFrame(Control.REQ_UD1 | (frameCountBit ? FRAME_COUNT_BIT : 0), address);
}

/** Sends data to a slave, which acknowledges with E5h. */
export function sendData(address: number, frameCountBit: boolean, information: number, data?: Uint8Array): Uint8Array {
	return longFrame(Control.SND_UD | (frameCountBit ? FRAME_COUNT_BIT : 0), address, information, data);
}

/**
 * Selects the slaves that match; they answer at address 253 from then on, and all others there fall silent.
 *
 * @throws RangeError when the id is not eight hexadecimal digits
 */
export function selectSlave(address: SecondaryAddress): Uint8Array {
	const id = address.id ?? ANY_ID;
	if (id.length !== 8 || !isHexadecimal(id))
		throw new RangeError(`${id}: an identification has eight digits`);
	const manufacturer = address.manufacturer ?? 0xFFFF;
	const data = new Uint8Array(8);
	for (let i = 0; i < 4; i++)
		data[i] = Number.parseInt(id.slice(6 - 2 * i, 8 - 2 * i), 16);
	data[4] = manufacturer & 0xFF;
	data[5] = manufacturer >> 8;
	data[6] = address.version ?? 0xFF;
	data[7] = address.medium ?? 0xFF;
	return sendData(Address.SELECTED, false, SELECT, data);
}
