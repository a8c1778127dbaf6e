import { DsmrDecoder } from "../dsmr/dsmr-decoder";
import type { Decoder, DecoderCounters, Telegram } from "../reading";
import { DlmsDecoder, type DlmsDecoderOptions } from "./dlms-decoder";

/**
 * Decoder for DSMR telegrams that come encrypted (Luxembourg's P1 specification 1.1.3, section 3.2.5; Austria), and for DLMS data notifications
 * on the same port. The text inside has its own check sum, which must be right whatever the authentication tag says.
 */
export class EncryptedTextDecoder implements Decoder {
	readonly counters: DecoderCounters;
	readonly #text: DsmrDecoder;
	readonly #messages: DlmsDecoder;
	#good = false;

	constructor(options: Omit<DlmsDecoderOptions, "onText">) {
		this.#text = new DsmrDecoder({
			onTelegram: telegram => this.#onTelegram(telegram, options.onTelegram),
			onFault: fault => {
				this.counters[fault.kind === "check" ? "checkErrors" : "formatErrors"]++;
				options.onFault?.(fault);
			},
			confirm: false,
		});
		this.#messages = new DlmsDecoder({ ...options, onText: text => this.#onText(text) });
		this.counters = this.#messages.counters;
	}

	push(bytes: Uint8Array): void {
		this.#messages.push(bytes);
	}

	end(): void {
		this.#messages.end();
	}

	reset(): void {
		this.#messages.reset();
		this.#text.reset();
	}

	#onText(text: Uint8Array): boolean {
		this.#good = false;
		this.#text.push(text);
		// A telegram without a check sum ends with the message.
		this.#text.idle();
		this.#text.reset();
		return this.#good;
	}

	#onTelegram(telegram: Telegram, onTelegram: DlmsDecoderOptions["onTelegram"]): void {
		this.#good = true;
		this.counters.telegrams++;
		this.counters.warnings += telegram.warnings.length;
		onTelegram(telegram);
	}
}
