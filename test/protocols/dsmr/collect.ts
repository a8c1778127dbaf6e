import { DsmrDecoder } from "../../../protocols/dsmr/dsmr-decoder";
import type { DsmrDecoderOptions } from "../../../protocols/dsmr/dsmr-decoder";
import type { Reading, Telegram, TelegramFault } from "../../../protocols/reading";
import { bytes } from "../../telegrams/dsmr";

/** A decoder with what came out of it. */
export class Collector {
	readonly telegrams: Telegram[] = [];
	readonly faults: TelegramFault[] = [];
	readonly decoder: DsmrDecoder;

	constructor(options: Partial<DsmrDecoderOptions> = {}) {
		this.decoder = new DsmrDecoder({
			confirm: false,
			...options,
			onTelegram: telegram => this.telegrams.push(telegram),
			onFault: fault => this.faults.push(fault),
		});
	}

	push(text: string): this {
		this.decoder.push(bytes(text));
		return this;
	}

	get errors(): string[] {
		return this.faults.map(({ kind, error }) => `${kind}: ${error}`);
	}
}

/** What one whole text gives. */
export function decode(text: string, options: Partial<DsmrDecoderOptions> = {}): Collector {
	const collector = new Collector(options).push(text);
	collector.decoder.end();
	return collector;
}

/** `687.138 kWh`, `0001`, with index and time where they are there: `4.329 kW #0 @2023-01-17T21:45:00Z`. */
export function shown({ value, unit, index, time }: Reading): string {
	const when = time && (time.epoch === undefined ? time.text : `${new Date(time.epoch).toISOString().slice(0, 19)}Z`);
	return [String(value), unit, index === undefined ? "" : `#${index}`, when ? `@${when}` : ""].filter(part => part).join(" ");
}

/** All values of one code. */
export function values(telegram: Telegram | undefined, id: string): string[] {
	return (telegram?.readings ?? []).filter(reading => reading.id === id).map(shown);
}
