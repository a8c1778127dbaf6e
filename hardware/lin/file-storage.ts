import { File } from "file";
import type { Storage } from "../../services/platform";

/** Settings in one file of JSON. Without a path they live in memory. */
export class FileStorage implements Storage {
	readonly #path: string | undefined;
	readonly #values: Map<string, string>;

	/** Throws when the file is there and is not what `write` left. */
	constructor(path: string | undefined) {
		this.#path = path;
		this.#values = new Map(path && File.exists(path) ? Object.entries(JSON.parse(readFile(path)) as Record<string, string>) : []);
	}

	read(key: string): string | undefined {
		return this.#values.get(key);
	}

	write(key: string, value: string): void {
		this.#values.set(key, value);
		this.#save();
	}

	delete(key: string): void {
		if (this.#values.delete(key))
			this.#save();
	}

	clear(): void {
		this.#values.clear();
		this.#save();
	}

	#save(): void {
		if (!this.#path)
			return;
		// The class only adds to a file that is there.
		if (File.exists(this.#path))
			File.delete(this.#path);
		const file = new File(this.#path, true);
		file.write(JSON.stringify(Object.fromEntries(this.#values)));
		file.close();
	}
}

function readFile(path: string): string {
	const file = new File(path);
	try {
		return file.read(String);
	}
	finally {
		file.close();
	}
}
