import type { DueAnswers } from "./due-answers";

/** Listens in on a connection with a web server: virtual time has to wait for an answer that is under way. */
export class HttpWatch {
	readonly #due: DueAnswers;
	#done: (() => void) | undefined;
	#head = "";
	/** Bytes of the body that are still to come; `undefined` while the head comes. */
	#left: number | undefined;

	constructor(due: DueAnswers) {
		this.#due = due;
	}

	sent(bytes: Buffer): void {
		if (!/^(GET|POST|PUT|HEAD) \//.test(bytes.toString("latin1", 0, 8)))
			return;
		this.end();
		this.#head = "";
		this.#left = undefined;
		this.#done = this.#due.expect();
	}

	received(bytes: Buffer): void {
		if (!this.#done)
			return;
		let length = bytes.length;
		if (this.#left === undefined) {
			this.#head += bytes.toString("latin1");
			const end = this.#head.indexOf("\r\n\r\n");
			if (end < 0)
				return;
			this.#left = Number(/\ncontent-length: *(\d+)/i.exec(this.#head)?.[1] ?? 0);
			length = this.#head.length - end - 4;
		}
		this.#left -= length;
		if (this.#left <= 0)
			this.end();
	}

	end(): void {
		this.#done?.();
		this.#done = undefined;
	}
}
