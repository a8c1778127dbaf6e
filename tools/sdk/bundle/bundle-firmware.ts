import { parse } from "acorn";
import { build, transform } from "esbuild";
import type { Plugin, TransformOptions } from "esbuild";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { literalConstants } from "../literal-constants.mjs";
import { publicMembers } from "../public-members.mjs";
import { Missing, root } from "../toolchain";
import { shrinkModule } from "./shrink-module";

export interface BundleTarget {
	readonly platform: "esp32" | "lin";
	/** A folder of `hardware/boards`; there is none for `lin`. */
	readonly board?: string;
}

export interface FirmwareBundle {
	/** Everything that the outer modules import of this tree, directly or not, as one module. */
	readonly inner: string;
	/** The outer modules, with these imports from `bundleName`, by the names that they were given with. */
	readonly outer: Map<string, string>;
}

/** The name that outer modules know the bundle by. */
export const bundleName = "firmware";

/**
 * The firmware's modules that are in this tree as one, for the SDK's compiler, and made small for the flash as `transpile.mjs` does with each. In one module they
 * share the names at its top, need no lists of what they import and export, and what nobody uses is left out. Of the SDK's modules those in `inner` come into it, the others stay outside.
 *
 * @param inner Modules of the SDK's in JavaScript that come into it: paths by their names.
 * @param outer Modules that others start or import: their names, and paths without suffix.
 */
export async function bundleFirmware(
	target: BundleTarget,
	outer: ReadonlyMap<string, string>,
	inner: ReadonlyMap<string, string>,
): Promise<FirmwareBundle> {
	const exported = new Set<string>(), changed = new Map<string, string>();
	for (const [name, file] of outer) {
		const { code } = await transform(readFileSync(`${file}.ts`, "utf8"), types);
		let text = code;
		for (const node of parse(code, { ecmaVersion: "latest", sourceType: "module" }).body.reverse()) {
			if (node.type !== "ImportDeclaration")
				continue;
			const { end, source, start } = node, module = ownModule(target, path.dirname(file), String(source.value));
			if (!module)
				continue;
			exported.add(`export ${code.slice(start, source.start).replace(/^import/, "")} ${JSON.stringify(module)};`);
			text = `${text.slice(0, source.start)}${JSON.stringify(bundleName)}${text.slice(source.end, end)}${text.slice(end)}`;
		}
		changed.set(name, text);
	}
	const result = await build({
		stdin: { contents: [...exported].join("\n"), resolveDir: root },
		absWorkingDir: root,
		bundle: true,
		write: false,
		format: "esm",
		target: "esnext",
		platform: "neutral",
		charset: "utf8",
		logLevel: "silent",
		plugins: [places(target, inner), single()],
	});
	return { inner: await shrinkModule(result.outputFiles[0]!.text), outer: changed };
}

const types: TransformOptions = {
	loader: "ts",
	format: "esm",
	target: "esnext",
	charset: "utf8",
	tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
};

/** The file of this tree, without suffix, that a module's import means; `undefined` for one of the SDK's. Throws `Missing` where it is not there. */
function ownModule({ platform, board }: BundleTarget, folder: string, specifier: string): string | undefined {
	if (specifier.startsWith("."))
		return path.resolve(folder, specifier);
	// What each platform and each board has of its own; mcconfig's manifests give these names.
	const file = path.join(
		root,
		specifier.replace("hardware/target/", `hardware/${platform}/`).replace("boards/this/", `boards/${board ?? ""}/`),
	);
	if (specifier.startsWith("hardware/") && !existsSync(`${file}.ts`))
		throw new Missing(1, `${specifier}: there is no ${path.relative(root, file)}.ts.`);
	return existsSync(`${file}.ts`) ? file : undefined;
}

/** Where a name leads to: this tree's files, or the SDK. */
function places(target: BundleTarget, inner: ReadonlyMap<string, string>): Plugin {
	return {
		name: "places",
		setup({ onResolve }) {
			onResolve({ filter: /./ }, ({ path: specifier, resolveDir }) => {
				if (path.isAbsolute(specifier))
					return { path: `${specifier}.ts` };
				const module = ownModule(target, resolveDir, specifier), ofSDK = inner.get(specifier);
				if (ofSDK)
					return { path: ofSDK };
				return module ? { path: `${module}.ts` } : { path: specifier, external: true };
			});
		},
	};
}

/** Each module, as a build of single modules would have it, before they are put together: private members are told apart by their class. */
function single(): Plugin {
	return {
		name: "single",
		setup({ onLoad }) {
			onLoad({ filter: /\.[jt]s$/ }, async ({ path: file }) => {
				const { code } = await transform(readFileSync(file, "utf8"), {
					...types,
					loader: file.endsWith(".ts") ? "ts" : "js",
					sourcefile: file,
				});
				return { contents: literalConstants(publicMembers(code)), loader: "js" };
			});
		},
	};
}
