import type { MeterTime } from "../reading";
import { type AxdrReader, OCTETS } from "./axdr-reader";
import { cosemTime, TIME_LENGTH } from "./cosem-time";
import { DlmsError } from "./dlms-error";

/** Passes tag, invoke identifier and time of a data notification (IEC 62056-5-3, 7.3.12); gives the time, where there is one. */
export function readHead(reader: AxdrReader): MeterTime | undefined {
	reader.octets(5);
	// Kaifa's meters encode the time as data, with a tag, where only its length belongs.
	if (reader.peek() === OCTETS && reader.peek(1) === TIME_LENGTH)
		reader.octet();
	const length = reader.octet();
	if (length !== 0 && length !== TIME_LENGTH)
		throw new DlmsError(`a time of ${length} octets`);
	return cosemTime(reader.octets(length));
}
