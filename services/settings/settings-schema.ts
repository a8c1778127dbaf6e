import { findPulseKind } from "../../drivers/pulse-input/pulse-kinds";
import { mbusBauds } from "../../drivers/mbus-master/mbus-times";
import { opticalBauds } from "../../drivers/optical-head/optical-formats";
import { opticalProfiles } from "../../drivers/optical-head/optical-profile";
import { parseMbusEntries } from "../../meters/mbus-entry";
import { opticalCompatibilities } from "../../meters/optical-compatibility";
import { opticalModes } from "../../meters/optical-modes";
import { PosixTimeZone } from "../clock/posix-time-zone";
import { freezeTable } from "../../protocols/freeze-table";

interface Row {
	/** One sentence for the page. */
	readonly help: string;
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

/**
 * Every setting: name (at most 15 characters, the limit of NVS keys), type, range, default, help. A new setting is one row here. Texts are
 * shorter than the 4000 bytes that NVS takes.
 */
const rows = {
	wifiSsid: { type: "text", default: "", maximum: 32, help: "Name of the Wi-Fi network.", check: wifiName },
	wifiPassword: { type: "text", default: "", maximum: 63, secret: true, help: "Password of the Wi-Fi network.", check: wifiPassword },
	hostname: { type: "text", default: "", maximum: 32, help: "Name in the network; empty: made from the topic.", check: hostname },
	mqttHost: { type: "text", default: "", maximum: 128, help: "Name or address of the MQTT broker.", check: noBlanks },
	mqttPort: { type: "number", default: 1883, minimum: 1, maximum: 65535, help: "Port of the MQTT broker; 8883 is usual with TLS." },
	mqttTls: { type: "boolean", default: false, help: "Encrypt the connection to the broker (mqtts)." },
	mqttUser: { type: "text", default: "", maximum: 128, help: "User name at the broker; empty: none." },
	mqttPassword: { type: "text", default: "", maximum: 128, secret: true, help: "Password at the broker." },
	mqttClient: {
		type: "text",
		default: "DVES_%06X",
		maximum: 64,
		required: true,
		help: "Client name at the broker; %06X stands for the end of the MAC address.",
		check: noBlanks,
	},
	topic: {
		type: "text",
		default: "meterwire_%06X",
		maximum: 64,
		required: true,
		help: "%topic% in FullTopic; %06X stands for the end of the MAC address.",
		check: noWildcards,
	},
	fullTopic: {
		type: "text",
		default: "%prefix%/%topic%/",
		maximum: 100,
		required: true,
		help: "Shape of all topics, as Tasmota's FullTopic.",
		check: fullTopic,
	},
	deviceName: { type: "text", default: "", maximum: 64, help: "Name of the device in Home Assistant; empty: the topic." },
	discovery: {
		type: "text",
		default: "tasmota",
		maximum: 13,
		required: true,
		help: "How Home Assistant finds the device: tasmota (its Tasmota integration), homeassistant (MQTT discovery), or off.",
		choices: ["tasmota", "homeassistant", "off"],
	},
	telePeriod: {
		type: "number",
		default: 300,
		minimum: 10,
		maximum: 3600,
		unit: "s",
		word: { text: "0", value: 0 },
		help: "Time between two STATE and SENSOR messages; 0: none.",
	},
	publishInterval: {
		type: "number",
		default: 10,
		minimum: 0,
		maximum: 3600,
		unit: "s",
		word: { text: "off", value: -1 },
		help: "Least time between SENSOR messages for new telegrams; 0: one for each telegram; off: TelePeriod only.",
	},
	sensorRetain: { type: "boolean", default: false, help: "The broker keeps the last SENSOR message." },
	ntpServer: { type: "text", default: "pool.ntp.org", maximum: 128, help: "Time servers, separated by blanks." },
	timezone: {
		type: "text",
		default: "CET-1CEST,M3.5.0,M10.5.0/3",
		maximum: 64,
		required: true,
		help: "Time zone as a POSIX TZ text.",
		check: timeZone,
	},
	p1Interval: {
		type: "number",
		default: 0,
		minimum: 0,
		maximum: 3600,
		unit: "s",
		help: "Time between two requests at the P1 port; 0: the meter sends by itself.",
	},
	opticalMode: {
		type: "text",
		default: "auto",
		maximum: 8,
		required: true,
		help:
			"Optical port: auto listens and then asks; listen, sml, mode1 and mode4 only listen; ask and mode3 ask; mode2 asks without acknowledging; off.",
		choices: [...opticalModes.map(mode => mode.name), "off"],
	},
	opticalBaud: {
		type: "text",
		default: "auto",
		maximum: 5,
		required: true,
		help: "Rate at which the meter sends by itself; auto: all are tried.",
		choices: ["auto", ...opticalBauds.map(String)],
	},
	opticalMaxBaud: {
		type: "text",
		default: "auto",
		maximum: 5,
		required: true,
		help: "The fastest rate that a meter that is asked may change to; auto: what it offers.",
		choices: ["auto", ...opticalBauds.map(String)],
	},
	opticalProfile: {
		type: "text",
		default: "auto",
		maximum: 16,
		required: true,
		help: "How the meter wants to be asked; auto: all are tried.",
		choices: ["auto", ...opticalProfiles.map(profile => profile.name)],
	},
	opticalAddress: {
		type: "text",
		default: "",
		maximum: 32,
		help: "Device address for asking: the meter's own number, where it wants that; empty: any meter answers.",
		check: deviceAddress,
	},
	opticalInterval: {
		type: "number",
		default: 60,
		minimum: 1,
		maximum: 86400,
		unit: "s",
		help: "Time between two readouts of a meter that is asked; meters on a battery are asked less often.",
	},
	opticalDelay: {
		type: "number",
		default: -1,
		minimum: 0,
		maximum: 1500,
		unit: "ms",
		word: { text: "auto", value: -1 },
		help: "Time from the acknowledgement to the change of rate.",
	},
	opticalCompat: {
		type: "text",
		default: "auto",
		maximum: 8,
		required: true,
		help: "Known faults of SML meters: auto goes by maker and number; none, dzg, elster or both.",
		choices: Object.keys(opticalCompatibilities),
	},
	opticalCheck: {
		type: "text",
		default: "require",
		maximum: 8,
		required: true,
		help: "What a wrong block check of IEC 62056-21 does: require refuses the data; warn and ignore take them.",
		choices: ["require", "warn", "ignore"],
	},
	opticalWanted: {
		type: "text",
		default: "",
		maximum: 200,
		help: "Codes separated by blanks: a readout ends when they have come; empty: it is read to its end.",
	},
	opticalHistory: { type: "boolean", default: false, help: "Also publish the values of earlier billing periods." },
	obisPowerIn: { type: "text", default: "", maximum: 32, help: "Code of the power that is drawn; empty: 1.7.0." },
	obisEnergyIn: { type: "text", default: "", maximum: 32, help: "Code of the energy that was drawn; empty: 1.8.0." },
	obisPowerOut: { type: "text", default: "", maximum: 32, help: "Code of the power that is fed in; empty: 2.7.0." },
	obisEnergyOut: { type: "text", default: "", maximum: 32, help: "Code of the energy that was fed in; empty: 2.8.0." },
	mbusPort: { type: "boolean", default: true, help: "Use the M-Bus port." },
	mbusMeters: {
		type: "text",
		default: "",
		maximum: 3900,
		help:
			"Meters on the M-Bus: a JSON list with address and, where wanted, name, baud, interval, key, wait, wake, plain; empty: those found.",
		check: mbusMeters,
	},
	mbusBaud: {
		type: "text",
		default: "2400",
		maximum: 5,
		required: true,
		help: "Rate of meters whose entry names none; scans look at this rate and at 300.",
		choices: mbusBauds.map(String),
	},
	mbusInterval: {
		type: "number",
		default: 900,
		minimum: 5,
		maximum: 2_678_400,
		unit: "s",
		help: "Time between two readouts of a meter on the M-Bus whose entry names none.",
	},
	mbusMinimum: {
		type: "number",
		default: 60,
		minimum: 5,
		maximum: 86400,
		unit: "s",
		help: "No meter on the M-Bus is read more often than this: some run on a battery that each readout costs a little of.",
	},
	mbusScan: { type: "boolean", default: true, help: "Look for meters on the M-Bus while none is known." },
	pulse1Kind: {
		type: "text",
		default: "off",
		maximum: 10,
		help: "What is on pulse input 1: s0, reed, led, ferraris, or off. Counts from the next start.",
		check: pulseKind,
	},
	pulse1Constant: {
		type: "number",
		default: 0,
		minimum: 0,
		maximum: 65535,
		help: "Meter constant of pulse input 1: pulses per kWh, or litres per pulse of a reed contact; 0: as is usual.",
	},
	pulse1Label: {
		type: "text",
		default: "Pulse1",
		maximum: 20,
		required: true,
		help: "Name of pulse input 1 in messages.",
		check: pulseLabel,
	},
	pulse1Value: {
		type: "text",
		default: "",
		maximum: 20,
		help: "Sets the counter of pulse input 1 to the meter's reading; empty: leaves it as it is.",
		check: pulseValue,
	},
	pulse2Kind: {
		type: "text",
		default: "off",
		maximum: 10,
		help: "What is on pulse input 2: s0, reed, led, ferraris, or off. Counts from the next start.",
		check: pulseKind,
	},
	pulse2Constant: {
		type: "number",
		default: 0,
		minimum: 0,
		maximum: 65535,
		help: "Meter constant of pulse input 2: pulses per kWh, or litres per pulse of a reed contact; 0: as is usual.",
	},
	pulse2Label: {
		type: "text",
		default: "Pulse2",
		maximum: 20,
		required: true,
		help: "Name of pulse input 2 in messages.",
		check: pulseLabel,
	},
	pulse2Value: {
		type: "text",
		default: "",
		maximum: 20,
		help: "Sets the counter of pulse input 2 to the meter's reading; empty: leaves it as it is.",
		check: pulseValue,
	},
	encoderInterval: {
		type: "number",
		default: 900,
		minimum: 60,
		maximum: 86400,
		unit: "s",
		help: "Time between two reads of the encoder port's gas meter.",
	},
	encoderDial: {
		type: "text",
		default: "",
		maximum: 32,
		help: "Type code on the gas meter's dial (AE.…); none where it has none; empty: find out. Counts from the next start.",
	},
} as const satisfies Record<string, SettingRow>;

export const settingsSchema = freezeTable(rows);

export type SettingName = keyof typeof rows;

type ValueOf<Type extends SettingRow["type"]> = Type extends "number" ? number : Type extends "boolean" ? boolean : string;

/** The type of a setting's value. */
export type SettingValue<Name extends SettingName> = ValueOf<(typeof rows)[Name]["type"]>;

export const settingNames = Object.freeze(Object.keys(rows)) as readonly SettingName[];

export function isSettingName(name: string): name is SettingName {
	return Object.prototype.hasOwnProperty.call(rows, name);
}
/** IEC 62056-21 section 6.3.1. */
function deviceAddress(text: string): string | undefined {
	return /^[0-9A-Za-z ]*$/.test(text) ? undefined : "may hold letters, digits and blanks only";
}

/** IEEE 802.11, 9.4.2.2: 32 bytes, whatever the number of characters. */
function wifiName(text: string): string | undefined {
	return ArrayBuffer.fromString(text).byteLength > 32 ? "is longer than 32 bytes" : undefined;
}

/** WPA2 passphrases have 8 … 63 characters (IEEE 802.11, J.4.1). */
function wifiPassword(text: string): string | undefined {
	return text && text.length < 8 ? "is shorter than 8 characters" : undefined;
}

/** RFC 1123, 2.1. */
function hostname(text: string): string | undefined {
	return text && !/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(text) ? "may hold letters, digits and inner hyphens only" : undefined;
}

function noBlanks(text: string): string | undefined {
	return /[ /]/.test(text) ? "may not hold blanks or slashes" : undefined;
}

function noWildcards(text: string): string | undefined {
	return /[+# ]/.test(text) ? "may not hold +, # or blanks" : undefined;
}

function fullTopic(text: string): string | undefined {
	return noWildcards(text) ?? (text.includes("%topic%") ? undefined : "must hold %topic%");
}

function mbusMeters(text: string): string | undefined {
	try {
		parseMbusEntries(text);
		return undefined;
	}
	catch (error) {
		return (error as Error).message;
	}
}

function timeZone(text: string): string | undefined {
	try {
		new PosixTimeZone(text);
		return undefined;
	}
	catch (error) {
		return `is not a time zone: ${(error as Error).message}`;
	}
}

function pulseKind(text: string): string | undefined {
	return text === "off" || findPulseKind(text) ? undefined : "must be s0, reed, led, ferraris, or off";
}

function pulseLabel(text: string): string | undefined {
	return /^[A-Za-z][A-Za-z0-9_-]*$/.test(text) ? undefined : "may hold letters, digits, - and _ only, and begins with a letter";
}

function pulseValue(text: string): string | undefined {
	return /^([0-9]{1,12}([.,][0-9]{1,6})?)?$/.test(text) ? undefined : "must look like 1234.567";
}
