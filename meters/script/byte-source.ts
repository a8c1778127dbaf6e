import type { SerialFaults } from "../../drivers/serial";
import type { MeterIdentity } from "../../protocols/reading";
import type { PortStatus } from "../meter";
import { newCounters } from "./frame-reader";
import type { MeterSource } from "./meter-source";

const nobody: MeterIdentity = Object.freeze({});
const noFaults: Readonly<SerialFaults> = Object.freeze({ overrun: 0, framing: 0, parity: 0, break: 0 });

/** What the sources of a script's bytes have in common: who listens, how much has come, the last fault. Nobody tells who the meter is. */
export abstract class ByteSource implements MeterSource {
	/** The last fault in one line. */
	protected lastError = "";
	readonly #counters = newCounters();
	#listeners: readonly ((bytes: Uint8Array) => void)[] = [];

	abstract get status(): PortStatus;

	get identity(): MeterIdentity {
		return nobody;
	}

	listen(onData: (bytes: Uint8Array) => void): () => void {
		// A list of its own each time: whoever is told may end it.
		this.#listeners = [...this.#listeners, onData];
		return () => {
			this.#listeners = this.#listeners.filter(each => each !== onData);
		};
	}

	close(): void {
		this.#listeners = [];
	}

	/** Tells everybody who listens. The bytes are good until this returns. */
	protected hand(bytes: Uint8Array): void {
		this.#counters.bytes += bytes.length;
		const listeners = this.#listeners;
		for (let at = 0; at < listeners.length; at++)
			listeners[at]!(bytes);
	}

	protected describe(port: string, detected: string, faults: PortStatus["faults"] = noFaults): PortStatus {
		const { bytes } = this.#counters;
		return { port, detected, bytes, faults, decoder: this.#counters, lastError: this.lastError, age: undefined };
	}
}
