import type { Identification } from "../protocols/iec62056/identification";
import { Iec62056Decoder } from "../protocols/iec62056/iec62056-decoder";
import type { DecoderCounters, Reading, Telegram, TelegramFault } from "../protocols/reading";
import { SmlDecoder } from "../protocols/sml/sml-decoder";

export type OpticalKind = "sml" | "push" | "asked";

const onlyAsked: readonly OpticalKind[] = Object.freeze(["asked"]);

export interface OpticalDecodersOptions {
	/** Which pushed telegrams count. */
	readonly kinds: readonly ("sml" | "push")[];
	/** Quirks that are forced or forbidden, by name or family. */
	readonly quirks: Readonly<Record<string, boolean>>;
	readonly check: "require" | "warn" | "ignore";
	accept(id: string): boolean;
	onTelegram(telegram: Telegram, kind: OpticalKind): void;
	onFault(fault: TelegramFault, kind: OpticalKind): void;
	onIdentification(identification: Identification): void;
	onDataSet(reading: Reading): void;
}

/**
 * The decoders that may be right for an optical port. While nothing is known of the meter, all for pushed telegrams hear every byte. Each is made
 * when its first byte comes and dropped when another turns out to be right: buffers that nobody needs are memory that a chip has not got.
 */
export class OpticalDecoders {
	readonly #options: OpticalDecodersOptions;
	readonly #decoders: Partial<Record<OpticalKind, SmlDecoder | Iec62056Decoder>> = {};
	#bytes = 0;
	#active: readonly OpticalKind[];

	constructor(options: OpticalDecodersOptions) {
		this.#options = options;
		this.#active = options.kinds;
	}

	/** What was counted by the decoders that have had telegrams; by all while none has. */
	get counters(): DecoderCounters {
		const all = Object.values(this.#decoders);
		const fitting = all.filter(({ counters }) => counters.telegrams > 0);
		const sum = { bytes: this.#bytes, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
		for (const { counters } of fitting.length ? fitting : all) {
			sum.telegrams += counters.telegrams;
			sum.checkErrors += counters.checkErrors;
			sum.formatErrors += counters.formatErrors;
			sum.warnings += counters.warnings;
		}
		return sum;
	}

	/** What comes now is of this kind (`push`: nobody knows) and has nothing to do with what came before. */
	start(kind: OpticalKind): void {
		this.#active = kind === "asked" ? onlyAsked : this.#options.kinds;
		for (const one of this.#active)
			this.#decoders[one]?.reset();
	}

	/** A good telegram of this kind has come: the others need not listen. True when they did until now, and what they said means nothing. */
	settle(kind: OpticalKind): boolean {
		if (this.#active.length < 2)
			return false;
		const { kinds } = this.#options;
		this.#active = kinds.filter(one => one === kind);
		for (const one of kinds) {
			if (one !== kind && !this.#decoders[one]?.counters.telegrams)
				delete this.#decoders[one];
		}
		return true;
	}

	push(bytes: Uint8Array): void {
		this.#bytes += bytes.length;
		// By index, and looked up each time: a telegram may change who listens.
		for (let at = 0; at < this.#active.length; at++) {
			const kind = this.#active[at]!;
			(this.#decoders[kind] ??= this.#make(kind)).push(bytes);
		}
	}

	/** An asked meter has fallen silent. */
	end(): void {
		const { asked } = this.#decoders;
		if (asked instanceof Iec62056Decoder)
			asked.end();
	}

	#make(kind: OpticalKind): SmlDecoder | Iec62056Decoder {
		const { accept, check, quirks, onDataSet, onIdentification, onTelegram, onFault } = this.#options;
		const listener = {
			onTelegram: (telegram: Telegram) => onTelegram(telegram, kind),
			onFault: (fault: TelegramFault) => onFault(fault, kind),
		};
		switch (kind) {
			case "sml":
				return new SmlDecoder({ ...listener, quirks });
			case "push":
				return new Iec62056Decoder({ ...listener, check, accept });
			case "asked":
				// Whoever does without the check may also do without the frame.
				return new Iec62056Decoder({
					...listener,
					check,
					framing: check === "ignore" ? "auto" : "block",
					accept,
					onIdentification,
					onDataSet,
				});
		}
	}
}
