/*
	`npm run -s script -- FILE [--feed METER=FILE]… [--time ISO]`: compiles a Tasmota meter script and says what it makes of it, as one JSON
	object. With `--feed` captured bytes are given to its meters, in order; the second line is the SENSOR message that would be published (empty:
	none), the third the rows of the web page; telegrams that were refused are told on standard error. Exit status 0, 1 when the script has errors, 2 when the command was called wrongly.
*/
import "../simulator/host/shims";
import { readFileSync } from "node:fs";
import path from "node:path";
import { compileScript } from "../meters/script/compile-script";
import { unread } from "../meters/script/create-reader";
import type { Script, ScriptMeterDescription } from "../meters/script/script-description";
import { UsageError } from "./decode/arguments";
import { parseHex } from "./decode/capture";
import { parseArguments } from "./script/arguments";
import { feedFault, play } from "./script/play";
import type { Feed } from "./script/play";

function main(): number {
	const { file, feeds, time } = parseArguments(process.argv.slice(2), new Date());
	const text = read(file).toString("utf8");
	const captures = feeds.map(({ meter, file: name }): Feed => ({ meter, bytes: capture(name) }));
	const script = compileScript(text);
	const fault = script.errors.length ? undefined : captures.map(({ meter }) => feedFault(script, meter)).find(each => each);
	if (fault)
		throw new UsageError(`--feed: ${fault}`);
	const print = (line: string) => process.stdout.write(`${line}\n`);
	print(summary(script));
	if (captures.length && !script.errors.length) {
		const { sensor, rows } = play(script, captures, time, text => console.error(text));
		print(sensor);
		print(rows);
	}
	return script.errors.length ? 1 : 0;
}

function summary(script: Script): string {
	const { meters, lines, warnings, errors } = script;
	return JSON.stringify({
		ok: errors.length === 0,
		meters: meters.map(meter => ({
			number: meter.number,
			type: meter.type,
			port: portOf(meter),
			prefix: meter.prefix,
			lines: lines.filter(line => line.kind !== "html" && line.meter === meter.number).length,
		})),
		warnings: [...warnings, ...notRead(meters)].sort((one, other) => one.line - other.line),
		errors: [...errors].sort((one, other) => one.line - other.line),
	});
}

function notRead(meters: readonly ScriptMeterDescription[]) {
	return meters.flatMap(meter => {
		const message = unread(meter);
		return message ? [{ line: meter.line, column: 1, message: `not run: ${message}` }] : [];
	});
}

/** The pin or address as the script names it. */
function portOf({ receive, address, parameter }: ScriptMeterDescription): number | string {
	return address === undefined ? receive! : `${address}:${parameter}`;
}

function capture(file: string): Uint8Array {
	const bytes = read(file);
	if (!file.toLowerCase().endsWith(".hex"))
		return bytes;
	try {
		return parseHex(bytes.toString("latin1"));
	}
	catch (error) {
		throw new UsageError(`${file}: ${(error as Error).message}`);
	}
}

function read(file: string): Buffer {
	// npm changes into the project's folder; names count from where the user is.
	const start = process.env["npm_lifecycle_event"] === "script" ? process.env["INIT_CWD"] : undefined;
	try {
		return readFileSync(file === "-" ? 0 : path.resolve(start ?? ".", file));
	}
	catch (error) {
		throw new UsageError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
	}
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on("error", () => process.exit(1));
try {
	process.exitCode = main();
}
catch (error) {
	if (!(error instanceof UsageError))
		throw error;
	console.error(error.message);
	process.exitCode = 2;
}
