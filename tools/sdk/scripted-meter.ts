import { closeSync, openSync, writeSync } from "node:fs";
import tty from "node:tty";

/**
 * A meter of IEC 62056-21 mode C at the other end of a pseudo terminal: answers the sign-on with its identification and an acknowledgement with
 * its data block. A pseudo terminal has no baud, so the change of rate shows only in the acknowledgement.
 */
export class ScriptedMeter {
	/** Everything that it was sent, in order. */
	heard = "";
	readonly #file: number;
	readonly #input: tty.ReadStream;
	#pending = "";

	constructor(path: string, identification: string, block: string) {
		this.#file = openSync(path, "r+");
		this.#input = new tty.ReadStream(this.#file);
		this.#input.setEncoding("latin1").on("data", (text: string) => {
			this.heard += text;
			this.#pending += text;
			if (this.#pending.endsWith("!\r\n"))
				this.#answer(`/${identification}\r\n`);
			else if (/\x06\d\d\d\r\n$/.test(this.#pending))
				this.#answer(block);
		});
		// The terminal goes with the test.
		this.#input.on("error", () => {});
	}

	close(): void {
		this.#input.destroy();
		try {
			closeSync(this.#file);
		}
		catch {
			// The stream has closed it.
		}
	}

	#answer(text: string): void {
		this.#pending = "";
		// A meter takes at least 200 ms to react, and the reader needs 300 ms to change its rate.
		setTimeout(() => writeSync(this.#file, text, null, "latin1"), 500);
	}
}
