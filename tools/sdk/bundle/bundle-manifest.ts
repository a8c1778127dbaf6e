import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Missing } from "../toolchain";

/** What every program of the SDK includes. */
const base = "manifest_base.json";
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
 * Copies manifests of mcconfig's without the TypeScript modules of this tree, which are in the bundle, and with the manifests that they include. Paths become absolute,
 * as the copies lie elsewhere. What stays are the SDK's modules, native code, data, settings of the build.
 */
export class BundleManifest {
	/** This tree's modules that the SDK asks for by name: path without suffix, by that name. Their copy in `modules` has the name, too. */
	readonly outer = new Map<string, string>();
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
		for (const [name, value] of Object.entries(modules)) {
			const [source] = list(value) as string[], module = source !== undefined && isOwn(source) ? path.resolve(folder, source) : "";
			if (!existsSync(`${module}.ts`))
				kept[name] = absolute(value, folder);
			else if (!name.includes("/")) {
				kept[name] = path.join(this.#places.modules, name);
				this.outer.set(name, module);
			}
		}
		return kept;
	}

	#include(name: string, folder: string): string {
		if (isOwn(name)) {
			const source = path.resolve(folder, name), copy = path.join(this.#places.folder, path.relative(this.#places.root, source));
			this.write(source, copy);
			return copy;
		}
		if (name !== `$(MODDABLE)/examples/${base}`)
			return name;
		const copy = path.join(this.#places.folder, base);
		this.write(path.join(this.#places.sdk, "examples", base), copy);
		return copy;
	}
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
