import { digitsOf } from "./code-in-flash";

/**
 * Bytes of many pieces in one table of a C file, without gaps: the compiler would put a piece of its own at a multiple of four. A piece that stands in another already takes no
 * place of its own.
 */
export class BytePool {
	readonly #name: string;
	readonly #pieces: Buffer[] = [];
	readonly #places = new Map<string, number>();
	readonly #isInside: boolean;
	#length = 0;
	#all = Buffer.alloc(0);

	/**
	 * @param name The table's.
	 * @param isInside Whether a piece may lie anywhere in another; so texts that end alike share that end when the longest come first.
	 */
	constructor(name: string, isInside: boolean) {
		this.#name = name;
		this.#isInside = isInside;
	}

	/** C's expression for the piece's address. */
	add(piece: Buffer): string {
		const key = piece.toString("latin1"), inside = this.#isInside ? this.#all.indexOf(piece) : -1;
		const place = this.#places.get(key) ?? (inside < 0 ? this.#length : inside);
		this.#places.set(key, place);
		if (place === this.#length) {
			this.#pieces.push(piece);
			this.#length += piece.length;
			if (this.#isInside)
				this.#all = Buffer.concat([this.#all, piece]);
		}
		return `${this.#name} + ${place}`;
	}

	/** The table's definition. */
	toString(): string {
		const rows = this.#pieces.map(piece => `\t"${digitsOf(piece)}"\n`);
		// The compiler adds a zero.
		return `static const txU1 ${this.#name}[${this.#length + 1}] =\n${rows.join("") || "\t\"\"\n"};\n\n`;
	}
}
