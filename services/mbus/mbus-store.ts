import { formatMbusEntries, parseMbusEntries } from "../../meters/mbus-entry";
import type { MbusEntry } from "../../meters/mbus-entry";
import type { Storage } from "../platform";
import { describeError } from "../text";

const key = (index: number): string => `mbusFound${index}`;
/** In bytes: less than NVS takes under one key. */
const longestPart = 3_500;
const mostParts = 16;
/** There while a scan of its own accord has not come to its end. */
const scanning = "mbusScanning";

/** Keeps the meters that were found or added: JSON lists, as many keys as they need. */
export class MbusStore {
	readonly #storage: Storage;
	readonly #onError: (text: string) => void;

	constructor(storage: Storage, onError: (text: string) => void) {
		this.#storage = storage;
		this.#onError = onError;
	}

	/** What can be read of the list: a part that is broken costs the others nothing. */
	read(): MbusEntry[] {
		const entries: MbusEntry[] = [];
		for (let index = 0; index < mostParts; index++) {
			try {
				const text = this.#storage.read(key(index));
				if (text === undefined)
					break;
				entries.push(...parseMbusEntries(text));
			}
			catch (error) {
				this.#onError(`the list of found meters cannot be read: ${describeError(error)}`);
			}
		}
		return entries;
	}

	write(entries: readonly MbusEntry[]): void {
		const parts: MbusEntry[][] = [[]];
		let length = 0;
		entries.forEach(entry => {
			const size = ArrayBuffer.fromString(formatMbusEntries([entry])).byteLength;
			if (length + size > longestPart && length) {
				parts.push([]);
				length = 0;
			}
			length += size;
			parts[parts.length - 1]!.push(entry);
		});
		try {
			for (let index = 0; index < mostParts; index++) {
				const part = parts[index];
				if (part?.length)
					this.#storage.write(key(index), formatMbusEntries(part));
				else if (this.#storage.read(key(index)) !== undefined)
					this.#storage.delete(key(index));
			}
		}
		catch (error) {
			this.#onError(`the list of found meters cannot be kept: ${describeError(error)}`);
		}
	}

	/** A scan that began by itself and was cut short by a restart: it is to begin again. */
	get unfinished(): boolean {
		try {
			return this.#storage.read(scanning) !== undefined;
		}
		catch {
			return false;
		}
	}

	set unfinished(unfinished: boolean) {
		if (unfinished === this.unfinished)
			return;
		try {
			if (unfinished)
				this.#storage.write(scanning, "1");
			else
				this.#storage.delete(scanning);
		}
		catch (error) {
			this.#onError(`the storage fails: ${describeError(error)}`);
		}
	}
}
