import type { Identification } from "../../../protocols/iec62056/identification";
import { Iec62056Decoder, type Iec62056DecoderOptions } from "../../../protocols/iec62056/iec62056-decoder";
import type { Reading, Telegram, TelegramFault } from "../../../protocols/reading";
import { bytesOf } from "../../support/iec62056-builder";

/** A decoder with what came out of it. */
export class Collector {
	readonly telegrams: Telegram[] = [];
	readonly faults: TelegramFault[] = [];
	readonly identifications: Identification[] = [];
	/** Readings that were told of as they came. */
	readonly early: Reading[] = [];
	readonly decoder: Iec62056Decoder;

	constructor(options: Partial<Iec62056DecoderOptions> = {}) {
		this.decoder = new Iec62056Decoder({
			...options,
			onTelegram: telegram => this.telegrams.push(telegram),
			onFault: fault => this.faults.push(fault),
			onIdentification: identification => this.identifications.push(identification),
			onDataSet: reading => this.early.push(reading),
		});
	}

	push(...parts: readonly (Uint8Array | string)[]): this {
		for (const part of parts)
			this.decoder.push(typeof part === "string" ? bytesOf(part) : part);
		return this;
	}

	get errors(): string[] {
		return this.faults.map(({ kind, error }) => `${kind}: ${error}`);
	}
}

export function decode(bytes: Uint8Array | string, options: Partial<Iec62056DecoderOptions> = {}): Collector {
	return new Collector(options).push(bytes);
}

/** `1.8.0=687.138 kWh`, with an index where it has one. */
export function shown({ id, index, unit, value }: Reading): string {
	return `${id}=${value} ${unit}`.trim() + (index === undefined ? "" : ` #${index}`);
}

export function values(telegram: Telegram | undefined): string[] {
	return (telegram?.readings ?? []).map(shown);
}

/** Everything in one text, to compare telegrams by. */
export function fingerprint({ check, meter, readings, time, warnings }: Telegram): string {
	return JSON.stringify([check, meter, time, readings.map(shown), warnings]);
}
