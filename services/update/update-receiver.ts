import type { Timers } from "../../drivers/timers";
import type { UpdateDigest, UpdateSlot } from "../platform";
import { describeError } from "../text";
import { checkHeader, sameBytes } from "./check-header";
import type { HeaderCheck } from "./check-header";
import { UpdateError } from "./update-error";
import { headerLength } from "./update-header";
import type { UpdateHeader } from "./update-header";

export interface UpdateReceiverOptions extends HeaderCheck {
	readonly timers: Timers;
	/** The header is good; nothing was written yet. */
	onHeader?(header: UpdateHeader): void;
	/** A part is about to be written: for the count of what that costs. */
	onWrite?(bytes: number): void;
}

/** What is written at once: a sector of the flash. */
const pieceLength = 4096;
/** Milliseconds between two pieces that are read back, so that meters and network have their turn. */
const pause = 2;

/**
 * Takes an update file in any slices and writes its image into the free slot. Holds one sector of it in memory. Nothing is erased before the
 * header is found good; nothing is made bootable before all that was written was read back and has the hash that was signed.
 */
export class UpdateReceiver {
	readonly #options: UpdateReceiverOptions;
	readonly #piece = new Uint8Array(pieceLength);
	#filled = 0;
	#received = 0;
	#header: UpdateHeader | undefined;
	#slot: UpdateSlot | undefined;
	#digest: UpdateDigest | undefined;
	#written = 0;
	#closed = false;

	constructor(options: UpdateReceiverOptions) {
		this.#options = options;
	}

	/** Bytes of the file that were taken. */
	get received(): number {
		return this.#received;
	}

	get header(): UpdateHeader | undefined {
		return this.#header;
	}

	/** Bytes of the whole file, once its header is there. */
	get length(): number | undefined {
		return this.#header && headerLength + this.#header.length;
	}

	/** Throws an `UpdateError`; the instance is closed then. */
	push(data: Uint8Array): void {
		try {
			for (let at = 0; at < data.length;) {
				const room = (this.#header ? pieceLength : headerLength) - this.#filled;
				const part = data.subarray(at, at + room);
				this.#piece.set(part, this.#filled);
				this.#filled += part.length;
				this.#received += part.length;
				at += part.length;
				if (this.#header && this.#written + this.#filled > this.#header.length)
					throw new UpdateError("the update file is longer than its header says");
				if (part.length === room)
					this.#full();
			}
		}
		catch (error) {
			this.close();
			throw refusal(error);
		}
	}

	/**
	 * The file is at its end: the rest is written, everything read back and compared. `done` gets what is wrong, or `undefined`: then `complete`
	 * makes it the image that starts next.
	 */
	verify(done: (error: UpdateError | undefined) => void): void {
		try {
			const header = this.#header;
			if (!header)
				throw new UpdateError(this.#received ? "this is no update file" : "the file is empty");
			const missing = header.length - this.#written - this.#filled;
			if (missing > 0)
				throw new UpdateError(`the update file is cut off: ${missing} bytes are missing`);
			this.#write();
			if (!sameBytes(new Uint8Array(this.#digest!.close()), header.digest))
				throw new UpdateError("the update file is damaged: its content does not have the hash that was signed");
		}
		catch (error) {
			this.close();
			done(refusal(error));
			return;
		}
		this.#readBack(0, this.#options.hardware.digest(), done);
	}

	/** After `verify`: the image starts next. Throws an `UpdateError`. */
	complete(): void {
		try {
			this.#slot!.complete();
		}
		catch (error) {
			throw new UpdateError(`the boot loader refuses the image: ${describeError(error)}`);
		}
		finally {
			this.close();
		}
	}

	/** The running firmware stays the one that starts. Harmless when called again. */
	close(): void {
		if (this.#closed)
			return;
		this.#closed = true;
		try {
			this.#slot?.close();
		}
		catch {
			// Nothing is left to close.
		}
	}

	#full(): void {
		if (this.#header) {
			this.#write();
			return;
		}
		const { onHeader, hardware } = this.#options;
		const header = checkHeader(this.#piece.slice(0, headerLength), this.#options);
		onHeader?.(header);
		this.#digest = hardware.digest();
		this.#slot = hardware.open(header.length);
		this.#header = header;
		this.#filled = 0;
	}

	#write(): void {
		if (!this.#filled)
			return;
		const bytes = this.#piece.subarray(0, this.#filled);
		this.#options.onWrite?.(this.#filled);
		this.#digest!.write(bytes);
		this.#slot!.write(bytes);
		this.#written += this.#filled;
		this.#filled = 0;
	}

	#readBack(at: number, sum: UpdateDigest, done: (error: UpdateError | undefined) => void): void {
		this.#options.timers.set(() => {
			if (this.#closed)
				return;
			try {
				const { length, digest } = this.#header!;
				const count = Math.min(pieceLength, length - at);
				sum.write(new Uint8Array(this.#slot!.read(at, count)));
				if (at + count < length)
					return this.#readBack(at + count, sum, done);
				if (!sameBytes(new Uint8Array(sum.close()), digest))
					throw new UpdateError("the flash does not hold what was written to it");
			}
			catch (error) {
				this.close();
				done(refusal(error));
				return;
			}
			done(undefined);
		}, pause);
	}
}

function refusal(error: unknown): UpdateError {
	return error instanceof UpdateError ? error : new UpdateError(`the flash cannot be written: ${describeError(error)}`);
}
