import type { TelegramFault } from "../reading";
import { CIPHERED, CIPHERED_DEDICATED, decipher, type DlmsKeys, type GcmDecrypt } from "./ciphering";
import { DlmsError } from "./dlms-error";
import { type DlmsLink, DlmsTransport } from "./dlms-transport";

/** How a plain message came. */
export interface DlmsEnvelope {
	readonly link: DlmsLink;
	readonly encrypted: boolean;
	/** Its authentication tag was checked with the authentication key, and fits. */
	readonly authenticated: boolean;
	/** It came without a frame and behind noise: believe it only if it is authenticated or has a check of its own. */
	readonly trusted: boolean;
	/** System title of the meter that encrypted it. */
	readonly title?: Uint8Array;
}

export interface DlmsUnwrapperOptions extends DlmsKeys {
	readonly decrypt?: GcmDecrypt | undefined;
	/** Longest message and frame in bytes, 2048 by default. */
	readonly capacity?: number;
	/** A plain message: a data notification (0Fh) or a DSMR telegram (2Fh). Good until the callback returns. Gives whether it was a good one. */
	onMessage(message: Uint8Array, envelope: DlmsEnvelope): boolean;
	onFault(kind: TelegramFault["kind"], error: string): void;
}

const DEFAULT_CAPACITY = 2048;

/** Takes DLMS messages out of their frames and undoes their ciphering (IEC 62056-46, 62056-7-3, 62056-5-3). */
export class DlmsUnwrapper {
	readonly #options: DlmsUnwrapperOptions;
	readonly #transport: DlmsTransport;

	constructor(options: DlmsUnwrapperOptions) {
		this.#options = options;
		this.#transport = new DlmsTransport({
			capacity: options.capacity ?? DEFAULT_CAPACITY,
			onMessage: (message, link, trusted) => this.#onMessage(message, link, trusted),
			onFault: (kind, error) => options.onFault(kind, error),
		});
	}

	/** Bytes that are held because they may yet become a message. */
	get pending(): number {
		return this.#transport.pending;
	}

	push(bytes: Uint8Array): void {
		this.#transport.push(bytes);
	}

	/** The line has been silent for more than 4 s: nothing more comes for what is half read. */
	end(): void {
		this.#transport.end();
	}

	reset(): void {
		this.#transport.reset();
	}

	#onMessage(message: Uint8Array, link: DlmsLink, trusted: boolean): boolean {
		if (message[0] !== CIPHERED && message[0] !== CIPHERED_DEDICATED)
			return this.#options.onMessage(message, { link, trusted, encrypted: false, authenticated: false });
		try {
			const { data, authenticated, title } = decipher(message, this.#options, this.#options.decrypt);
			return this.#options.onMessage(data, { link, trusted, encrypted: true, authenticated, title });
		}
		catch (error) {
			if (!(error instanceof DlmsError))
				throw error;
			// Two octets of noise can look like the beginning of a ciphered message.
			if (trusted)
				this.#options.onFault(error.kind === "key" ? "key" : "format", error.message);
			return trusted;
		}
	}
}
