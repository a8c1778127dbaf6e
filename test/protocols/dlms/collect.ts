import { DlmsDecoder, type DlmsDecoderOptions } from "../../../protocols/dlms/dlms-decoder";
import type { Telegram, TelegramFault } from "../../../protocols/reading";
import { decryptGcm } from "../../../tools/decode/decrypt-gcm";

/** A decoder with what came out of it. */
export class Collector {
	readonly telegrams: Telegram[] = [];
	readonly faults: TelegramFault[] = [];
	readonly decoder: DlmsDecoder;

	constructor(options: Partial<DlmsDecoderOptions> = {}) {
		this.decoder = new DlmsDecoder({
			decrypt: decryptGcm,
			...options,
			onTelegram: telegram => this.telegrams.push(telegram),
			onFault: fault => this.faults.push(fault),
		});
	}

	push(...parts: readonly (Uint8Array | readonly number[])[]): this {
		for (const part of parts)
			this.decoder.push(Uint8Array.from(part));
		return this;
	}

	end(): this {
		this.decoder.end();
		return this;
	}

	get errors(): string[] {
		return this.faults.map(({ kind, error }) => `${kind}: ${error}`);
	}
}

export function decode(bytes: Uint8Array | readonly number[], options: Partial<DlmsDecoderOptions> = {}): Collector {
	return new Collector(options).push(bytes).end();
}

/** `1-0:1.8.0*255=687.138 kWh`, in their order. */
export function lines(telegram: Telegram | undefined): string[] {
	return (telegram?.readings ?? []).map(({ id, unit, value }) => `${id}=${value} ${unit}`.trim());
}

/** Everything in one text, to compare telegrams by. */
export function fingerprint(telegram: Telegram): string {
	const { check, meter, time, warnings } = telegram;
	return JSON.stringify([check, meter, time, lines(telegram), warnings]);
}
