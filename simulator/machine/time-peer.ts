import { kinds } from "../host/records";
import type { Scheduler } from "../scheduler";
import type { ScheduledEvent } from "../scheduler-entry";
import type { Network } from "./network";
import type { Peer, PeerLine } from "./peer";

/** What a request and its answer take, and when a client gives up, in milliseconds. */
const roundTrip = 30, patience = 12_000;

/** A time server outside the engine. */
export class TimePeer implements Peer {
	readonly #line: PeerLine;
	readonly #scheduler: Scheduler;
	readonly #network: Network;
	readonly #epoch: number;
	#answer: ScheduledEvent | undefined;

	/** @param epoch Milliseconds since 1970 when virtual time was 0. */
	constructor(line: PeerLine, scheduler: Scheduler, network: Network, epoch: number) {
		this.#line = line;
		this.#scheduler = scheduler;
		this.#network = network;
		this.#epoch = epoch;
	}

	control(): void {
		const there = this.#network.up && this.#network.timeServer;
		this.#answer = this.#scheduler.after(there ? roundTrip : patience, () => {
			// NTP's answer is in whole seconds with the SDK's client.
			const epoch = Math.floor((this.#epoch + this.#scheduler.now) / 1000) * 1000;
			this.#line.send(kinds.event, there ? { epoch } : {});
		});
	}

	close(): void {
		this.#answer?.cancel();
	}
}
