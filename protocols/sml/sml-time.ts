import type { MeterTime } from "../reading";
import { SmlError } from "./sml-error";
import { LIST, OCTETS, type SmlReader } from "./sml-reader";

/** SML_Time's choices (SML 1.04, section 6.2.3). */
const SECOND_INDEX = 1;
const TIMESTAMP = 2;
const LOCAL_TIMESTAMP = 3;

/**
 * Reads a SML_Time. As meters send it: a choice of second index (counts from some start of the meter's own, so it cannot be placed in
 * time), timestamp, or local timestamp; the local timestamp's list without the choice (FROETEC ZG22); a bare second index (Holley DTZ541).
 */
export function readTime(reader: SmlReader): MeterTime | undefined {
	reader.next();
	if (reader.type === OCTETS && reader.length === 0)
		return undefined;
	if (reader.type !== LIST)
		return secondIndex(reader.number(false));
	if (reader.length === 3)
		return localTimestamp(reader);
	if (reader.length !== 2)
		throw new SmlError(`a time of ${reader.length} elements`);
	switch (reader.integer()) {
		case SECOND_INDEX:
			return secondIndex(reader.integer());
		case TIMESTAMP:
			return timestamp(reader.integer(), 0);
		case LOCAL_TIMESTAMP:
			if (reader.list() === 3)
				return localTimestamp(reader);
	}
	throw new SmlError("a time of an unknown kind");
}

function secondIndex(seconds: number | bigint | undefined): MeterTime | undefined {
	return seconds === undefined ? undefined : { text: `secIndex ${seconds}` };
}

function timestamp(seconds: number | bigint | undefined, offset: number | undefined): MeterTime | undefined {
	if (typeof seconds !== "number")
		return undefined;
	// An unset clock counts from 0: that is not 1970.
	if (seconds === 0)
		return { text: "0" };
	return { text: String(seconds), epoch: seconds * 1000, offset };
}

/** Timestamp in UTC, then the zone's and the season's offset in minutes. */
function localTimestamp(reader: SmlReader): MeterTime | undefined {
	const seconds = reader.integer();
	return timestamp(seconds, Number(reader.integer() ?? 0) + Number(reader.integer() ?? 0));
}
