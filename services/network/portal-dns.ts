import type { UDP, UDPConstructor } from "../platform";

const port = 53;
const headerLength = 12;
/** Without extensions (RFC 1035, 4.2.1). */
const longest = 512;
const typeA = 1, typeAny = 255, classIn = 1;
/** Seconds for which the answer may be kept: the same names lead elsewhere as soon as the phone is back in its own network. */
const timeToLive = 10;

/**
 * A name server that knows one address and gives it for every name: with it a phone that joins the set-up network finds the set-up page, whatever it
 * asks for. Answers one question per packet (RFC 1035), IPv4 only; to anything else, "no such record".
 */
export class PortalDNS {
	readonly #address: Uint8Array;
	#socket: UDP | undefined;

	/** @param address IPv4, in dots. Throws when the port is taken. */
	constructor(io: UDPConstructor, address: string) {
		this.#address = Uint8Array.from(address.split("."), Number);
		this.#socket = new io({ port, onReadable: count => this.#readable(count) });
	}

	close(): void {
		const socket = this.#socket;
		this.#socket = undefined;
		try {
			socket?.close();
		}
		catch {
			// Nothing is left to close.
		}
	}

	#readable(count: number): void {
		// A packet of anybody's must not end the machine.
		try {
			for (let left = count; left > 0 && this.#socket; left--) {
				const packet = this.#socket.read();
				if (!packet)
					return;
				const answer = answerTo(new Uint8Array(packet), this.#address);
				if (answer)
					this.#socket.write(answer, packet.address, packet.port);
			}
		}
		catch {
			// The phone asks again.
		}
	}
}

/** The answer to a query that names `address` for whatever is asked; `undefined` to what is no query. */
export function answerTo(query: Uint8Array, address: Uint8Array): Uint8Array | undefined {
	const isQuery = query.length >= headerLength && query.length <= longest && !(query[2]! & 0xF8);
	if (!isQuery || query[4] !== 0 || query[5] !== 1)
		return undefined;
	let at = headerLength;
	while (at < query.length && query[at]) {
		// No compression in a question.
		if (query[at]! > 63)
			return undefined;
		at += query[at]! + 1;
	}
	const end = at + 5;
	if (end > query.length)
		return undefined;
	const type = query[at + 1]! << 8 | query[at + 2]!, askedClass = query[at + 3]! << 8 | query[at + 4]!;
	const known = askedClass === classIn && (type === typeA || type === typeAny);
	const answer = new Uint8Array(end + (known ? 16 : 0));
	answer.set(query.subarray(0, end));
	// An answer, authoritative; recursion wanted as in the query, available.
	answer.set([0x84 | query[2]! & 1, 0x80, 0, 1, 0, known ? 1 : 0, 0, 0, 0, 0], 2);
	if (known) {
		// The name of the question, at offset 12.
		answer.set([0xC0, headerLength, 0, typeA, 0, classIn, 0, 0, 0, timeToLive, 0, 4], end);
		answer.set(address, end + 12);
	}
	return answer;
}
