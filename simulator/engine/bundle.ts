import { build, transform } from "esbuild";
import type { Plugin } from "esbuild";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { literalConstants } from "../../tools/sdk/literal-constants.mjs";
import { publicMembers } from "../../tools/sdk/public-members.mjs";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** What a build of the firmware may have of its own. */
export interface BundleOptions {
	/** Path of the first module from the project's root. Tests give their own in place of the firmware. */
	readonly entry?: string;
	/** Version in place of `services/version.ts`. */
	readonly version?: string;
	/** As small as it gets: for tests that write it again and again. */
	readonly minify?: boolean;
	/** Public keys that updates are taken from, in place of those in `keys/public.json`. */
	readonly keys?: readonly string[];
}

const bundles = new Map<string, Promise<string>>();

/**
 * The firmware with its stand-ins for the chip as one script, for any `Engine`. Made once per process and options.
 *
 * @param what Options, or the entry alone.
 */
export function bundle(what: string | BundleOptions = {}): Promise<string> {
	const options = typeof what === "string" ? { entry: what } : what;
	const key = JSON.stringify(options);
	let made = bundles.get(key);
	if (!made) {
		made = make(options);
		bundles.set(key, made);
	}
	return made;
}

/** The project's own public keys, as `npm run keys` has written them; none where nobody has made any. */
export function projectKeys(): string[] {
	let text: string;
	try {
		text = readFileSync(path.join(root, "keys", "public.json"), "utf8");
	}
	catch {
		return [];
	}
	return (JSON.parse(text) as { keys: { key: string; }[]; }).keys.map(({ key }) => key);
}

/** Whether tests run what a build for the chip makes of the firmware. */
const isSmall = Boolean(process.env["METERWIRE_SMALL"]);

async function make({ entry = "simulator/host/main.ts", version, keys = projectKeys(), minify = false }: BundleOptions): Promise<string> {
	const result = await build({
		absWorkingDir: root,
		entryPoints: [entry],
		bundle: true,
		minify,
		write: false,
		format: isSmall ? "esm" : "iife",
		// XS 13.3 knows no syntax beyond this.
		target: "es2022",
		platform: "neutral",
		charset: "utf8",
		tsconfig: path.join(root, "tsconfig.json"),
		logLevel: "silent",
		plugins: [
			replace("services/version.ts", version === undefined ? undefined : `export const version = ${JSON.stringify(version)};`),
			...(isSmall ? [small()] : []),
			replace("simulator/host/build-keys.ts", `export const buildKeys = Object.freeze(${JSON.stringify(keys)});`),
		],
	});
	const { text } = result.outputFiles[0]!;
	if (!isSmall)
		return text;
	// Only here: what it needs is not there where the simulator alone is installed.
	const { shrinkModule } = await import("../../tools/sdk/bundle/shrink-module");
	return `(() => {\n${await shrinkModule(text)}\n})();`;
}

/** The firmware's modules as a build for the chip has them (`tools/sdk/bundle/`), for tests of these steps. */
function small(): Plugin {
	return {
		name: "small",
		setup({ onLoad }) {
			onLoad({ filter: /\/(drivers|meters|protocols|services)\/[^.]*\.ts$/ }, async ({ path: file }) => {
				// Files that others put in their place come from them.
				if (!file.startsWith(path.join(root, file.slice(root.length + 1).split("/")[0]!)) || file.endsWith("services/version.ts"))
					return undefined;
				const { code } = await transform(readFileSync(file, "utf8"), { loader: "ts", target: "es2022" });
				return { contents: literalConstants(publicMembers(code)), loader: "js" };
			});
		},
	};
}

/** Another text in place of a module's. */
function replace(file: string, contents: string | undefined): Plugin {
	const name = path.join(root, file);
	return {
		name: `replace ${file}`,
		setup({ onLoad }) {
			if (contents !== undefined)
				onLoad({ filter: /\.ts$/ }, args => args.path === name ? { contents, loader: "ts" } : undefined);
		},
	};
}
