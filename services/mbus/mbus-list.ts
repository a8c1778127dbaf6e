import type { FoundMeter } from "../../drivers/mbus-master/found-meter";
import { formatMbusAddress } from "../../meters/mbus-address";
import { formatMbusEntries, maximumMbusMeters, parseMbusEntries } from "../../meters/mbus-entry";
import type { MbusEntry } from "../../meters/mbus-entry";
import { foundMeterName } from "../../meters/mbus-names";
import type { Settings } from "../settings/settings";
import type { MbusStore } from "./mbus-store";
import { sameAddress } from "./same-meter";

/** Which meters are on the bus: those of the setting `mbusMeters`, and those that were found or added. */
export class MbusList {
	readonly #settings: Settings;
	readonly #store: MbusStore;
	#stored: readonly MbusEntry[];

	constructor(settings: Settings, store: MbusStore) {
		this.#settings = settings;
		this.#store = store;
		this.#stored = store.read();
	}

	/** Those of the setting first; one that was found before it was set counts once. */
	get entries(): readonly MbusEntry[] {
		const entries = this.#configured;
		this.#stored.forEach(entry => {
			if (!entries.some(other => other.name === entry.name || sameAddress(other, entry)))
				entries.push(entry);
		});
		return entries;
	}

	/** A scan that began by itself has not come to its end. Survives a restart. */
	get unfinished(): boolean {
		return this.#store.unfinished;
	}

	set unfinished(unfinished: boolean) {
		this.#store.unfinished = unfinished;
	}

	/** Adds a meter, or gives one that is there already other fields. Throws a RangeError when its name is taken or the list is full. */
	add(entry: MbusEntry, isNamed: boolean): MbusEntry {
		const { entries } = this;
		const before = entries.find(other => sameAddress(other, entry));
		const added = before ? { ...before, ...withoutAddress(entry), name: isNamed ? entry.name : before.name } : entry;
		const others = entries.filter(other => other !== before);
		if (others.some(other => other.name === added.name))
			throw new RangeError(`there is another meter with the name ${added.name}`);
		if (others.length >= maximumMbusMeters)
			throw new RangeError(`there are ${maximumMbusMeters} meters already`);
		if (before)
			this.#drop(before);
		this.#keep([...this.#stored, added]);
		return added;
	}

	/** Returns the name of the new entry; `undefined` when the list is full. */
	addFound(found: FoundMeter): string | undefined {
		const { entries } = this;
		if (entries.length >= maximumMbusMeters)
			return undefined;
		const { secondary, primary, bySecondary, baud } = found;
		const name = foundMeterName(found, entries.map(entry => entry.name));
		const address = bySecondary && secondary ? { secondary } : { primary: primary! };
		this.#keep([...this.#stored, { name, ...address, baud }]);
		return name;
	}

	/** By name or address. Returns the name; `undefined` when there is no such meter. */
	remove(text: string): string | undefined {
		const entry = this.entries.find(other => other.name === text || formatMbusAddress(other) === text || other.secondary?.id === text);
		if (entry)
			this.#drop(entry);
		return entry?.name;
	}

	get #configured(): MbusEntry[] {
		return parseMbusEntries(this.#settings.get("mbusMeters"));
	}

	#keep(entries: readonly MbusEntry[]): void {
		this.#stored = entries;
		this.#store.write(entries);
	}

	#drop(entry: MbusEntry): void {
		const configured = this.#configured;
		const rest = configured.filter(other => other.name !== entry.name);
		if (rest.length < configured.length) {
			this.#settings.set("mbusMeters", rest.length ? formatMbusEntries(rest) : "");
			this.#settings.save();
		}
		this.#keep(this.#stored.filter(other => other.name !== entry.name && !sameAddress(other, entry)));
	}
}

function withoutAddress({ primary: _primary, secondary: _secondary, ...rest }: MbusEntry): Partial<MbusEntry> {
	return rest;
}
