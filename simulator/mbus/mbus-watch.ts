import { Address, Control, FRAME_COUNT_BIT } from "../../protocols/mbus/frame";
import type { MbusFrame } from "../../protocols/mbus/frame";
import { octetsToHex } from "../../protocols/octets";
import type { Wire } from "../wire/wire";
import { BusListener } from "./bus-listener";

const rates: readonly number[] = Object.freeze([300, 600, 1200, 2400, 4800, 9600, 19200, 38400]);
const harmless: readonly number[] = Object.freeze([Control.SND_NKE, Control.REQ_UD1, Control.REQ_UD2]);
const selection = 0x52;

/** Listens to what a master says at every rate, and keeps what would change something in a meter. */
export class MbusWatch {
	/** Every frame, as `2400: 10 40 05 45 16`. */
	readonly frames: string[] = [];
	/** Those that write. */
	readonly writes: string[] = [];
	readonly #listeners: BusListener[];

	constructor(transmit: Wire) {
		this.#listeners = rates.map(baud => new BusListener(transmit, { baud, onFrame: frame => this.#take(baud, frame) }));
	}

	close(): void {
		for (const listener of this.#listeners)
			listener.close();
	}

	#take(baud: number, frame: MbusFrame): void {
		// A master does not acknowledge: heard at another rate, anything can look like one.
		if (frame.kind === "acknowledge")
			return;
		const text = `${baud}: ${octetsToHex(frame.bytes).replace(/..(?=.)/g, "$& ")}`;
		this.frames.push(text);
		const code = frame.control & ~FRAME_COUNT_BIT;
		const asks = frame.kind === "short" && harmless.includes(code);
		const selects = frame.kind === "long" && code === Control.SND_UD && frame.address === Address.SELECTED
			&& frame.information === selection;
		if (!asks && !selects)
			this.writes.push(text);
	}
}
