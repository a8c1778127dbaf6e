/** Where a setting stands on the page and in the docs, in this order. */
export const settingGroups = Object.freeze(
	{
		network: "Network",
		mqtt: "MQTT",
		messages: "Messages",
		time: "Time",
		p1: "P1 port",
		optical: "Optical port",
		mbus: "M-Bus",
		pulse: "Pulse inputs",
		encoder: "Encoder port",
		influx: "InfluxDB",
		update: "Updates",
	} as const,
);

export type SettingGroup = keyof typeof settingGroups;

interface Row {
	readonly group: SettingGroup;
	/** One sentence for the page. */
	readonly help: string;
	/** Takes effect with the next start. */
	readonly restart?: true;
}

export interface TextRow extends Row {
	readonly type: "text";
	readonly default: string;
	/** Most characters. */
	readonly maximum: number;
	/** May not be empty. */
	readonly required?: true;
	/** Never shown again once it was set. */
	readonly secret?: true;
	/** What may be shown of a text that holds secrets among other things. */
	readonly hide?: (text: string) => string;
	/** Puts back the secrets that a text which was shown has lost. */
	readonly keep?: (text: string, before: string) => string;
	/** The only texts that it may be. */
	readonly choices?: readonly string[];
	/** Returns what is wrong with the text, in words that follow the setting's name. */
	readonly check?: (text: string) => string | undefined;
}

export interface NumberRow extends Row {
	readonly type: "number";
	readonly default: number;
	readonly minimum: number;
	readonly maximum: number;
	readonly unit?: string;
	/** A word that stands for a number outside the range: `off` for −1. */
	readonly word?: { readonly text: string; readonly value: number; };
}

export interface BooleanRow extends Row {
	readonly type: "boolean";
	readonly default: boolean;
}

export type SettingRow = TextRow | NumberRow | BooleanRow;
