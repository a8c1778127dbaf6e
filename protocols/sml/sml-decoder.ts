import type { Decoder, DecoderCounters, DecoderOptions, MeterIdentity, TelegramFault } from "../reading";
import { hasShape } from "../text-shape";
import { LOCKED_WARNING, looksLocked } from "./locked";
import { readFile } from "./read-file";
import type { QuirkSettings } from "./select-quirks";
import type { ServerId } from "./server-id";
import { KERMIT, SmlCheck } from "./sml-check";
import type { SmlContent } from "./sml-content";
import { SmlError } from "./sml-error";
import { SmlTransport } from "./sml-transport";

/** Where a meter names its maker in a register (EDL and FNN meters). */
const MANUFACTURER_REGISTERS: readonly string[] = Object.freeze(["1-0:96.50.1*1", "129-129:199.130.3*255"]);
const DEFAULT_CAPACITY = 4096;

export interface SmlDecoderOptions extends DecoderOptions {
	/** Longest frame in bytes (default 4096); longer ones are refused with a `length` fault. */
	readonly capacity?: number;
	/**
	 * Forces (`true`) or forbids (`false`) a quirk by its name or family, as the table in `quirks.ts` has them: `{ dzg: true }` and
	 * `{ elster: true }` are ELV's compatibility modes. Without: by the meter's maker and serial number.
	 */
	readonly quirks?: QuirkSettings;
}

/**
 * Decoder for SML (Smart Message Language 1.03 and 1.04) as electricity meters push it at their optical port: transport version 1, its
 * check sum and each message's own, X.25 or Kermit. A reading's `id` is the full OBIS code (`1-0:1.8.0*255`), its value the integer and
 * the power of ten that the meter sent. The server id and texts like it are given as printed on the meter.
 *
 * While a meter hides its digits until a PIN is entered, `Telegram.warnings` holds `LOCKED_WARNING`.
 */
export class SmlDecoder implements Decoder {
	readonly counters: DecoderCounters = { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
	readonly #options: SmlDecoderOptions;
	readonly #quirks: QuirkSettings;
	readonly #messageCheck = new SmlCheck();
	readonly #transport: SmlTransport;

	constructor(options: SmlDecoderOptions) {
		this.#options = options;
		this.#quirks = options.quirks ?? {};
		this.#transport = new SmlTransport({
			capacity: options.capacity ?? DEFAULT_CAPACITY,
			onFile: (content, check) => this.#onFile(content, check),
			onFault: (kind, error) => this.#onFault(kind, error),
		});
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		this.#transport.push(bytes);
	}

	reset(): void {
		this.#transport.reset();
	}

	#onFile(bytes: Uint8Array, transportCheck: string): void {
		let content: SmlContent;
		try {
			content = readFile(bytes, this.#messageCheck, this.#quirks);
		}
		catch (error) {
			if (!(error instanceof SmlError))
				throw error;
			this.#onFault(error.kind, error.message);
			return;
		}
		const { readings, time, warnings } = content;
		this.counters.telegrams++;
		this.counters.warnings += warnings.length;
		if (looksLocked(readings))
			warnings.push(LOCKED_WARNING);
		// The less common kind is worth showing, whichever layer has it.
		const check = content.checks.find(name => name === KERMIT) ?? transportCheck;
		this.#options.onTelegram({ protocol: "sml", check, meter: identity(content), time, readings, warnings });
	}

	#onFault(kind: TelegramFault["kind"], error: string): void {
		if (kind === "check")
			this.counters.checkErrors++;
		else
			this.counters.formatErrors++;
		this.#options.onFault?.({ protocol: "sml", kind, error });
	}
}

function identity({ readings, server }: SmlContent): MeterIdentity {
	return { id: server?.text, manufacturer: manufacturer(server, readings) };
}

function manufacturer(server: ServerId | undefined, readings: SmlContent["readings"]): string | undefined {
	if (server?.manufacturer)
		return server.manufacturer;
	const named = readings.find(({ id }) => MANUFACTURER_REGISTERS.includes(id))?.value;
	return typeof named === "string" && hasShape(named, "AAA") ? named : undefined;
}
