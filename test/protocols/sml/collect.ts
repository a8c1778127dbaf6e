import type { Telegram, TelegramFault } from "../../../protocols/reading";
import { SmlDecoder, type SmlDecoderOptions } from "../../../protocols/sml/sml-decoder";

/** A decoder with what came out of it. */
export class Collector {
	readonly telegrams: Telegram[] = [];
	readonly faults: TelegramFault[] = [];
	readonly decoder: SmlDecoder;

	constructor(options: Partial<SmlDecoderOptions> = {}) {
		this.decoder = new SmlDecoder({
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

	get errors(): string[] {
		return this.faults.map(({ kind, error }) => `${kind}: ${error}`);
	}
}

export function decode(bytes: Uint8Array | readonly number[], options: Partial<SmlDecoderOptions> = {}): Collector {
	return new Collector(options).push(bytes);
}

/** `687.138 kWh`, of all readings with this id. */
export function values(telegram: Telegram | undefined, id: string): string[] {
	return (telegram?.readings ?? []).filter(reading => reading.id === id).map(({ unit, value }) => `${value} ${unit}`.trim());
}

/** Everything in one text, to compare telegrams by. */
export function fingerprint({ check, meter, readings, time, warnings }: Telegram): string {
	return JSON.stringify([check, meter, time, readings.map(({ id, unit, value }) => `${id}=${value} ${unit}`), warnings]);
}
