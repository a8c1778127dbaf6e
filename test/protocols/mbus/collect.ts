import { MbusDecoder, type MbusDecoderOptions } from "../../../protocols/mbus/mbus-decoder";
import type { MbusTelegram } from "../../../protocols/mbus/mbus-telegram";
import type { TelegramFault } from "../../../protocols/reading";

/** A decoder with what came out of it. */
export class Collector {
	readonly telegrams: MbusTelegram[] = [];
	readonly faults: TelegramFault[] = [];
	readonly decoder: MbusDecoder;

	constructor(options: Partial<MbusDecoderOptions> = {}) {
		this.decoder = new MbusDecoder({
			...options,
			onTelegram: telegram => this.telegrams.push(telegram),
			onFault: fault => this.faults.push(fault),
		});
	}

	get errors(): string[] {
		return this.faults.map(({ kind, error }) => `${kind}: ${error}`);
	}
}

/** Decodes one capture to its end. */
export function decode(bytes: Uint8Array, options: Partial<MbusDecoderOptions> = {}): Collector {
	const collector = new Collector(options);
	collector.decoder.push(bytes);
	collector.decoder.end();
	return collector;
}

/** The readings of one good telegram as `id=value unit`. */
export function values(telegram: MbusTelegram | undefined): string[] {
	return (telegram?.readings ?? []).map(({ id, value, unit }) => `${id}=${value.toString()}${unit === "" ? "" : ` ${unit}`}`);
}

/** A repeatable source of numbers (xorshift32). */
export function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) / 4294967296;
	};
}
