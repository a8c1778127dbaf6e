import { CRC8 } from "crc";
import { BufferedReader } from "./buffered-reader";
import type { FrameReaderOptions } from "./frame-reader";

const SYNC = 0xAA;
const ESCAPE = 0xA9;
const longest = 64;

/** Reads eBus telegrams between two SYN: the master's CRC-8 (polynomial 9B, over the bytes as sent) is tested, escapes are undone. */
export class EbusReader extends BufferedReader {
	readonly #crc = new CRC8(0x9B);

	constructor(options: FrameReaderOptions) {
		super(options, longest);
	}

	/** Source, target, two bytes of command, count, data, check; what a slave answers follows. */
	idle(): void {
		const raw = this.empty();
		if (raw.length < 6)
			return;
		const plain: number[] = [];
		let checked = 0;
		for (let at = 0; at < raw.length; at++) {
			plain.push(raw[at] === ESCAPE && at + 1 < raw.length ? ESCAPE + raw[++at]! : raw[at]!);
			if (plain.length === 5 + (plain[4] ?? longest))
				checked = at + 1;
		}
		const place = 5 + plain[4]!;
		this.#crc.reset();
		if (!checked || place >= plain.length || this.#crc.checksum(raw.subarray(0, checked)) !== plain[place])
			this.refuse("check", "the check sum of a telegram is wrong");
		else
			this.accept(Uint8Array.from(plain));
	}

	protected override take(byte: number): void {
		if (byte === SYNC)
			this.idle();
		else
			this.keep(byte);
	}
}
