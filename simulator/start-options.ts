import { readFileSync, statSync } from "node:fs";
import "./host/shims";
import { compileScript } from "../meters/script/compile-script";
import type { EngineKind } from "./engine/open-engine";
import { UsageError } from "./usage-error";

/** What `npm start` was asked for. */
export interface StartOptions {
	house: string;
	/** Port name and what replaces the house's meter on it. */
	ports: Record<string, string>;
	mqtt: URL | undefined;
	http: number;
	settings: Record<string, string>;
	/** Text of a meter script. */
	script: string | undefined;
	state: string | undefined;
	/** The device knows no Wi-Fi yet. */
	firstBoot: boolean;
	engine: EngineKind;
	/** Infinite: as fast as possible. */
	speed: number;
	/** Virtual seconds; infinite: until stopped. */
	duration: number;
	json: boolean;
	help: boolean;
}

interface Option {
	readonly argument?: string;
	readonly text: string;
	set(options: StartOptions, value: string): void;
}

const table: Readonly<Record<string, Option>> = Object.freeze({
	house: { argument: "NAME or FILE", text: "which virtual meters (default demo)", set: (options, value) => options.house = value },
	port: {
		argument: "NAME=SOURCE",
		text: "p1=…, optical=…, mbus=…: a device or pty path, tcp://host:port, or a file of captured bytes",
		set: (options, value) => {
			const [name, source] = pair("port", value);
			options.ports[name] = source;
		},
	},
	mqtt: {
		argument: "URL",
		text: "use this broker: mqtt(s)://user:password@host:port",
		set: (options, value) => options.mqtt = brokerURL(value),
	},
	http: {
		argument: "PORT",
		text: "the device's web page (default 8080)",
		set: (options, value) => options.http = number("http", value, 0, 65535, true),
	},
	set: {
		argument: "KEY=VALUE",
		text: "any setting of the firmware",
		set: (options, value) => {
			const [key, text] = pair("set", value);
			options.settings[key] = text;
		},
	},
	script: { argument: "FILE", text: "a Tasmota meter script", set: (options, value) => options.script = readScript(value) },
	state: {
		argument: "DIR",
		text: "where settings are kept (default: in memory only)",
		set: (options, value) => options.state = folder(value),
	},
	"first-boot": {
		text:
			"a device out of the box: no Wi-Fi and no broker are set, its set-up network is open; the house's Wi-Fi is Simulator, password simulator",
		set: options => options.firstBoot = true,
	},
	engine: {
		argument: "xs|node",
		text: "engine that runs the firmware (default xs)",
		set: (options, value) => options.engine = engine(value),
	},
	speed: {
		argument: "N|max",
		text: "virtual time runs N times as fast as real time, or as fast as it can",
		set: (options, value) => options.speed = value === "max" ? Infinity : number("speed", value, 0.01, 1e6),
	},
	duration: {
		argument: "SECONDS",
		text: "stop after so many virtual seconds",
		set: (options, value) => options.duration = number("duration", value, 0, 1e10),
	},
	json: { text: "one JSON object per event on standard output", set: options => options.json = true },
	help: { text: "this list", set: options => options.help = true },
});

/** Throws a `UsageError` that names what is wrong. */
export function parseStartOptions(args: readonly string[]): StartOptions {
	const options: StartOptions = {
		house: "demo",
		ports: {},
		mqtt: undefined,
		http: 8080,
		settings: {},
		script: undefined,
		state: undefined,
		firstBoot: false,
		engine: "xs",
		speed: 1,
		duration: Infinity,
		json: false,
		help: false,
	};
	for (let at = 0; at < args.length; at++) {
		const [, name = "", , inline] = /^--([a-z-]+)(=([^]*))?$/.exec(args[at]!) ?? [];
		const option = Object.hasOwn(table, name) ? table[name] : undefined;
		if (!option)
			throw new UsageError(`unknown option ${args[at]}; --help lists all`);
		if (!option.argument && inline !== undefined)
			throw new UsageError(`--${name} takes no value`);
		const value = option.argument ? inline ?? args[++at] : "";
		if (value === undefined)
			throw new UsageError(`--${name} needs a value: ${option.argument}`);
		option.set(options, value);
	}
	return options;
}

export function helpText(): string {
	const lines = Object.entries(table).map(([name, { argument, text }]) => `  ${`--${name} ${argument ?? ""}`.padEnd(26)}${text}`);
	return `npm start -- [option…]\n${lines.join("\n")}`;
}

function pair(name: string, value: string): [string, string] {
	const at = value.indexOf("=");
	if (at < 1)
		throw new UsageError(`--${name} ${value}: should be ${table[name]!.argument}`);
	return [value.slice(0, at), value.slice(at + 1)];
}

function number(name: string, value: string, least: number, most: number, whole = false): number {
	const result = Number(value);
	if (value.trim() === "" || !(result >= least && result <= most) || whole && !Number.isInteger(result))
		throw new UsageError(`--${name} ${value}: should be a ${whole ? "whole " : ""}number from ${least} to ${most}`);
	return result;
}

function engine(value: string): EngineKind {
	if (value !== "xs" && value !== "node")
		throw new UsageError(`--engine ${value}: should be xs or node`);
	return value;
}

function brokerURL(value: string): URL {
	let url: URL | undefined;
	try {
		url = new URL(value);
	}
	catch {
		// Said below.
	}
	if (!url || !["mqtt:", "mqtts:"].includes(url.protocol) || !url.hostname)
		throw new UsageError(`--mqtt ${value}: should be mqtt://host:port or mqtts://host:port, with user:password@ before the host if needed`);
	return url;
}

function folder(value: string): string {
	if (!value || statSync(value, { throwIfNoEntry: false })?.isDirectory() === false)
		throw new UsageError(`--state ${value}: is not a folder`);
	return value;
}

function readScript(file: string): string {
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	}
	catch {
		throw new UsageError(`--script ${file}: there is no such file, or it cannot be read`);
	}
	const [error] = compileScript(text).errors;
	if (error)
		throw new UsageError(`--script ${file}: line ${error.line}: ${error.message}`);
	return text;
}
