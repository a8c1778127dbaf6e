import type { Identification } from "../protocols/iec62056/identification";
import { Iec62056Decoder } from "../protocols/iec62056/iec62056-decoder";
import type { Decoder, DecoderCounters, Reading, Telegram, TelegramFault } from "../protocols/reading";
import { SmlDecoder } from "../protocols/sml/sml-decoder";

export type OpticalKind = "sml" | "push" | "asked";

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

/** The decoders that may be right for an optical port. While nothing is known of the meter, all for pushed telegrams hear every byte. */
export class OpticalDecoders {
	readonly #sml: SmlDecoder;
	readonly #push: Iec62056Decoder;
	readonly #asked: Iec62056Decoder;
	readonly #searching: readonly Decoder[];
	#bytes = 0;
	#active: readonly Decoder[];

	constructor(options: OpticalDecodersOptions) {
		const { accept, check, kinds, quirks, onDataSet, onIdentification } = options;
		const listener = (kind: OpticalKind) => ({
			onTelegram: (telegram: Telegram) => options.onTelegram(telegram, kind),
			onFault: (fault: TelegramFault) => options.onFault(fault, kind),
		});
		this.#sml = new SmlDecoder({ ...listener("sml"), quirks });
		this.#push = new Iec62056Decoder({ ...listener("push"), check, accept });
		this.#asked = new Iec62056Decoder({
			...listener("asked"),
			check,
			// Whoever does without the check may also do without the frame.
			framing: check === "ignore" ? "auto" : "block",
			accept,
			onIdentification,
			onDataSet,
		});
		this.#searching = kinds.map(kind => kind === "sml" ? this.#sml : this.#push);
		this.#active = this.#searching;
	}

	/** What was counted by the decoders that have had telegrams; by all while none has. */
	get counters(): DecoderCounters {
		const all = [this.#sml, this.#push, this.#asked];
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
		this.#active = kind === "asked" ? [this.#asked] : this.#searching;
		for (const decoder of this.#active)
			decoder.reset();
	}

	/** A good telegram of this kind has come: the others need not listen. True when they did until now, and what they said means nothing. */
	settle(kind: OpticalKind): boolean {
		if (this.#active.length < 2)
			return false;
		this.#active = [kind === "sml" ? this.#sml : this.#push];
		return true;
	}

	push(bytes: Uint8Array): void {
		this.#bytes += bytes.length;
		// By index, and looked up each time: a telegram may change who listens.
		for (let at = 0; at < this.#active.length; at++)
			this.#active[at]!.push(bytes);
	}

	/** An asked meter has fallen silent. */
	end(): void {
		this.#asked.end();
	}
}
