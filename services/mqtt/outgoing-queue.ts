/** A packet that waits for room in the connection. */
export type OutgoingPacket =
	| { kind: "publish"; topic: string; text: string; retain: boolean; latest: boolean; since: number; }
	| { kind: "subscribe"; topics: readonly string[]; }
	| { kind: "acknowledge"; operation: number; id: number; };

type Publish = Extract<OutgoingPacket, { kind: "publish"; }>;

const maximumPackets = 40;
const maximumCharacters = 16384;

/**
 * What is to be sent, oldest first. Bounded: when it is full the oldest message that is neither retained nor needed by the protocol goes.
 * Of a topic published as `latest` (SENSOR, STATE) only the newest waits.
 */
export class OutgoingQueue {
	#packets: OutgoingPacket[] = [];

	get length(): number {
		return this.#packets.length;
	}

	get first(): OutgoingPacket | undefined {
		return this.#packets[0];
	}

	/** Returns how many packets had to go for this one. */
	push(packet: OutgoingPacket): number {
		let dropped = 0;
		if (packet.kind === "publish" && packet.latest)
			dropped += this.#remove(other => isPublish(other) && other.latest && other.topic === packet.topic);
		this.#packets.push(packet);
		while (this.#packets.length > 1 && (this.#packets.length > maximumPackets || this.#characters() > maximumCharacters)) {
			const index = this.#packets.findIndex(other => other !== packet && isPublish(other) && !other.retain);
			this.#packets.splice(Math.max(index, 0), 1);
			dropped++;
		}
		return dropped;
	}

	/** Acknowledgements: ahead of everything else, in the order of what they acknowledge (MQTT 3.1.1, 4.6). */
	pushAcknowledgement(packet: OutgoingPacket): void {
		const index = this.#packets.findIndex(other => other.kind !== "acknowledge");
		if (this.#packets.length < 2 * maximumPackets)
			this.#packets.splice(index < 0 ? this.#packets.length : index, 0, packet);
	}

	shift(): OutgoingPacket | undefined {
		return this.#packets.shift();
	}

	/** A message for a topic whose newest message waits already, so that an older one is not wanted. */
	supersedes(packet: OutgoingPacket): boolean {
		return isPublish(packet) && this.#packets.some(other => isPublish(other) && other.latest && other.topic === packet.topic);
	}

	/** Empties the queue and returns the newest messages published as `latest` since `since`: what is still worth sending to the next connection. */
	takeLatest(since: number): OutgoingPacket[] {
		const packets = this.#packets.filter(packet => isPublish(packet) && packet.latest && packet.since >= since);
		this.#packets = [];
		return packets;
	}

	/** Keeps only what the next connection may want. Returns how many went. */
	keepLatest(): number {
		return this.#remove(packet => !isPublish(packet) || !packet.latest);
	}

	#remove(match: (packet: OutgoingPacket) => boolean): number {
		const before = this.#packets.length;
		this.#packets = this.#packets.filter(packet => !match(packet));
		return before - this.#packets.length;
	}

	#characters(): number {
		return this.#packets.reduce((sum, packet) => sum + (isPublish(packet) ? packet.text.length : 0), 0);
	}
}

function isPublish(packet: OutgoingPacket): packet is Publish {
	return packet.kind === "publish";
}
