import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Captures of real meters are not part of the repository: they lie beside it, where they lie at all. */
const corpora = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "shared", "corpora");

export interface Capture {
	readonly name: string;
	readonly bytes: Uint8Array;
}

/** Where the captures of one kind lie, if they do. */
export function corpusFolder(kind: string): string {
	return path.join(corpora, kind);
}

/** The captures of one kind whose names end so; `undefined` without the corpora. */
export function captures(kind: string, ending: string): Capture[] | undefined {
	const folder = corpusFolder(kind);
	if (!existsSync(folder))
		return undefined;
	return readdirSync(folder).filter(name => name.endsWith(ending)).sort()
		.map(name => ({ name, bytes: new Uint8Array(readFileSync(path.join(folder, name))) }));
}
