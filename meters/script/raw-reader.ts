import { MbusFramer } from "../../protocols/mbus/framer";
import { BufferedReader } from "./buffered-reader";
import type { FrameReaderOptions } from "./frame-reader";

const capacity = 1024;
/** So much of a full buffer is kept: a field may have begun in it. */
const overlap = 64;

/**
 * Reads meters of types r and R. Long M-Bus frames are recognised and their check sum is tested; lines are then run over the frame. Bytes that are
 * none are taken as they are, burst by burst, when the line is quiet: such protocols have no check that a script could name.
 */
export class RawReader extends BufferedReader {
	readonly #framer: MbusFramer;
	/** Type R: patterns stand at the begin of a burst. */
	readonly #anchored: boolean;
	/** This burst had an M-Bus frame, good or bad. */
	#framed = false;

	constructor(options: FrameReaderOptions) {
		super(options, capacity);
		this.#anchored = options.values.meter.type === "R";
		this.#framer = new MbusFramer({
			onFrame: ({ kind, bytes }) => {
				if (kind !== "long" && kind !== "control")
					return;
				this.#framed = true;
				this.#run(bytes);
			},
			onFault: ({ error }) => {
				this.#framed = true;
				this.refuse("check", error);
			},
		});
	}

	override push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		for (let at = 0; at < bytes.length;) {
			const part = bytes.subarray(at, at + capacity - this.length);
			this.buffer.set(part, this.length);
			this.length += part.length;
			at += part.length;
			this.#framer.push(part);
			if (this.length === capacity)
				this.#full();
		}
	}

	idle(): void {
		this.#framer.end();
		if (this.length && !this.#framed)
			this.#run(this.buffer.subarray(0, this.length));
		this.reset();
	}

	override reset(): void {
		super.reset();
		this.#framer.reset();
		this.#framed = false;
	}

	#full(): void {
		if (!this.#framed)
			this.#run(this.buffer);
		this.buffer.copyWithin(0, capacity - overlap);
		this.length = overlap;
	}

	#run(bytes: Uint8Array): void {
		if (this.#anchored ? this.lines.anchored(bytes) : this.lines.everywhere(bytes))
			this.commit();
	}
}
