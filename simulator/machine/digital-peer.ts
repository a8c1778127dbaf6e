import type { Digital, DigitalConstructor, DigitalOptions } from "../../drivers/serial";
import { encodeText, kinds } from "../host/records";
import type { Peer, PeerLine } from "./peer";

/** A pin outside the engine. */
export class DigitalPeer implements Peer {
	readonly #digital: Digital;
	#posted = false;

	constructor(line: PeerLine, DigitalClass: DigitalConstructor, options: DigitalOptions) {
		this.#digital = new DigitalClass({
			...options,
			onReadable: () => {
				// Edges that the firmware had no time for are one.
				if (this.#posted)
					return;
				this.#posted = true;
				line.sendBytes(kinds.event, () => {
					this.#posted = false;
					return new Uint8Array(0);
				});
			},
		});
	}

	control(value: unknown): void {
		this.#digital.write((value as { write: number; }).write);
	}

	read(): Uint8Array {
		return encodeText(JSON.stringify(this.#digital.read()));
	}

	close(): void {
		this.#digital.close();
	}
}
