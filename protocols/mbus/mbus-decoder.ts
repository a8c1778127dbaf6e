import type { Decoder, DecoderCounters, DecoderOptions, TelegramFault } from "../reading";
import { type ApplicationOptions, readApplication } from "./application";
import type { MbusFrame } from "./frame";
import { MbusFramer } from "./framer";
import type { MbusTelegram } from "./mbus-telegram";

export interface MbusDecoderOptions extends DecoderOptions, ApplicationOptions {
	onTelegram(telegram: MbusTelegram): void;
}

/**
 * Finds and reads the telegrams of meters in what was heard on an M-Bus (EN 13757-2 and -3). Acknowledgements and a master's requests
 * are passed over; commands to a meter with data are told as faults, for they are no telegram of a meter.
 */
export class MbusDecoder implements Decoder {
	readonly counters: DecoderCounters = { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 };
	#options: MbusDecoderOptions;
	#framer: MbusFramer;

	constructor(options: MbusDecoderOptions) {
		this.#options = options;
		this.#framer = new MbusFramer({ onFrame: frame => this.#onFrame(frame), onFault: fault => this.#onFault(fault) });
	}

	push(bytes: Uint8Array): void {
		this.counters.bytes += bytes.length;
		this.#framer.push(bytes);
	}

	/** No more bytes come: a telegram that is half read is told as cut, and whole ones in its remains are read. */
	end(): void {
		this.#framer.end();
	}

	reset(): void {
		this.#framer.reset();
	}

	#onFrame(frame: MbusFrame): void {
		if (frame.kind === "acknowledge" || frame.kind === "short")
			return;
		const result = readApplication(frame, this.#options);
		if ("error" in result) {
			this.#onFault(result);
			return;
		}
		this.counters.telegrams++;
		this.counters.warnings += result.warnings.length;
		this.#options.onTelegram(result);
	}

	#onFault(fault: TelegramFault): void {
		if (fault.kind === "check")
			this.counters.checkErrors++;
		else
			this.counters.formatErrors++;
		this.#options.onFault?.(fault);
	}
}
