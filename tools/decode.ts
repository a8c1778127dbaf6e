/*
	`npm run -s decode -- [--protocol NAME] [--key HEX] [--auth-key HEX] FILE…`: captured bytes to readings. One JSON object per telegram, good
	or bad, in the order of the bytes. `-` is standard input; a `.hex` file holds hexadecimal text. Exit status 0 when every file held a good
	telegram, 1 when not, 2 when it was called wrongly.
*/
import path from "node:path";
import { parseArguments, UsageError } from "./decode/arguments";
import type { DecodeArguments } from "./decode/arguments";
import { CaptureError, parseHex, readCapture } from "./decode/capture";
import { decodeCapture } from "./decode/decode-capture";
import { errorJson } from "./decode/json";

function main(): number {
	const captures: { file: string; bytes: Uint8Array; }[] = [];
	let options: DecodeArguments;
	try {
		options = parseArguments(process.argv.slice(2));
		// All files first: a wrong name among them is a mistake in the call, not in a capture.
		for (const file of options.files)
			captures.push({ file, bytes: readFile(file) });
	}
	catch (error) {
		if (!(error instanceof UsageError))
			throw error;
		console.error(error.message);
		return 2;
	}
	let status = 0;
	const print = (line: string) => process.stdout.write(`${line}\n`);
	for (const { file, bytes } of captures) {
		try {
			const content = file.toLowerCase().endsWith(".hex") ? parseHex(Buffer.from(bytes).toString("latin1")) : bytes;
			if (!decodeCapture(file, content, options, print))
				status = 1;
		}
		catch (error) {
			// Anything else is a fault of ours; the other files still count.
			const message = error instanceof CaptureError ? error.message : `internal error: ${String(error)}`;
			print(errorJson(file, options.protocol, message));
			status = 1;
		}
	}
	return status;
}

function readFile(file: string): Uint8Array {
	// npm changes into the project's folder; names count from where the user is.
	const start = process.env["npm_lifecycle_event"] === "decode" ? process.env["INIT_CWD"] : undefined;
	try {
		return readCapture(file === "-" ? file : path.resolve(start ?? ".", file));
	}
	catch (error) {
		throw new UsageError(`cannot read ${file}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
	}
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on("error", () => process.exit(1));
process.exitCode = main();
