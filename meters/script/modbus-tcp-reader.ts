import type { FrameReader, FrameReaderOptions } from "./frame-reader";
import { newCounters } from "./frame-reader";
import { ModbusAnswer } from "./modbus-answer";

const head = 6;
/** Longest unit, function and data (MODBUS messaging on TCP/IP 1.0b, section 3.1.3). */
const longest = 254;

/** Reads answers of Modbus TCP meters; one must carry the number of the last request. */
export class ModbusTcpReader implements FrameReader {
	readonly counters = newCounters();
	readonly #options: FrameReaderOptions;
	readonly #answer: ModbusAnswer;
	readonly #buffer = new Uint8Array(head + longest);
	#length = 0;
	/** What came was no Modbus: only the pause behind it says where the next answer begins. */
	#lost = false;

	constructor(options: FrameReaderOptions) {
		this.#options = options;
		this.#answer = new ModbusAnswer(options, this.counters);
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		for (let at = 0; at < bytes.length && !this.#lost; at++) {
			this.#buffer[this.#length++] = bytes[at]!;
			this.#look();
		}
	}

	idle(): void {
		this.#lost = false;
		if (!this.#length)
			return;
		this.#length = 0;
		this.#answer.fault("format", "an answer was cut");
	}

	reset(): void {
		this.#lost = false;
		this.#length = 0;
	}

	#look(): void {
		const buffer = this.#buffer, length = this.#length;
		if (length < head)
			return;
		const word = (at: number) => buffer[at]! << 8 | buffer[at + 1]!;
		const size = word(4);
		if (word(2) || size < 3 || size > longest) {
			this.#lost = true;
			this.#length = 0;
			this.#answer.fault("format", "this is no Modbus TCP");
			return;
		}
		if (length < head + size)
			return;
		const { requests } = this.#options, number = word(0), answer = buffer.slice(head, length);
		this.#length = 0;
		// A late answer to an earlier request must not be taken for this one's.
		if (requests.transaction && number !== requests.transaction)
			this.#answer.fault("format", `answer ${number} to request ${requests.transaction}`);
		else if (!this.#answer.fits(answer, 2))
			this.#answer.fault("format", "an answer to another request");
		else
			this.#answer.take(answer);
	}
}
