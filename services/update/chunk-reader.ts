import { UpdateError } from "./update-error";

/** Takes the chunks out of a body that is sent in them (RFC 9112, 7.1). */
export class ChunkReader {
	readonly #onData: (data: Uint8Array) => void;
	#line = "";
	/** Bytes of the present chunk that are still to come; −2 … 0 stand for what follows it. */
	#left = 0;
	#state: "size" | "data" | "after" | "trailer" | "end" = "size";

	constructor(onData: (data: Uint8Array) => void) {
		this.#onData = onData;
	}

	get ended(): boolean {
		return this.#state === "end";
	}

	push(data: Uint8Array): void {
		for (let at = 0; at < data.length && !this.ended;) {
			if (this.#state === "data") {
				const part = data.subarray(at, at + this.#left);
				this.#left -= part.length;
				at += part.length;
				this.#onData(part);
				if (!this.#left)
					this.#state = "after";
				continue;
			}
			const character = String.fromCharCode(data[at++]!);
			if (character !== "\n") {
				this.#line += character;
				if (this.#line.length > 200)
					throw new UpdateError("the server sends chunks that cannot be read");
				continue;
			}
			this.#endLine(this.#line.trim());
			this.#line = "";
		}
	}

	#endLine(line: string): void {
		if (this.#state === "after")
			this.#state = "size";
		else if (this.#state === "trailer")
			this.#state = line ? "trailer" : "end";
		else {
			const semicolon = line.indexOf(";");
			const size = parseInt(semicolon < 0 ? line : line.slice(0, semicolon), 16);
			if (!(size >= 0))
				throw new UpdateError("the server sends chunks that cannot be read");
			this.#left = size;
			this.#state = size ? "data" : "trailer";
		}
	}
}
