import { Duplex } from "node:stream";

/** Two streams, each of which reads what the other writes: a connection within the process. */
export function duplexPair(): [Duplex, Duplex] {
	const first = new Side(), second = new Side();
	first.other = second;
	second.other = first;
	return [first, second];
}

class Side extends Duplex {
	other: Side | undefined;

	override _read(): void {
		// The other side pushes.
	}

	override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
		if (chunk.length)
			this.other?.push(chunk);
		done();
	}

	override _final(done: (error?: Error | null) => void): void {
		this.other?.push(null);
		done();
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		const { other } = this;
		this.other = undefined;
		// As a reset connection: the other side is closed, soon and not at once.
		if (other)
			setImmediate(() => other.destroy());
		done(error);
	}
}
