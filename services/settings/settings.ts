import type { Storage } from "../platform";
import { describeError } from "../text";
import { readSetting, type SettingValueType as Value, writeSetting } from "./setting-text";
import { deleteSingleSettings, migrate, readSingleSettings, settingsVersion } from "./settings-migration";
import {
	isSettingName,
	secretSettings,
	settingDefaults,
	type SettingName,
	settingNames,
	settingRow,
	type SettingValue,
} from "./settings-schema";
import { SettingsStore } from "./settings-store";

export interface SettingsOptions {
	storage: Storage;
	/** What the build or a board sets differently from the schema. Texts are read as `set` reads them. */
	defaults?: Partial<Record<SettingName, Value>>;
	/** What is wrong with values that are about to be taken: which of the settings in `changed`, and what, in words that follow its name. */
	check?(get: SettingReader, changed: readonly SettingName[]): { name: SettingName; text: string; } | undefined;
	/** These settings have other values, all of them by now. */
	onChange?(names: readonly SettingName[]): void;
}

/** Settings as they are, or as they would be. */
export type SettingReader = <Name extends SettingName>(name: Name) => SettingValue<Name>;

/** Texts by name, as a user types them. */
export type SettingTexts = Readonly<Record<string, string>>;

/** The settings: typed values from the schema's defaults, the build's, and what was saved. Only what differs from the defaults is stored. */
export class Settings {
	/** What was found in the storage and could not be used. */
	readonly warnings: readonly string[];
	#options: SettingsOptions;
	#store: SettingsStore;
	/** The build's; all others are the schema's. */
	#defaults = new Map<SettingName, Value>();
	#values = new Map<SettingName, Value>();
	/** Texts that another build understands, under their names. */
	#foreign = new Map<string, string>();
	#unsaved = false;

	/** Throws a `RangeError` for a default of the build that cannot be. What is stored never makes it throw. */
	constructor(options: SettingsOptions) {
		this.#options = options;
		this.#store = new SettingsStore(options.storage);
		for (const name of settingNames) {
			const given = options.defaults?.[name];
			if (given !== undefined)
				this.#defaults.set(name, read(name, String(given)));
		}
		const warnings: string[] = [];
		this.#load(warnings);
		this.warnings = [...this.#store.warnings, ...warnings];
	}

	get<Name extends SettingName>(name: Name): SettingValue<Name> {
		return (this.#values.get(name) ?? this.#default(name)) as SettingValue<Name>;
	}

	/** The value as `set` takes it; empty for a secret, and without the secrets in it. */
	text(name: SettingName): string {
		const row = settingRow(name);
		if (row.type !== "text")
			return writeSetting(row, this.get(name));
		const text = row.secret ? "" : String(this.get(name));
		return row.hide ? row.hide(text) : text;
	}

	/** The same, of a secret too: for a backup that was asked for with secrets, and for nothing else. */
	plainText(name: SettingName): string {
		return writeSetting(settingRow(name), this.get(name));
	}

	/** The default as `set` takes it. */
	defaultText(name: SettingName): string {
		return writeSetting(settingRow(name), this.#default(name));
	}

	/** Throws what `set` would throw, and changes nothing. */
	check(name: SettingName, text: string): void {
		read(name, text);
	}

	/** Takes a value as a user types it. Throws a `RangeError` that names the setting and its range. Not saved until `save`. */
	set(name: string, text: string): void {
		if (!isSettingName(name))
			throw new RangeError(`${name}: there is no such setting`);
		const value = read(name, this.#kept(name, text));
		const fault = this.#check(new Map([[name, value]]));
		if (fault)
			throw new RangeError(`${fault.name}: ${fault.text}`);
		if (this.#put(name, value))
			this.#options.onChange?.([name]);
	}

	/** Back to the default. */
	reset(name: SettingName): void {
		this.set(name, this.defaultText(name));
	}

	/**
	 * Takes many values and saves them, all or none. Returns what is wrong with which of them, in words that follow its name; `undefined` when
	 * all were taken. Throws when they cannot be stored: then nothing has changed either.
	 */
	change(texts: SettingTexts): Record<string, string> | undefined {
		const values = new Map<SettingName, Value>();
		const errors: Record<string, string> = {};
		for (const name of Object.keys(texts)) {
			try {
				if (!isSettingName(name))
					throw new RangeError("there is no such setting");
				values.set(name, readSetting(settingRow(name), this.#kept(name, texts[name]!)));
			}
			catch (error) {
				errors[name] = describeError(error);
			}
		}
		if (Object.keys(errors).length)
			return errors;
		const fault = this.#check(values);
		if (fault)
			return { [fault.name]: fault.text };
		const before = new Map(this.#values), foreign = new Map(this.#foreign);
		const changed = [...values].filter(([name, value]) => this.#put(name, value)).map(([name]) => name);
		try {
			this.save();
		}
		catch (error) {
			this.#values = before;
			this.#foreign = foreign;
			throw error;
		}
		if (changed.length)
			this.#options.onChange?.(changed);
		return undefined;
	}

	/** Writes what was changed. Throws when the storage does; what was not written is tried again by the next `save`. */
	save(): void {
		if (!this.#unsaved)
			return;
		const texts: Record<string, string> = Object.fromEntries(this.#foreign);
		for (const [name, value] of this.#values) {
			if (value !== this.#default(name))
				texts[name] = writeSetting(settingRow(name), value);
		}
		this.#store.write({ version: settingsVersion, texts });
		this.#unsaved = false;
	}

	/** For the log: secrets are told only as set or not. */
	toString(): string {
		return settingNames.map(name => `${name}=${isSecret(name) ? this.get(name) ? "(set)" : "" : this.text(name)}`).join(" ");
	}

	/** The same as an object, for `JSON.stringify`. */
	toJSON(): Record<string, Value> {
		const object: Record<string, Value> = {};
		for (const name of settingNames)
			object[name] = isSecret(name) ? this.get(name) ? "(set)" : "" : typeof this.get(name) === "string" ? this.text(name) : this.get(name);
		return object;
	}

	/** What is wrong with these values, taken together with those that stay. */
	#check(values: ReadonlyMap<SettingName, Value>): { name: SettingName; text: string; } | undefined {
		const changed = [...values.keys()].filter(name => values.get(name) !== this.get(name));
		if (!changed.length)
			return undefined;
		const get: SettingReader = name => (values.get(name) ?? this.get(name)) as SettingValue<typeof name>;
		return this.#options.check?.(get, changed);
	}

	/** With the secrets that a text which was shown has lost. */
	#kept(name: SettingName, text: string): string {
		const row = settingRow(name);
		return row.type === "text" && row.keep ? row.keep(text, String(this.get(name))) : text;
	}

	#default(name: SettingName): Value {
		return this.#defaults.get(name) ?? settingDefaults[name];
	}

	/** Whether it is another value. */
	#put(name: SettingName, value: Value): boolean {
		if (value === this.get(name))
			return false;
		this.#values.set(name, value);
		this.#foreign.delete(name);
		this.#unsaved = true;
		return true;
	}

	#load(warnings: string[]): void {
		const { storage } = this.#options;
		const stored = this.#store.read();
		try {
			// The first copy may have been written and the old entries not yet deleted when the power was cut.
			const single = !stored || this.#store.sequence === 1 ? readSingleSettings(storage, settingNames) : undefined;
			this.#take(migrate(stored ?? { version: 0, texts: single ?? {} }), warnings);
			if (!single)
				return;
			if (!stored) {
				this.#unsaved = true;
				this.save();
			}
			deleteSingleSettings(storage, settingNames);
		}
		catch (error) {
			warnings.push(describeError(error));
		}
	}

	#take(texts: SettingTexts, warnings: string[]): void {
		for (const name of Object.keys(texts)) {
			const text = texts[name]!;
			try {
				if (!isSettingName(name)) {
					this.#foreign.set(name, text);
					continue;
				}
				this.#values.set(name, read(name, text));
			}
			catch (error) {
				// An older or newer build may have known other limits: better one default than no start.
				this.#foreign.set(name, text);
				warnings.push(describeError(error));
			}
		}
	}
}

/** Whether these settings take effect only with the next start. */
export function needRestart(names: readonly string[]): boolean {
	return names.some(name => isSettingName(name) && settingRow(name).restart === true);
}

/** Never shown, never in a log. */
export function isSecret(name: SettingName): boolean {
	return secretSettings.includes(name);
}

function read(name: SettingName, text: string): Value {
	try {
		return readSetting(settingRow(name), text);
	}
	catch (error) {
		throw new RangeError(`${name}: ${describeError(error)}`, { cause: error });
	}
}
