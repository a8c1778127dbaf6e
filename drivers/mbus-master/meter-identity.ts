import { controlInformation } from "../../protocols/mbus/control-information";
import type { MbusFrame } from "../../protocols/mbus/frame";
import type { SecondaryAddress } from "../../protocols/mbus/frames";
import { LONG_HEADER, readLongHeader } from "../../protocols/mbus/header";
import { octetsToHex } from "../../protocols/octets";
import { MbusRecord } from "../../protocols/mbus/record";

const idLength = 4;

/** Who sent a frame: its secondary address. Only the id where the frame has the fixed structure; `undefined` where it does not say. */
export function frameIdentity(frame: MbusFrame): SecondaryAddress | undefined {
	const information = controlInformation(frame.information);
	const { data } = frame;
	if (information?.header === "long" && data.length >= LONG_HEADER) {
		const { address, meter } = readLongHeader(data, information.reversed);
		return {
			id: meter.id!,
			manufacturer: address![0]! | address![1]! << 8,
			version: address![6]!,
			medium: address![7]!,
		};
	}
	if (information?.content === "fixed" && data.length >= idLength) {
		const id = data.slice(0, idLength);
		return { id: octetsToHex(information.reversed ? id : id.reverse()) };
	}
	return undefined;
}

/** Whether a meter is one that a selection with this address selects. What either does not say matches. */
export function matches(identity: SecondaryAddress, mask: SecondaryAddress): boolean {
	const { id = "" } = mask;
	for (let at = 0; at < id.length && identity.id; at++) {
		const digit = id[at]!.toUpperCase();
		if (digit !== "F" && digit !== identity.id[at])
			return false;
	}
	return matchesField(identity.manufacturer, mask.manufacturer, 0xFFFF)
		&& matchesField(identity.version, mask.version, 0xFF)
		&& matchesField(identity.medium, mask.medium, 0xFF);
}

function matchesField(value: number | undefined, mask: number | undefined, any: number): boolean {
	return value === undefined || mask === undefined || mask === any || value === mask;
}

/** Text by which two answers of one meter are known to be of one. */
export function identityKey({ id, manufacturer, version, medium }: SecondaryAddress): string {
	return `${id}/${manufacturer}/${version}/${medium}`;
}

/**
 * Whether the records of a frame end with "more telegrams follow" (DIF 1Fh, EN 13757-3, 6.3.3). `false` where that cannot be seen: the data
 * are encrypted, or no records.
 */
export function moreFollows(frame: MbusFrame): boolean {
	const information = controlInformation(frame.information);
	if (information?.content !== "records")
		return false;
	const { data } = frame;
	const { reversed, header } = information;
	let position = header === "long" ? LONG_HEADER : header === "short" ? LONG_HEADER - 8 : 0;
	const record = new MbusRecord();
	while (position < data.length) {
		const code = data[position]!;
		if ((code & 0x0F) === 0x0F) {
			// 2F is a filler, 7F a request; behind all others nothing can be read.
			if (code !== 0x2F && code !== 0x7F)
				return code === 0x1F;
			position++;
			continue;
		}
		if (record.read(data, position, data.length, !reversed) !== undefined)
			return false;
		position = record.end;
	}
	return false;
}

/** Number that is the same for telegrams with the same records. Access number and status, which change by themselves, are left out. */
export function contentHash(frame: MbusFrame): number {
	const { data } = frame;
	const header = controlInformation(frame.information)?.header;
	const skip = header === "long" ? 8 : 0;
	const resume = header === "none" ? 0 : skip + 2;
	let hash = 0x811C9DC5;
	for (let at = 0; at < data.length; at++) {
		if (at >= skip && at < resume)
			continue;
		hash = Math.imul(hash ^ data[at]!, 0x01000193);
	}
	return hash >>> 0;
}
