import { FrameLines } from "./frame-lines";
import type { FrameReaderOptions } from "./frame-reader";
import type { DecoderCounters } from "../../protocols/reading";

const exceptionBit = 0x80;

/** What both kinds of Modbus do with an answer whose framing and check are good: unit, function, data. */
export class ModbusAnswer {
	readonly #options: FrameReaderOptions;
	readonly #counters: DecoderCounters;
	readonly #lines: FrameLines;

	constructor(options: FrameReaderOptions, counters: DecoderCounters) {
		this.#options = options;
		this.#counters = counters;
		this.#lines = new FrameLines(options);
	}

	/** What has come of an answer may belong to the last request. */
	fits(answer: Uint8Array, length: number): boolean {
		const request = this.#options.requests.telegram?.bytes;
		if (!request)
			return true;
		return (length < 1 || answer[0] === request[0]) && (length < 2 || (answer[1]! & ~exceptionBit) === request[1]);
	}

	take(answer: Uint8Array): void {
		if (answer[1]! & exceptionBit) {
			this.fault("format", `the meter refuses: exception ${answer[2]}`);
			return;
		}
		this.#counters.telegrams++;
		this.#lines.anchored(answer);
		this.#options.values.commit();
		this.#options.onTelegram?.();
	}

	fault(kind: "check" | "format", error: string): void {
		if (kind === "check")
			this.#counters.checkErrors++;
		else
			this.#counters.formatErrors++;
		this.#options.onFault?.(error);
	}
}
