import { MbusFramer } from "../../protocols/mbus/framer";
import type { MbusFrame } from "../../protocols/mbus/frame";
import { CharacterListener } from "../wire/character-listener";
import { lineFormat } from "../wire/line-format";
import { lineFaults } from "../wire/received-bytes";
import type { Wire } from "../wire/wire";

/** Bits of rest after which slaves begin to listen anew. */
const restBits = 22;

export interface BusListenerOptions {
	readonly baud: number;
	onFrame(frame: MbusFrame): void;
	/** A character has come; the line has been busy without a rest for so many milliseconds. */
	onActivity?(duration: number): void;
}

/** What slaves of one rate hear of the master: its frames, made of nothing but the edges of its modulation. */
export class BusListener {
	readonly baud: number;
	readonly #options: BusListenerOptions;
	readonly #framer: MbusFramer;
	readonly #listener: CharacterListener;
	#busySince = 0;
	#last = -Infinity;

	constructor(wire: Wire, options: BusListenerOptions) {
		this.baud = options.baud;
		this.#options = options;
		this.#framer = new MbusFramer({ onFrame: options.onFrame });
		const format = lineFormat({ baud: options.baud, parity: "even" }, "receive");
		this.#listener = new CharacterListener(wire, format, (byte, fault, time) => this.#take(byte, time, fault));
	}

	close(): void {
		this.#listener.close();
	}

	#take(byte: number, time: number, fault: number): void {
		if (time - this.#last > restBits * 1000 / this.baud) {
			this.#framer.reset();
			this.#busySince = time;
		}
		this.#last = time;
		this.#options.onActivity?.(time - this.#busySince);
		if (fault === lineFaults.none)
			this.#framer.push(Uint8Array.of(byte));
		else
			this.#framer.reset();
	}
}
