import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PowerCut } from "../flash/flash-memory";

/** What the firmware keeps across restarts: in memory, or in a folder as well. */
export class MachineStorage {
	/** Changes since the start. */
	writes = 0;
	/** The power goes at the change after so many more (0: the next one), before it is there or behind it. Infinite: never. */
	cutAfter = Infinity;
	cutKeeps = false;
	readonly #values: Map<string, string>;
	readonly #file: string | undefined;

	/** @param folder Is made when it does not exist. */
	constructor(folder?: string) {
		if (folder === undefined) {
			this.#values = new Map();
			return;
		}
		mkdirSync(folder, { recursive: true });
		this.#file = path.join(folder, "storage.json");
		this.#values = new Map(Object.entries(read(this.#file)));
	}

	get values(): Record<string, string> {
		return Object.fromEntries(this.#values);
	}

	/** An entry is there as a whole or not at all, as in NVS. Throws `PowerCut`. @param value Absent: the key is deleted. */
	set(key: string, value?: string): void {
		const cut = this.cutAfter-- <= 0;
		this.writes++;
		if (!cut || this.cutKeeps)
			this.#set(key, value);
		if (cut)
			throw new PowerCut();
	}

	#set(key: string, value?: string): void {
		if (value === undefined)
			this.#values.delete(key);
		else
			this.#values.set(key, value);
		if (this.#file === undefined)
			return;
		// A file beside it and a rename: a crash leaves the old or the new one.
		const next = `${this.#file}.new`;
		writeFileSync(next, `${JSON.stringify(this.values, undefined, "\t")}\n`);
		renameSync(next, this.#file);
	}
}

function read(file: string): Record<string, string> {
	let text: string;
	try {
		text = readFileSync(file, "utf8");
	}
	catch {
		return {};
	}
	const values: unknown = JSON.parse(text);
	if (typeof values !== "object" || values === null || !Object.values(values).every(value => typeof value === "string"))
		throw new Error(`${file} does not hold settings`);
	return values as Record<string, string>;
}
