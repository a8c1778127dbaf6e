import type { DlmsKeys, GcmDecrypt } from "../protocols/dlms/ciphering";
import { DlmsSign } from "../protocols/dlms/dlms-sign";
import { EncryptedTextDecoder } from "../protocols/dlms/encrypted-text-decoder";
import { DsmrDecoder } from "../protocols/dsmr/dsmr-decoder";
import type { DecoderCounters, DecoderOptions, Telegram, TelegramFault } from "../protocols/reading";

export interface P1DecodersOptions extends DecoderOptions, DlmsKeys {
	readonly decrypt?: GcmDecrypt | undefined;
	/** Telegrams come whose frames are right, but they are encrypted and cannot be read. */
	onLocked(): void;
}

/**
 * The decoders of a P1 port: DSMR's text, and beside it, from the first sign of one on, DLMS messages, plain or encrypted, with DSMR's text or with
 * registers inside. Most meters never need the second, so it is not made before.
 */
export class P1Decoders {
	readonly #options: P1DecodersOptions;
	readonly #text: DsmrDecoder;
	readonly #sign = new DlmsSign();
	#messages: EncryptedTextDecoder | undefined;
	#bytes = 0;

	constructor(options: P1DecodersOptions) {
		this.#options = options;
		this.#text = new DsmrDecoder({
			onTelegram: telegram => this.#onText(telegram),
			onFault: fault => {
				// What is a message to the other decoder is noise to this one.
				if (!this.#messages)
					options.onFault?.(fault);
			},
		});
	}

	get counters(): Readonly<DecoderCounters> {
		const text = this.#text.counters, messages = this.#messages?.counters;
		if (!messages)
			return text;
		return { ...messages, bytes: this.#bytes, telegrams: text.telegrams + messages.telegrams };
	}

	push(bytes: Uint8Array): void {
		this.#bytes += bytes.length;
		this.#text.push(bytes);
		this.#messages?.push(bytes);
	}

	/** True when a DLMS message begins in these bytes, which are pushed afterwards. */
	recognise(bytes: Uint8Array): boolean {
		if (!this.#sign.push(bytes))
			return false;
		this.#messages ??= new EncryptedTextDecoder({
			...this.#options,
			onFault: fault => this.#onFault(fault),
		});
		return true;
	}

	/** The line has been quiet for longer than a meter pauses inside a telegram of text. */
	idle(): void {
		this.#text.idle();
	}

	/** The line has been quiet for longer than a meter pauses between the parts of a message (4 s). */
	end(): void {
		this.#messages?.end();
	}

	#onText(telegram: Telegram): void {
		this.#messages = undefined;
		this.#options.onTelegram(telegram);
	}

	#onFault(fault: TelegramFault): void {
		this.#options.onFault?.(fault);
		if (fault.kind === "key")
			this.#options.onLocked();
	}
}
