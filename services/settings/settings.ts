import type { Storage } from "../platform";
import { describeError } from "../text";
import { isSettingName, type SettingName, settingNames, type SettingRow, settingsSchema, type SettingValue } from "./settings-schema";

type Value = string | number | boolean;

/** A message does not repeat longer texts: lists of meters, which may hold keys. */
const longestShown = 40;

export interface SettingsOptions {
	storage: Storage;
	/** What the build or a board sets differently from the schema. Texts are read as `set` reads them. */
	defaults?: Partial<Record<SettingName, Value>>;
	/** A setting was given another value. */
	onChange?(name: SettingName): void;
}

/**
 * The settings: typed values from the schema's defaults, the build's, and what was saved. Only what differs from the defaults is stored, one text
 * per setting.
 */
export class Settings {
	/** What was found in the storage and could not be used. */
	readonly warnings: readonly string[];
	#options: SettingsOptions;
	#defaults = new Map<SettingName, Value>();
	#values = new Map<SettingName, Value>();
	#unsaved = new Set<SettingName>();

	constructor(options: SettingsOptions) {
		this.#options = options;
		const warnings: string[] = [];
		for (const name of settingNames) {
			const given = options.defaults?.[name];
			this.#defaults.set(name, given === undefined ? settingsSchema[name].default : parse(name, String(given)));
			try {
				const stored = options.storage.read(name);
				if (stored !== undefined)
					this.#values.set(name, parse(name, stored));
			}
			catch (error) {
				// An older or newer build may have known other limits: better one default than no start.
				warnings.push(describeError(error));
			}
		}
		this.warnings = warnings;
	}

	get<Name extends SettingName>(name: Name): SettingValue<Name> {
		return (this.#values.get(name) ?? this.#defaults.get(name)) as SettingValue<Name>;
	}

	/** The value as `set` takes it; empty for a secret. */
	text(name: SettingName): string {
		return isSecret(name) ? "" : format(name, this.get(name));
	}

	/** Takes a value as a user types it. Throws a `RangeError` that names the setting and its range. Not saved until `save`. */
	set(name: string, text: string): void {
		if (!isSettingName(name))
			throw new RangeError(`${name}: there is no such setting`);
		const value = parse(name, text);
		if (value === this.get(name))
			return;
		this.#values.set(name, value);
		this.#unsaved.add(name);
		this.#options.onChange?.(name);
	}

	/** Back to the default. */
	reset(name: SettingName): void {
		this.set(name, format(name, this.#defaults.get(name)!));
	}

	/** Writes what was changed. Throws when the storage does; what was not written is tried again by the next `save`. */
	save(): void {
		for (const name of [...this.#unsaved]) {
			const value = this.get(name);
			if (value === this.#defaults.get(name))
				this.#options.storage.delete(name);
			else
				this.#options.storage.write(name, format(name, value));
			this.#unsaved.delete(name);
		}
	}

	/** For the log: secrets are told only as set or not. */
	toString(): string {
		return settingNames.map(name => `${name}=${isSecret(name) ? this.get(name) ? "(set)" : "" : this.text(name)}`).join(" ");
	}

	/** The same as an object, for `JSON.stringify`. */
	toJSON(): Record<string, Value> {
		const object: Record<string, Value> = {};
		for (const name of settingNames)
			object[name] = isSecret(name) ? this.get(name) ? "(set)" : "" : this.get(name);
		return object;
	}
}

function isSecret(name: SettingName): boolean {
	const row: SettingRow = settingsSchema[name];
	return row.type === "text" && row.secret === true;
}

function parse(name: SettingName, text: string): Value {
	const row: SettingRow = settingsSchema[name];
	switch (row.type) {
		case "boolean":
			if (/^(true|on|yes|1)$/i.test(text))
				return true;
			if (/^(false|off|no|0)$/i.test(text))
				return false;
			throw new RangeError(`${name}: "${text}" is neither on nor off`);
		case "number": {
			const { minimum, maximum, unit, word } = row;
			const trimmed = text.trim();
			if (word && (trimmed.toLowerCase() === word.text || trimmed === String(word.value)))
				return word.value;
			const value = /^-?[0-9]+$/.test(trimmed) ? Number(trimmed) : NaN;
			if (value >= minimum && value <= maximum)
				return value;
			throw new RangeError(
				`${name}: "${text}" is not a whole number from ${minimum} to ${maximum}${unit ? ` ${unit}` : ""}${word ? ` or ${word.text}` : ""}`,
			);
		}
		case "text": {
			// A secret is not repeated in a message that may end in a log.
			const shown = row.secret || text.length > longestShown ? "the text" : `"${text}"`;
			if (text.length > row.maximum)
				throw new RangeError(`${name}: ${row.secret ? shown : "the text"} is longer than ${row.maximum} characters`);
			if (row.required && !text)
				throw new RangeError(`${name}: may not be empty`);
			if (hasControl(text))
				throw new RangeError(`${name}: may not hold control characters`);
			if (row.choices && !row.choices.includes(text))
				throw new RangeError(`${name}: ${shown} is none of ${row.choices.join(", ")}`);
			const fault = row.check?.(text);
			if (fault)
				throw new RangeError(`${name}: ${shown} ${fault}`);
			return text;
		}
	}
}

function format(name: SettingName, value: Value): string {
	const row: SettingRow = settingsSchema[name];
	if (row.type === "boolean")
		return value ? "on" : "off";
	return row.type === "number" && value === row.word?.value ? row.word.text : String(value);
}

function hasControl(text: string): boolean {
	for (let index = 0; index < text.length; index++) {
		const code = text.charCodeAt(index);
		if (code < 32 || code === 127)
			return true;
	}
	return false;
}
