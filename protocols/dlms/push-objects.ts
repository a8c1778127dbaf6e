import { obisOfOctets } from "../obis";
import { ARRAY, type AxdrReader, INT8, OCTETS, STRUCTURE, UINT16 } from "./axdr-reader";

/** One object of a push object list (IEC 62056-6-2, class "Push setup"): whose attribute stands at this place of the message. */
export interface PushObject {
	readonly code: string;
	/** 1: its logical name, 2: its value, 3: scaler and unit. */
	readonly attribute: number;
}

const CLASS_SIZE = 3;
const NAME_LENGTH = 6;

/** True when a push object list is next: an array of structures that begin with class number and logical name. */
export function isPushList(reader: AxdrReader): boolean {
	// Array, length (one to three octets), structure, length.
	const place = reader.peek(1) === 0x81 ? 3 : reader.peek(1) === 0x82 ? 4 : 2;
	return reader.peek() === ARRAY && reader.peek(place) === STRUCTURE && reader.peek(place + 1) >= 3 && reader.peek(place + 2) === UINT16
		&& reader.peek(place + 2 + CLASS_SIZE) === OCTETS && reader.peek(place + 3 + CLASS_SIZE) === NAME_LENGTH;
}

/** Reads the list. Elements behind the first three (data index, restrictions, columns) say nothing of the value's meaning. */
export function readPushList(reader: AxdrReader): PushObject[] {
	reader.next();
	const objects: PushObject[] = [];
	for (let left = reader.length; left > 0; left--)
		objects.push(readObject(reader));
	return objects;
}

function readObject(reader: AxdrReader): PushObject {
	reader.next();
	const elements = reader.type === STRUCTURE ? reader.length : 0;
	let code = "", attribute = 2;
	for (let index = 0; index < elements; index++) {
		if (index > 2) {
			reader.skip();
			continue;
		}
		reader.next();
		if (reader.type === OCTETS && reader.length === NAME_LENGTH)
			code = obisOfOctets(reader.content());
		else if (reader.type === INT8)
			attribute = Number(reader.number());
	}
	return { code, attribute };
}
