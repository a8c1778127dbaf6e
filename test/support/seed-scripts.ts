import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const seeds = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../../shared/seeds");

export interface SeedScripts {
	/** The P1 meter's and the optical meter's. */
	readonly scripts: readonly string[];
	/** What mqttwarn makes of their messages, in the same order. */
	readonly formats: readonly string[];
}

/** Scripts and mqttwarn's formats as the fourth seed has them; `undefined` where the seeds are not there. */
export function readSeed(): SeedScripts | undefined {
	const name = existsSync(seeds) ? readdirSync(seeds).find(each => each.startsWith("004")) : undefined;
	if (!name)
		return undefined;
	const text = readFileSync(path.join(seeds, name), "utf8");
	return {
		scripts: [...text.matchAll(/^>D$[^]*?^#$/gm)].map(([script]) => script),
		formats: [...text.matchAll(/^format = device=(.*)$/gm)].map(([line]) => line.slice("format = ".length)),
	};
}

/** What mqttwarn's format names (`{meter[name]}`) and the SENSOR object does not have. */
export function missingKeys(format: string, sensor: Record<string, Record<string, unknown>>): string[] {
	return [...format.matchAll(/\{(\w+)\[([^\]]+)\]\}/g)]
		.filter(([, group, key]) => sensor[group!]?.[key!] === undefined)
		.map(([, group, key]) => `${group} ${key}`);
}
