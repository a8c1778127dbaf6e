import { BufferedReader } from "./buffered-reader";
import type { FrameReaderOptions } from "./frame-reader";

/** Kind of answer, five bytes of data, check. */
const size = 7;

/** Reads answers of PZEM-004T meters before version 3 (type p): seven bytes, of which the last is the sum of the others. */
export class PzemReader extends BufferedReader {
	constructor(options: FrameReaderOptions) {
		super(options, size);
	}

	idle(): void {
		if (this.length)
			this.refuse("check", "the check sum of an answer is wrong");
		this.length = 0;
	}

	protected override take(byte: number): void {
		this.keep(byte);
		if (this.length < size)
			return;
		const { buffer } = this;
		let sum = 0;
		for (let at = 0; at < size - 1; at++)
			sum += buffer[at]!;
		if ((sum & 0xFF) === buffer[size - 1])
			this.accept(this.empty());
		// It may begin one byte later.
		else
			this.drop(1);
	}
}
