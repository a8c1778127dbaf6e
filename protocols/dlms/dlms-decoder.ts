import { octetsToText } from "../octets";
import type { Decoder, DecoderCounters, DecoderOptions, MeterIdentity, TelegramFault } from "../reading";
import type { DlmsKeys, GcmDecrypt } from "./ciphering";
import { type Notification, readNotification } from "./data-notification";
import { DlmsError } from "./dlms-error";
import { type DlmsEnvelope, DlmsUnwrapper } from "./dlms-unwrapper";

export interface DlmsDecoderOptions extends DecoderOptions, DlmsKeys {
	readonly decrypt?: GcmDecrypt | undefined;
	/** Longest message and frame in bytes (default 2048); longer ones are refused with a `length` fault. */
	readonly capacity?: number;
	/** Gives the rows of a push object list as readings too. */
	readonly listObjects?: boolean;
	/** A DSMR telegram was in an encrypted message (Luxembourg). Gives whether it was a good one. Without: such messages are refused. */
	onText?(text: Uint8Array, envelope: DlmsEnvelope): boolean;
}

const TEXT = 0x2F;
const CHECKS: Readonly<Record<DlmsEnvelope["link"], string>> = Object.freeze({ hdlc: "crc16-x25", mbus: "checksum", none: "none" });

/**
 * Decoder for what meters push by themselves as DLMS data notifications (IEC 62056-5-3) at their customer port: HDLC or M-Bus frames, or none;
 * plain or encrypted with AES-128-GCM. A reading's `id` is the full OBIS code (`1-0:1.8.0*255`), its value the integer and the power of ten
 * that the meter sent, or that its maker's list says.
 *
 * `check` is `gcm` when the authentication tag was checked; otherwise the frame's.
 */
export class DlmsDecoder implements Decoder {
	readonly counters: DecoderCounters = { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
	readonly #options: DlmsDecoderOptions;
	readonly #unwrapper: DlmsUnwrapper;

	constructor(options: DlmsDecoderOptions) {
		this.#options = options;
		const { key, authKey, decrypt, capacity } = options;
		this.#unwrapper = new DlmsUnwrapper({
			key,
			authKey,
			decrypt,
			...(capacity && { capacity }),
			onMessage: (message, envelope) => this.#onMessage(message, envelope),
			onFault: (kind, error) => this.#onFault(kind, error),
		});
	}

	/** Bytes that are held because they may yet become a message. */
	get pending(): number {
		return this.#unwrapper.pending;
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		this.#unwrapper.push(bytes);
	}

	/** The line has been silent for more than 4 s: nothing more comes for what is half read. */
	end(): void {
		this.#unwrapper.end();
	}

	reset(): void {
		this.#unwrapper.reset();
	}

	#onMessage(message: Uint8Array, envelope: DlmsEnvelope): boolean {
		const { onText, listObjects } = this.#options;
		if (message[0] === TEXT && onText)
			return onText(message, envelope);
		if (!envelope.trusted && !envelope.authenticated)
			return false;
		let notification: Notification;
		try {
			notification = readNotification(message, listObjects);
		}
		catch (error) {
			if (!(error instanceof DlmsError))
				throw error;
			if (envelope.encrypted && !envelope.authenticated)
				this.#onFault("key", `decryption: the key does not fit, or ${error.message}`);
			else
				this.#onFault("format", error.message);
			return true;
		}
		const { time, meter, readings, warnings } = notification;
		this.counters.telegrams++;
		this.counters.warnings += warnings.length;
		const check = envelope.authenticated ? "gcm" : CHECKS[envelope.link];
		this.#options.onTelegram({
			protocol: "dlms",
			check,
			meter: { ...titleIdentity(envelope.title), ...meter },
			...(time && { time }),
			readings,
			warnings,
		});
		return true;
	}

	#onFault(kind: TelegramFault["kind"], error: string): void {
		if (kind === "check")
			this.counters.checkErrors++;
		else
			this.counters.formatErrors++;
		this.#options.onFault?.({ protocol: "dlms", kind, error });
	}
}

/** The system title: three letters of the maker, five octets that only the maker understands (IEC 62056-5-3, 4.3.4). */
function titleIdentity(title: Uint8Array | undefined): MeterIdentity {
	if (!title)
		return {};
	const maker = octetsToText(title.subarray(0, 3));
	return maker.length === 3 ? { manufacturer: maker } : {};
}
