import { AnswerReader } from "./answer-reader";
import type { FrameReaderOptions } from "./frame-reader";

const head = 6;
/** Longest unit, function and data (MODBUS messaging on TCP/IP 1.0b, section 3.1.3). */
const longest = 254;

/** Reads answers of Modbus TCP meters; one must carry the number of the last request. */
export class ModbusTcpReader extends AnswerReader {
	/** What came was no Modbus: only the pause behind it says where the next answer begins. */
	#lost = false;

	constructor(options: FrameReaderOptions) {
		super(options, head + longest);
	}

	override idle(): void {
		this.#lost = false;
		super.idle();
	}

	override reset(): void {
		this.#lost = false;
		super.reset();
	}

	protected override take(byte: number): void {
		if (this.#lost)
			return;
		this.keep(byte);
		const { buffer, length } = this;
		if (length < head)
			return;
		const word = (at: number) => buffer[at]! << 8 | buffer[at + 1]!;
		const size = word(4);
		if (word(2) || size < 3 || size > longest) {
			this.#lost = true;
			this.length = 0;
			this.refuse("format", "this is no Modbus TCP");
			return;
		}
		if (length < head + size)
			return;
		const { requests } = this.options, number = word(0), answer = this.empty().subarray(head);
		// A late answer to an earlier request must not be taken for this one's.
		if (requests.transaction && number !== requests.transaction)
			this.refuse("format", `answer ${number} to request ${requests.transaction}`);
		else if (!this.fits(answer, 2))
			this.refuse("format", "an answer to another request");
		else
			this.answer(answer);
	}
}
