import { Decimal } from "../decimal";
import { isCalendarTime } from "../meter-time";
import { obisChannel, obisValue } from "../obis";
import type { Reading, Telegram } from "../reading";

/** A meter that reports through the electricity meter: gas, water, heat … */
export interface MbusChannel {
	/** B of its OBIS codes, 1 … 4. It can change when the meter is exchanged: `equipment` says which meter it is. */
	readonly channel: number;
	/** M-Bus device type (EN 13757-3 table 3): 2 electricity, 3 gas, 4 8 12 heat, 6 warm water, 7 water. `undefined` when not sent. */
	readonly type: number | undefined;
	/** Equipment identifier; empty when the meter sends none. */
	readonly equipment: string;
	/** Valve or switch position, 24.4.0: 1 is open, 0 closed; a text in some meters. `undefined` when not sent. */
	readonly valve: Decimal | string | undefined;
	/** Its register, always with a unit; `time` says when the meter was asked. */
	readonly reading: Reading;
}

interface Parts {
	type?: Reading;
	equipment?: Reading;
	valve?: Reading;
	value?: Reading;
}

/**
 * What the objects of a channel say, by C.D.E (P1 Companion Standard 5.0.2 section 6.12; e-MUCS-P1 section 5). 24.2.1 is the value with its
 * temperature correction, 24.2.3 without (Belgian gas), 24.3.0 the form of DSMR 2 and 3.
 */
const parts: Readonly<Record<string, keyof Parts>> = Object.freeze({
	"24.1.0": "type",
	"96.1.0": "equipment",
	"96.1.1": "equipment",
	"24.4.0": "valve",
	"24.2.1": "value",
	"24.2.3": "value",
	"24.3.0": "value",
});

/** A stamp this far ahead of the electricity meter's own clock proves nothing. */
const day = 86_400_000;

/**
 * The meters on the M-Bus channels of a telegram. A channel without a value, without unit, or with a stamp that is no date is none: meters
 * fill unused channels with such things. One equipment identifier appears once. Order: by channel; meters of one type stand together, the one
 * that was read last in front, so that after an exchange the old meter's frozen value does not hide the new one's.
 */
export function mbusChannels({ readings, time }: Pick<Telegram, "readings" | "time">): readonly MbusChannel[] {
	const found = new Map<number, Parts>();
	for (const reading of readings) {
		// Most lines are the meter's own: 1-0 or 0-0.
		if (!reading.id.startsWith("0-") || reading.id.startsWith("0-0:"))
			continue;
		const part = parts[obisValue(reading.id)];
		if (!part)
			continue;
		const channel = obisChannel(reading.id);
		const known = found.get(channel) ?? {};
		found.set(channel, known);
		// Belgian meters may send 96.1.0 empty beside 96.1.1.
		if (reading.value !== "")
			known[part] = reading;
	}
	const latest = (time?.epoch ?? Infinity) + day;
	const channels: (MbusChannel & { readonly freshness: string; })[] = [];
	for (const [channel, { type, equipment, valve, value }] of found) {
		if (!value || typeof value.value === "string" || !value.unit || !hasPossibleTime(value))
			continue;
		channels.push({
			channel,
			type: type?.value instanceof Decimal ? type.value.toNumber() : undefined,
			equipment: String(equipment?.value ?? ""),
			valve: valve?.value,
			reading: value,
			freshness: freshnessOf(value, latest),
		});
	}
	channels.sort((a, b) => a.channel - b.channel);
	const firstOfType = (type: number | undefined) => channels.find(other => other.type === type)!.channel;
	const ranked = channels.map(channel => ({ channel, rank: firstOfType(channel.type) }));
	ranked.sort((a, b) => a.rank - b.rank || compare(b.channel.freshness, a.channel.freshness) || a.channel.channel - b.channel.channel);
	const known = new Set<string>();
	return ranked.map(({ channel }) => channel).filter(({ equipment }) => {
		const isNew = !equipment || !known.has(equipment);
		known.add(equipment);
		return isNew;
	}).map(({ channel, type, equipment, valve, reading }) => ({ channel, type, equipment, valve, reading }));
}

/** False for 25 hours or month 52, which unused channels show. An unset clock (2000-01-01) does not make the value bad. */
function hasPossibleTime({ time }: Reading): boolean {
	return !time || time.epoch !== undefined || isCalendarTime(time.text) || time.text.length > 13;
}

/** Text that sorts by time; stamps without a letter sort with the others. */
function freshnessOf({ time }: Reading, latest: number): string {
	if (!time || time.epoch !== undefined && time.epoch > latest || time.text.length > 13)
		return "";
	return time.text.slice(0, 12);
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
