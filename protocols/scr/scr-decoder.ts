import type { Decoder, DecoderCounters, DecoderOptions, TelegramFault } from "../reading";
import { ScrFramer } from "./scr-framer";
import { parseScrIdentification } from "./scr-identification";
import type { ScrIdentification } from "./scr-identification";
import { parseScrLines } from "./scr-lines";
import type { ScrTelegram } from "./scr-telegram";

export interface ScrDecoderOptions extends DecoderOptions {
	onTelegram(telegram: ScrTelegram): void;
	/** A sign-on answer has come; its data follow. */
	onIdentification?(identification: ScrIdentification): void;
	/** Most characters between STX and ETX, 64 or more. Default 512: the longest known answer has 86. */
	readonly capacity?: number;
}

/**
 * Decoder for the answers of Elster's absolute encoders in SCR and SCR+ (specs/elster-encoder.md section 3): a sign-on answer with a blank in
 * the baud character's place, four or so lines between STX and ETX, and a block check. A telegram whose rollers could not be read is a
 * good telegram without a volume.
 */
export class ScrDecoder implements Decoder {
	readonly counters: DecoderCounters = { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
	readonly #options: ScrDecoderOptions;
	readonly #framer: ScrFramer;
	#identification: ScrIdentification | undefined;

	constructor(options: ScrDecoderOptions) {
		this.#options = options;
		this.#framer = new ScrFramer({
			capacity: options.capacity ?? 512,
			onIdentification: text => this.#identify(text),
			onBlock: text => this.#read(text),
			onFault: (kind, error) => this.#fault(kind, error),
		});
	}

	/** An answer has begun and is not over. */
	get busy(): boolean {
		return this.#framer.busy;
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		this.#framer.push(bytes);
	}

	/** The line fell silent: what is half read is refused. */
	end(): void {
		// Without a real sign-on answer before it, such as after the echo of a request, nothing was cut.
		if (this.#identification || this.#framer.busy)
			this.#framer.end();
		this.#identification = undefined;
	}

	reset(): void {
		this.#framer.reset();
		this.#identification = undefined;
	}

	#identify(text: string): void {
		const identification = parseScrIdentification(text);
		if (!identification) {
			// The echo of our own request, or noise: what follows is still to be heard.
			this.#framer.reset();
			return;
		}
		this.#identification = identification;
		this.#options.onIdentification?.(identification);
	}

	#read(raw: string): void {
		const identification = this.#identification;
		this.#identification = undefined;
		const content = parseScrLines(raw);
		const { readings, volume, fault, number, manufactured, size } = content;
		if (!readings.length && !fault) {
			this.#fault("format", "no data");
			return;
		}
		const warnings = identification ? content.warnings : [...content.warnings, "no identification"];
		this.counters.telegrams++;
		this.counters.warnings += warnings.length;
		const { medium, version } = identification ?? {};
		this.#options.onTelegram({
			protocol: "scr",
			check: "bcc",
			meter: {
				...(number !== undefined && { id: number }),
				...(identification && {
					manufacturer: identification.manufacturer,
					model: version ? `${medium} V${version}` : medium!,
					medium: medium!.toLowerCase(),
				}),
			},
			readings,
			warnings,
			identification: identification?.text ?? "",
			volume,
			fault,
			manufactured,
			size,
			raw,
		});
	}

	#fault(kind: TelegramFault["kind"], error: string): void {
		if (kind === "check")
			this.counters.checkErrors++;
		else
			this.counters.formatErrors++;
		this.#identification = undefined;
		this.#options.onFault?.({ protocol: "scr", kind, error });
	}
}
