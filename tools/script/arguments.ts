import { UsageError } from "../decode/arguments";

export interface ScriptArguments {
	readonly file: string;
	/** Captures for the meters, in the order in which they are given. */
	readonly feeds: readonly { readonly meter: number; readonly file: string; }[];
	/** Local time for the SENSOR message: `2026-11-21T12:00:00`. */
	readonly time: string;
}

const usage = "usage: npm run -s script -- FILE [--feed METER=FILE]… [--time ISO]";

/** Reads the command line of `script`. Throws a `UsageError`. */
export function parseArguments(args: readonly string[], now: Date): ScriptArguments {
	const files: string[] = [];
	const feeds: { meter: number; file: string; }[] = [];
	let time = localTime(now);
	for (let at = 0; at < args.length; at++) {
		const argument = args[at]!;
		if (!argument.startsWith("--")) {
			files.push(argument);
			continue;
		}
		const equals = argument.indexOf("="), option = equals < 0 ? argument : argument.slice(0, equals);
		if (option !== "--feed" && option !== "--time")
			throw new UsageError(`unknown option ${option}; ${usage}`);
		const value = equals < 0 ? args[++at] : argument.slice(equals + 1);
		if (value === undefined)
			throw new UsageError(`${option} needs a value; ${usage}`);
		if (option === "--time")
			time = checkTime(value);
		else {
			const [, meter, file] = /^(\d+)=(.+)$/s.exec(value) ?? [];
			if (!file)
				throw new UsageError(`--feed ${value}: should be a meter's number, =, and a file`);
			feeds.push({ meter: Number(meter), file });
		}
	}
	if (files.length !== 1)
		throw new UsageError(usage);
	return { file: files[0]!, feeds, time };
}

/** The time of day as it is written; a zone behind it is left out, as in Tasmota's messages. */
function checkTime(text: string): string {
	const [, time] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/.exec(text) ?? [];
	if (!time || Number.isNaN(Date.parse(text)))
		throw new UsageError(`--time ${text}: should be a time like 2026-11-21T12:00:00`);
	return time;
}

function localTime(now: Date): string {
	return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
