import { build } from "esbuild";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

const bundles = new Map<string, Promise<string>>();

/**
 * The firmware with its stand-ins for the chip as one script, for any `Engine`. Made once per process.
 *
 * @param entry Path from the project's root. Tests give their own in place of the firmware.
 */
export function bundle(entry = "simulator/host/main.ts"): Promise<string> {
	let made = bundles.get(entry);
	if (!made) {
		made = make(entry);
		bundles.set(entry, made);
	}
	return made;
}

async function make(entry: string): Promise<string> {
	const result = await build({
		absWorkingDir: root,
		entryPoints: [entry],
		bundle: true,
		write: false,
		format: "iife",
		// XS 13.3 knows no syntax beyond this.
		target: "es2022",
		platform: "neutral",
		charset: "utf8",
		tsconfig: path.join(root, "tsconfig.json"),
		logLevel: "silent",
	});
	return result.outputFiles[0]!.text;
}
