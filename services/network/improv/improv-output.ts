import type { Serial } from "../../../drivers/serial";
import { describeError } from "../../text";
import { improvPacket } from "./improv-packet";

/** More than a scan has: who asks faster than the line carries the answers loses some. */
const most = 40;
/** Lines of text that wait at a time: a port that nobody reads must not collect them. */
const mostLines = 8;
/** Bytes of a line of text: less than a port has room for. */
const longestLine = 480;

/** Packets and lines of text on their way out, one after the other as the line has room. */
export class ImprovOutput {
	readonly #serial: Serial;
	readonly #onLog: ((text: string) => void) | undefined;
	readonly #waiting: Uint8Array[] = [];
	#room = 0;
	#ready = false;

	constructor(serial: Serial, onLog?: (text: string) => void) {
		this.#serial = serial;
		this.#onLog = onLog;
	}

	send(type: number, data: ArrayLike<number>): void {
		this.#add(improvPacket(type, data));
	}

	/** A line of the log. False when there is no place for it. */
	print(text: string): boolean {
		if (this.#waiting.length >= (this.#ready ? mostLines : most))
			return false;
		const bytes = new Uint8Array(ArrayBuffer.fromString(`${text}\r\n`));
		this.#add(bytes.length > longestLine ? bytes.slice(0, longestLine) : bytes);
		return true;
	}

	/** The line has room for so many bytes. */
	writable(count: number): void {
		this.#room = count;
		this.#ready = true;
		this.#flush();
	}

	#add(bytes: Uint8Array): void {
		if (this.#waiting.length >= most)
			return;
		this.#waiting.push(bytes);
		this.#flush();
	}

	#flush(): void {
		while (this.#waiting.length && this.#waiting[0]!.length <= this.#room) {
			const packet = this.#waiting.shift()!;
			this.#room -= packet.length;
			try {
				this.#serial.write(packet);
			}
			catch (error) {
				// First, for the log may come this way.
				this.#room = 0;
				this.#onLog?.(`Improv: ${describeError(error)}`);
			}
		}
	}
}
