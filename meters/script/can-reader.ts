import { BufferedReader } from "./buffered-reader";
import type { FrameReaderOptions } from "./frame-reader";

/** Identifier (four bytes, the highest first), count of data. */
const head = 5;
const mostData = 8;

/**
 * Reads CAN frames (type C) as a port hands them on: identifier, count, data, one frame after the other. CAN tests its frames itself, in hardware.
 * A frame that no line knows is one of the other devices' on the bus.
 */
export class CanReader extends BufferedReader {
	constructor(options: FrameReaderOptions) {
		super(options, head + mostData);
	}

	idle(): void {
		if (!this.length)
			return;
		this.length = 0;
		this.refuse("format", "these are no CAN frames");
	}

	protected override take(byte: number): void {
		this.keep(byte);
		if (this.length < head)
			return;
		const count = this.buffer[head - 1]!;
		if (count > mostData)
			this.idle();
		else if (this.length === head + count && this.lines.anchored(this.empty()))
			this.commit();
	}
}
