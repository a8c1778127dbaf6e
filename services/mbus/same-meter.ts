import { matches } from "../../drivers/mbus-master/meter-identity";
import type { FoundMeter } from "../../drivers/mbus-master/found-meter";
import type { MbusEntry } from "../../meters/mbus-entry";
import type { MbusMeter } from "../../meters/mbus-meter";

/** Whether two entries mean the same meter, as far as that can be seen. */
export function sameAddress(one: MbusEntry, other: MbusEntry): boolean {
	if (one.secondary && other.secondary)
		return matches(one.secondary, other.secondary) && matches(other.secondary, one.secondary);
	return one.primary !== undefined && one.primary === other.primary && (!one.baud || !other.baud || one.baud === other.baud);
}

/** Whether a meter that is read is the one that a scan has found. */
export function isFoundMeter({ entry, identity, line }: MbusMeter, { primary, secondary, byPrimary, baud }: FoundMeter): boolean {
	if (entry.secondary && secondary)
		return matches(secondary, entry.secondary);
	if (identity.id !== undefined && secondary?.id !== undefined)
		return identity.id === secondary.id && (entry.primary === undefined || entry.primary === primary);
	return byPrimary && entry.primary === primary && line.baud === baud;
}
