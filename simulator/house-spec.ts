import { readFileSync } from "node:fs";
import { encoderFaults, encoderViews } from "./encoder/encoder-model";
import type { EncoderFault, EncoderView } from "./encoder/encoder-model";
import { encoderModels } from "./encoder/encoder-models";
import { mbusModels } from "./mbus/mbus-models";
import { opticalFaults } from "./meters/optical-meter";
import type { OpticalFault } from "./meters/optical-meter";
import { opticalModels } from "./meters/optical-models";
import { modbusModels } from "./modbus/modbus-models";
import { p1Faults } from "./meters/p1-meter";
import type { P1Fault } from "./meters/p1-meter";
import { p1Models } from "./meters/p1-models";
import type { DiscSourceOptions } from "./pulse/disc-source";
import type { PulseSpec } from "./pulse/pulse-plug";
import type { PulseSourceOptions } from "./pulse/pulse-source";

/** What is on a P1 port, as in a house file. */
export interface P1Spec {
	/** Name of a model; absent: nothing is plugged in. */
	meter?: string;
	/** In place of a meter: a device, `tcp://host:port`, or a file of captured bytes. */
	source?: string;
	/** How a file is sent: `115200 8N1` (default), `9600 7E1`, … */
	format?: string;
	frozen?: boolean;
	pauses?: boolean;
	faults?: P1Fault[];
	/** The board has a transistor behind the plug: the pin gets the data the right way up. */
	transistor?: boolean;
	/** `false`: the resistor was forgotten. */
	pullUp?: boolean;
	/** Percent that the meter's clock is off on the wire, -10 … 10. */
	error?: number;
	/** Sent in place of the calculated check. */
	check?: string;
}

/** What is on an optical port, as in a house file. */
export interface OpticalSpec {
	/** Name of a model; absent: nothing is there. */
	meter?: string;
	/** In place of a meter: a device, `tcp://host:port`, or a file of captured bytes. */
	source?: string;
	/** How a file is sent: `9600 8N1` (default), `9600 7E1`, … */
	format?: string;
	frozen?: boolean;
	/** `false`: nobody has entered the meter's PIN. */
	pin?: boolean;
	faults?: OpticalFault[];
	/** `false`: the head has a shade between its LED and its eye. */
	echo?: boolean;
	/** The head sits the wrong way round on the meter. */
	upsideDown?: boolean;
	/** A lamp flickers into the head. */
	noise?: boolean;
}

/** What is on the M-Bus, as in a house file. */
export interface MbusSpec {
	/** Names of models; absent: nobody is on the bus. */
	meters?: string[];
	/** Names of Modbus meters: then the port has an RS485 transceiver in the level shifter's place, at 9600 8N1. */
	modbus?: string[];
	/** That transceiver sends only while its driver enable, at the pin of the bus supply, is high. */
	enable?: boolean;
	/** In place of the bus: a device, `tcp://host:port`, or a file of captured bytes. */
	source?: string;
	/** How a file is sent: `2400 8E1` (default), … */
	format?: string;
	/** The converter hears itself. */
	echo?: boolean;
	/** The level shifter's threshold: `following` the idle current (default), or `fixed` at 7 mA, good for three or four meters. */
	threshold?: "following" | "fixed";
}

/** What is on an encoder port, as in a house file. */
export interface EncoderSpec {
	/** Name of a model; absent: nothing is plugged in. */
	meter?: string;
	/** In place of a meter: a device, `tcp://host:port`, or a file of captured bytes. */
	source?: string;
	/** How a file is sent: `300 7E1` (default), `2400 8E1`, … */
	format?: string;
	/** What the rollers show at the start, in litres, and how fast they turn, in m³/h. */
	litres?: number;
	flow?: number;
	view?: EncoderView;
	/** µF in the meter. */
	capacity?: number;
	faults?: EncoderFault[];
	/** What is wrong with the plug. */
	condition?: "open" | "short" | "foreign" | "bus-meter";
}

export interface HouseSpec {
	/** What the user of the house has set: for ports that are off by themselves. */
	settings?: Record<string, string>;
	pulse1?: PulseSpec;
	pulse2?: PulseSpec;
	encoder?: EncoderSpec;
	p1?: P1Spec;
	optical?: OpticalSpec;
	mbus?: MbusSpec;
}

type Check = (value: unknown) => string | undefined;

const isBoolean: Check = value => typeof value === "boolean" ? undefined : "must be true or false";
const isText: Check = value => typeof value === "string" && value ? undefined : "must be a text";

const isFormat: Check = value => /^\d+ [78][NEO][12]$/.test(String(value)) ? undefined : "must look like 115200 8N1";
const isOneOf = (names: readonly string[]): Check => value =>
	names.includes(String(value)) ? undefined : `is not known. Known: ${names.join(", ")}`;
const isListOf = (names: readonly string[]): Check => value =>
	Array.isArray(value) && value.every(name => names.includes(name)) ? undefined : `must be a list of ${names.join(", ")}`;

const p1Keys: Readonly<Record<keyof P1Spec, Check>> = Object.freeze({
	meter: isOneOf(Object.keys(p1Models)),
	source: isText,
	format: isFormat,
	frozen: isBoolean,
	pauses: isBoolean,
	faults: isListOf(p1Faults),
	transistor: isBoolean,
	pullUp: isBoolean,
	error: value => typeof value === "number" && Math.abs(value) <= 10 ? undefined : "must be a number from -10 to 10",
	check: isText,
});

const opticalKeys: Readonly<Record<keyof OpticalSpec, Check>> = Object.freeze({
	meter: isOneOf(Object.keys(opticalModels)),
	source: isText,
	format: isFormat,
	frozen: isBoolean,
	pin: isBoolean,
	faults: isListOf(opticalFaults),
	echo: isBoolean,
	upsideDown: isBoolean,
	noise: isBoolean,
});

const mbusKeys: Readonly<Record<keyof MbusSpec, Check>> = Object.freeze({
	meters: isListOf(Object.keys(mbusModels)),
	modbus: isListOf(Object.keys(modbusModels)),
	enable: isBoolean,
	source: isText,
	format: isFormat,
	echo: isBoolean,
	threshold: isOneOf(["following", "fixed"]),
});

const isFrom = (low: number, high: number): Check => value =>
	typeof value === "number" && value >= low && value <= high ? undefined : `must be a number from ${low} to ${high}`;

const encoderKeys: Readonly<Record<keyof EncoderSpec, Check>> = Object.freeze({
	meter: isOneOf(Object.keys(encoderModels)),
	source: isText,
	format: isFormat,
	litres: isFrom(0, 9_999_999_999),
	flow: isFrom(0, 1_000),
	view: isOneOf(encoderViews),
	capacity: isFrom(1, 10_000),
	faults: isListOf(encoderFaults),
	condition: isOneOf(["open", "short", "foreign", "bus-meter"]),
});

/** Of both kinds of source: `disc` says which. */
const pulseKeys: Readonly<Record<keyof PulseSourceOptions | keyof DiscSourceOptions | "disc", Check>> = Object.freeze({
	disc: value => value === true ? undefined : "must be true, or absent",
	bright: isFrom(0, 1),
	mark: isFrom(0, 1),
	edge: isFrom(0.001, 1),
	wobble: isFrom(0, 1),
	sun: isFrom(0, 1),
	lamp: isFrom(0, 1),
	noise: isFrom(0, 1),
	burst: isFrom(1, 1_000),
	rate: isFrom(0, 200_000),
	// Milliseconds, or a part of a disc's circumference.
	width: isFrom(0.001, 100_000),
	bounces: isFrom(0, 20),
	bounceTime: isFrom(0, 1_000),
	irregular: isBoolean,
});

/** What may be said of each port. */
const keys: Readonly<Record<Exclude<keyof HouseSpec, "settings">, Readonly<Record<string, Check>>>> = Object.freeze({
	p1: p1Keys,
	optical: opticalKeys,
	encoder: encoderKeys,
	pulse1: pulseKeys,
	pulse2: pulseKeys,
	mbus: mbusKeys,
});

/** The houses that have a name. */
export const houses: Readonly<Record<string, HouseSpec>> = Object.freeze({
	demo: {
		p1: { meter: "e350" },
		optical: { meter: "sml" },
		encoder: { meter: "encoder-mbus" },
		mbus: { meters: ["kamstrup402"] },
		pulse1: { rate: 400, bounces: 4 },
		pulse2: { rate: 60, width: 2_000, bounces: 6, bounceTime: 10 },
		settings: { pulse1Kind: "s0", pulse2Kind: "reed" },
	},
	...Object.fromEntries(Object.keys(p1Models).map(meter => [meter, { p1: { meter } }])),
	...Object.fromEntries(Object.keys(opticalModels).map(meter => [meter, { optical: { meter } }])),
	mbus8: { mbus: { meters: Object.keys(mbusModels) } },
	...Object.fromEntries(Object.keys(encoderModels).map(meter => [meter, { encoder: { meter } }])),
	empty: {},
});

/** Takes a name, the path of a JSON file, or the thing itself. Throws an Error of one line. */
export function readHouseSpec(spec: string | HouseSpec): HouseSpec {
	if (typeof spec !== "string")
		return checkHouseSpec(spec, "House");
	if (Object.hasOwn(houses, spec))
		return houses[spec]!;
	if (!spec.endsWith(".json"))
		throw new Error(`Unknown house ${spec}. Known: ${Object.keys(houses).join(", ")}, or a .json file`);
	let value: unknown;
	try {
		value = JSON.parse(readFileSync(spec, "utf8"));
	}
	catch (error) {
		throw new Error(`Cannot read the house ${spec}: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
	}
	return checkHouseSpec(value, spec);
}

function checkHouseSpec(value: unknown, name: string): HouseSpec {
	const { settings = {}, ...ports } = checkObject(value, name, [...Object.keys(keys), "settings"]);
	for (const [setting, text] of Object.entries(checkObject(settings, `${name}: settings`, undefined))) {
		if (typeof text !== "string")
			throw new Error(`${name}: settings: ${setting} must be a text`);
	}
	for (const [port, spec] of Object.entries(ports)) {
		const where = `${name}: ${port}`, checks = keys[port as keyof typeof keys];
		for (const [key, option] of Object.entries(checkObject(spec, where, Object.keys(checks)))) {
			const text = checks[key]!(option);
			if (text)
				throw new Error(`${where}: ${key} ${JSON.stringify(option)} ${text}`);
		}
	}
	return value as HouseSpec;
}

/** `known`: the only keys that it may have. */
function checkObject(value: unknown, where: string, known: readonly string[] | undefined): Record<string, unknown> {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new Error(`${where}: not an object`);
	const unknown = known && Object.keys(value).find(key => !known.includes(key));
	if (unknown !== undefined)
		throw new Error(`${where}: unknown key ${unknown}. Known: ${known!.join(", ")}`);
	return value as Record<string, unknown>;
}
