import type { Protocol } from "../../protocols/reading";
import type { CaptureOptions } from "./decode-capture";

const names: readonly string[] = ["auto", "dsmr", "sml", "iec62056", "mbus", "scr", "dlms"];

/** A mistake in how the command was called: one line for the user. */
export class UsageError extends Error {}

export interface DecodeArguments extends CaptureOptions {
	readonly files: readonly string[];
}

/** Reads the command line of `decode`. */
export function parseArguments(args: readonly string[]): DecodeArguments {
	let protocol: Protocol | "auto" = "auto";
	let key: Uint8Array | undefined;
	let authKey: Uint8Array | undefined;
	const files: string[] = [];
	for (let at = 0; at < args.length; at++) {
		const argument = args[at]!;
		if (argument === "-" || !argument.startsWith("-")) {
			files.push(argument);
			continue;
		}
		if (argument === "--") {
			files.push(...args.slice(at + 1));
			break;
		}
		const [option, attached] = splitOption(argument);
		const value = attached ?? args[++at];
		if (!["--protocol", "--key", "--auth-key"].includes(option))
			throw new UsageError(`unknown option ${option}`);
		if (value === undefined)
			throw new UsageError(`${option} needs a value`);
		if (option === "--protocol") {
			if (!names.includes(value))
				throw new UsageError(`unknown protocol ${value}: one of ${names.join(", ")}`);
			protocol = value as Protocol | "auto";
		}
		else if (option === "--key")
			key = parseKey(option, value);
		else
			authKey = parseKey(option, value);
	}
	if (!files.length)
		throw new UsageError("usage: npm run -s decode -- [--protocol NAME] [--key HEX] [--auth-key HEX] FILE…");
	return { protocol, files, ...(key && { key }), ...(authKey && { authKey }) };
}

function splitOption(argument: string): [string, string | undefined] {
	const equals = argument.indexOf("=");
	return equals < 0 ? [argument, undefined] : [argument.slice(0, equals), argument.slice(equals + 1)];
}

function parseKey(option: string, value: string): Uint8Array {
	if (!/^[0-9a-f]{32}$/i.test(value))
		throw new UsageError(`${option} takes 32 hexadecimal digits`);
	return Buffer.from(value, "hex");
}
