/*
	`node tools/run.mjs tools/manifest.ts`: writes the lists of the firmware's own modules that mcconfig reads (`modules.json` in `hardware/`,
	`hardware/esp32/` and `hardware/lin/`). They follow from what `main.ts` and the platforms import. With `--check` it only says whether they are right.
*/
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

export interface ModuleList {
	/** File of the list, from the root of the tree. */
	readonly file: string;
	readonly text: string;
}

/** Modules that another manifest lists because they come with native code. */
const elsewhere = [
	"hardware/radio/",
	"drivers/adc/",
	"drivers/native-options",
	"drivers/pulse-input/counter-",
	"drivers/pulse-input/native-counter",
	"drivers/pulse-input/disc-port",
	"drivers/pulse-input/native-disc-counter",
	"drivers/soft-uart/",
	"drivers/twai/",
	"drivers/uart/",
	"drivers/usb-console/",
];

/** What the lists must be. */
export async function moduleLists(): Promise<ModuleList[]> {
	const common = await reachable(["main.ts"]);
	const platforms = {
		// The boards' files name the adapters.
		esp32: await reachable([
			"hardware/esp32/platform.ts",
			"hardware/boards/encoder-circuit.ts",
			...["digital", "analog", "analog-output"].map(pin => `hardware/adapters/sdk-${pin}.ts`),
		]),
		lin: await reachable(["hardware/lin/platform.ts"]),
	};
	const shared = [...platforms.esp32].filter(module => platforms.lin.has(module));
	const all = new Set([...common, ...shared]);
	all.delete("main");
	const lists = [list("hardware", [...all])];
	for (const [platform, modules] of Object.entries(platforms))
		lists.push(list(`hardware/${platform}`, [...modules].filter(module => !all.has(module)), platform));
	return lists;
}

/** The modules, without suffix, that are in the build when these files are its entries. Types leave no trace. */
async function reachable(entries: string[]): Promise<Set<string>> {
	const { metafile } = await build({
		absWorkingDir: root,
		entryPoints: entries,
		bundle: true,
		write: false,
		metafile: true,
		format: "esm",
		outdir: "build",
		logLevel: "silent",
		// The SDK's modules stay outside. The paths of tsconfig.json stand for some of them where there is no SDK.
		plugins: [{
			name: "sdk",
			setup({ onResolve }) {
				onResolve(
					{ filter: /^[^./]/ },
					({ kind, path: specifier }) => kind === "entry-point" ? undefined : { path: specifier, external: true },
				);
			},
		}],
	});
	return new Set(Object.keys(metafile.inputs).map(file => file.replace(/\.ts$/, "")));
}

function list(folder: string, modules: string[], platform?: string): ModuleList {
	const names = modules.filter(module => !elsewhere.some(prefix => module.startsWith(prefix))).sort();
	const sources: Record<string, string> = {};
	const preload: string[] = [];
	for (const name of names) {
		// The platforms' own modules have one name for all, of the same depth, so that relative imports hold.
		const target = platform && name.startsWith(`${folder}/`) ? name.replace(folder, "hardware/target") : name;
		const source = path.posix.relative(folder, name);
		sources[target] = source.startsWith(".") ? source : `./${source}`;
		preload.push(target);
	}
	return { file: `${folder}/modules.json`, text: `${JSON.stringify({ modules: sources, preload }, undefined, "\t")}\n` };
}

/** The lists that are not as they must be. */
export async function staleLists(): Promise<ModuleList[]> {
	return (await moduleLists()).filter(({ file, text }) => {
		try {
			return readFileSync(path.join(root, file), "utf8") !== text;
		}
		catch {
			return true;
		}
	});
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const check = process.argv[2] === "--check";
	if (process.argv.length > (check ? 3 : 2)) {
		console.error("usage: node tools/run.mjs tools/manifest.ts [--check]");
		process.exit(2);
	}
	const stale = await staleLists();
	for (const { file, text } of stale) {
		if (!check)
			writeFileSync(path.join(root, file), text);
		console.log(`${file} ${check ? "is out of date: node tools/run.mjs tools/manifest.ts" : "written"}`);
	}
	process.exit(check && stale.length ? 1 : 0);
}
