import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Missing } from "../toolchain";

/** What every program of the SDK includes. */
const base = "manifest_base.json";
/** The SDK's manifests that are copied, too: their modules in JavaScript come into the bundle. */
const copied: readonly string[] = [`$(MODDABLE)/examples/${base}`, "$(MODULES)/crypt/tls_419.json"];
/** Modules that others of the SDK, with native code, import; these find no bundle. */
const outside: readonly string[] = ["ber", "curve"];
/** It includes types for TypeScript, and with them files that would become modules of the firmware. */
const typings = "$(MODDABLE)/examples/manifest_typings.json";

type JSONValue = string | number | boolean | null | JSONValue[] | { [name: string]: JSONValue; };
type Manifest = { [name: string]: JSONValue; };

export interface ManifestPlaces {
	/** The tree's folder. */
	readonly root: string;
	/** The SDK's. */
	readonly sdk: string;
	/** Where copies of included manifests are put. */
	readonly folder: string;
	/** Where the bundle's modules are put. */
	readonly modules: string;
	/** mcconfig's name of the platform; what a manifest has for others is left out. */
	readonly platform: string;
}

/**
 * Copies manifests of mcconfig's without the modules that are in the bundle, of this tree and the SDK's, and with the manifests that they include. Paths become absolute,
 * as the copies lie elsewhere. What stays are modules with native code, data, settings of the build.
 */
export class BundleManifest {
	/** This tree's modules that the SDK asks for by name: path without suffix, by that name. Their copy in `modules` has the name, too. */
	readonly outer = new Map<string, string>();
	/** The SDK's modules that are nothing but JavaScript: they come into the bundle. Path with suffix, by name. */
	readonly inner = new Map<string, string>();
	readonly #places: ManifestPlaces;

	constructor(places: ManifestPlaces) {
		this.#places = places;
	}

	/** Writes the copy of one manifest, with what `extra` has of its own for it. Throws `Missing` where a file cannot be read. */
	write(source: string, target: string, extra: Manifest = {}): void {
		let manifest: Manifest;
		try {
			manifest = JSON.parse(readFileSync(source, "utf8")) as Manifest;
		}
		catch (error) {
			throw new Missing(1, `${path.relative(this.#places.root, source)}: ${(error as Error).message}`);
		}
		const copy = this.#copy(manifest, path.dirname(source));
		for (const [name, value] of Object.entries(extra))
			copy[name] = Array.isArray(value) ? [...list(copy[name]), ...value] : { ...copy[name] as Manifest, ...value as Manifest };
		mkdirSync(path.dirname(target), { recursive: true });
		writeFileSync(target, `${JSON.stringify(copy, undefined, "\t")}\n`);
	}

	#copy(manifest: Manifest, folder: string): Manifest {
		const { include, modules: listed, platforms, preload, ...rest } = manifest;
		const modules = listed as Manifest | undefined, kept = modules && this.#modules(modules, folder);
		return {
			...absolute(rest, folder) as Manifest,
			...(include && { include: list(include).filter(each => each !== typings).map(each => this.#include(each as string, folder)) }),
			...(kept && { modules: kept }),
			// Names of modules that are in the bundle would be of none.
			...(preload && {
				preload: list(preload).filter(name => !modules || !(name as string in modules) || name as string in kept!),
			}),
			...(platforms && {
				platforms: Object.fromEntries(
					Object.entries(platforms as Manifest).filter(([name]) => name === this.#places.platform || name === "...").map((
						[name, each],
					) => [name, this.#copy(each as Manifest, folder)]),
				),
			}),
		};
	}

	#modules(modules: Manifest, folder: string): Manifest {
		const kept: Manifest = {};
		for (const [name, value] of this.#expanded(modules)) {
			const [source] = list(value) as string[], module = source === undefined ? "" : this.#path(source, folder);
			if (isOnlyScript(module) && !outside.includes(name))
				this.inner.set(name, `${module}.js`);
			else if (!existsSync(`${module}.ts`))
				kept[name] = absolute(value, folder);
			else if (!name.includes("/")) {
				kept[name] = path.join(this.#places.modules, name);
				this.outer.set(name, module);
			}
		}
		return kept;
	}

	/** Each module with its name, where a manifest means all whose files begin alike: `"ssl/*": "…/ssl_*"`. */
	*#expanded(modules: Manifest): Generator<readonly [string, JSONValue], void> {
		for (const [name, value] of Object.entries(modules)) {
			if (typeof value !== "string" || !name.endsWith("/*") || !value.startsWith("$(MODULES)/crypt/")) {
				yield [name, value];
				continue;
			}
			const folder = path.dirname(this.#path(value, "")), begin = path.basename(value, "*");
			for (const file of readdirSync(folder).filter(each => each.startsWith(begin) && each.endsWith(".js")).sort())
				yield [name.slice(0, -1) + file.slice(begin.length, -3), `${path.dirname(value)}/${path.basename(file, ".js")}`];
		}
	}

	#include(name: string, folder: string): string {
		if (!isOwn(name) && !copied.includes(name))
			return name;
		const { folder: copies, root, sdk } = this.#places, source = this.#path(name, folder);
		const copy = path.join(copies, source.startsWith(root) ? path.relative(root, source) : path.join("sdk", path.relative(sdk, source)));
		this.write(source, copy);
		return copy;
	}

	/** A path of a manifest's, as far as it names this tree or the SDK's. */
	#path(name: string, folder: string): string {
		const { sdk } = this.#places;
		return isOwn(name) ? path.resolve(folder, name) : name.replace("$(MODULES)", path.join(sdk, "modules")).replace("$(MODDABLE)", sdk);
	}
}

/** Whether a module's path leads to JavaScript of the SDK without native code beside or in it. */
function isOnlyScript(module: string): boolean {
	return existsSync(`${module}.js`) && !existsSync(`${module}.c`) && !readFileSync(`${module}.js`, "utf8").includes("@ \"");
}

function list(value: JSONValue | undefined): JSONValue[] {
	return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

/** Whether a path is one of this tree, not of the SDK. */
function isOwn(name: string): boolean {
	return name.startsWith("./") || name.startsWith("../");
}

function absolute(value: JSONValue, folder: string): JSONValue {
	if (typeof value === "string")
		return isOwn(value) ? path.resolve(folder, value) : value;
	if (Array.isArray(value))
		return value.map(each => absolute(each, folder));
	if (typeof value === "object" && value !== null)
		return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, absolute(each, folder)]));
	return value;
}
