import type { Decimal } from "./decimal";

/**
 * A point in time as a meter gives it. `epoch` is absent when the meter's text cannot be placed in time (an unset clock, a date
 * that does not exist); `text` always says what the meter sent.
 */
export interface MeterTime {
	/** What stood in the telegram. */
	readonly text: string;
	/** Milliseconds since 1970-01-01T00:00:00Z. */
	readonly epoch?: number;
	/** Offset of the meter's local time from UTC in minutes, where the meter tells it (S and W in DSMR). */
	readonly offset?: number;
}

/** One value of a telegram. */
export interface Reading {
	/** The code as the protocol gives it: `1-0:1.8.1` (DSMR), `1.8.0` (IEC 62056-21), `1-0:1.8.0*255` (SML). */
	readonly id: string;
	readonly value: Decimal | string;
	/** As the meter names it; empty when it names none. M-Bus in base units. */
	readonly unit: string;
	/** When the value was taken, where the telegram says so. */
	readonly time?: MeterTime;
	/** Place in a list of values under one code, from 0. */
	readonly index?: number;
	/** M-Bus only: what the DIF and VIF say. */
	readonly quantity?: string;
	readonly function?: "instantaneous" | "maximum" | "minimum" | "error";
	readonly storage?: number;
	readonly tariff?: number;
	readonly subunit?: number;
}

export type Protocol = "dsmr" | "sml" | "iec62056" | "mbus" | "scr" | "dlms";

/** What is known of the meter that sent a telegram. */
export interface MeterIdentity {
	/** Serial number or equipment identifier, decoded to the text that is printed on the meter where that is possible. */
	readonly id?: string;
	/** Three-letter FLAG manufacturer code. */
	readonly manufacturer?: string;
	/** Model or identification text. */
	readonly model?: string;
	/** M-Bus: medium in words; version. */
	readonly medium?: string;
	readonly version?: number;
}

/** A telegram whose check passed. A telegram whose check failed never becomes one: see `TelegramFault`. */
export interface Telegram {
	readonly protocol: Protocol;
	/** The check that passed: `crc16`, `crc16-x25`, `crc16-kermit`, `bcc`, `checksum`, or `none` where the meter sends none. */
	readonly check: string;
	readonly meter: MeterIdentity;
	readonly time?: MeterTime;
	readonly readings: readonly Reading[];
	/** Odd lines or records inside a good telegram: skipped, and said so. */
	readonly warnings: readonly string[];
}

/** A telegram that was refused. */
export interface TelegramFault {
	readonly protocol: Protocol;
	/**
	 * Which kind: `check` (sum wrong), `length` (too long), `format` (not of the protocol's shape), `cut` (ended early), `key` (encrypted, and the key
	 * is missing or does not fit).
	 */
	readonly kind: "check" | "length" | "format" | "cut" | "key";
	/** One line for the user, e.g. `crc16: sent 0C97, calculated 1A2B`. */
	readonly error: string;
}

/** Counters that every decoder keeps; they only grow. */
export interface DecoderCounters {
	/** Bytes pushed. */
	bytes: number;
	/** Good telegrams. */
	telegrams: number;
	/** Telegrams refused because their check failed. */
	checkErrors: number;
	/** Telegrams refused for their shape, length, or because they were cut. */
	formatErrors: number;
	/** Lines or records skipped inside good telegrams. */
	warnings: number;
}

export interface DecoderOptions {
	onTelegram(telegram: Telegram): void;
	onFault?(fault: TelegramFault): void;
}

/**
 * What every decoder looks like. `push` takes bytes in any slicing, finds telegrams and resynchronises by itself. The decoder copies
 * what it needs: the caller may reuse `bytes` at once.
 */
export interface Decoder {
	readonly counters: Readonly<DecoderCounters>;
	push(bytes: Uint8Array): void;
	/** Forgets a telegram that is half read (the line was cut, the port was reopened). Counters stay. */
	reset(): void;
}
