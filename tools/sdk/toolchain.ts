import { existsSync, readdirSync } from "node:fs";
import path from "node:path";

export const root = path.join(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), "..", "..");

/** A tool or a word on the command line is missing: one line for the user, and the exit status. */
export class Missing extends Error {
	/** 2 bad usage, 1 something is not installed. */
	readonly status: 1 | 2;

	constructor(status: 1 | 2, message: string) {
		super(message);
		this.status = status;
	}
}

/** What xs-dev leaves to the user. */
export const openTerminal = process.platform === "win32"
	? "Go on in the Moddable Command Prompt that it has made."
	: "In each terminal, once: `source ~/.local/share/xs-dev-export.sh && source \"$IDF_PATH/export.sh\"`.";

/** Folders of `hardware/boards` that are boards. */
export function boards(): string[] {
	const folder = path.join(root, "hardware", "boards");
	return readdirSync(folder).filter(name => existsSync(path.join(folder, name, "manifest.json"))).sort();
}

/** Where the SDK's tools are when they are built. */
export function toolsFolder(sdk: string): string {
	const host = ({ darwin: "mac", win32: "win" } as Record<string, string>)[process.platform] ?? "lin";
	return path.join(sdk, "build", "bin", host, "release");
}

/**
 * The environment in which mcconfig runs: its own tools, this tree's TypeScript, and before it what stands in for a compiler that is started for
 * each file (`transpile.mjs`) and for the linker (`link.ts`) come first in the path; Windows takes the real ones. Throws `Missing`.
 */
export function sdkEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	const sdk = environment["MODDABLE"];
	if (!sdk)
		throw new Missing(1, `The Moddable SDK is missing: MODDABLE is not set. \`npm run setup\` installs it. ${openTerminal}`);
	if (!existsSync(path.join(sdk, "xs", "includes", "xs.h")))
		throw new Missing(1, `MODDABLE is ${sdk}, and there is no Moddable SDK.`);
	const tools = toolsFolder(sdk);
	if (!existsSync(path.join(tools, process.platform === "win32" ? "mcconfig.bat" : "mcconfig")))
		throw new Missing(1, `The tools of the Moddable SDK are not built: there is no mcconfig in ${tools}. \`npm run setup\` builds them.`);
	const quick = process.platform === "win32" ? [] : [path.join(root, "tools", "sdk", "path")];
	const found = [...quick, path.join(root, "node_modules", ".bin"), tools, environment["PATH"] ?? ""].join(path.delimiter);
	return { ...environment, PATH: found };
}

/** Throws `Missing` unless ESP-IDF is there. */
export function requireIDF(environment: NodeJS.ProcessEnv): void {
	const idf = environment["IDF_PATH"];
	if (!idf || !existsSync(path.join(idf, "tools", "cmake")))
		throw new Missing(1, `ESP-IDF is missing: IDF_PATH is not set to one. \`npm run setup\` installs it. ${openTerminal}`);
}

/** Says what is missing and ends. Anything else is thrown on. */
export function giveUp(error: unknown): never {
	if (!(error instanceof Missing))
		throw error;
	console.error(error.message);
	process.exit(error.status);
}
