import { BufferedReader } from "./buffered-reader";

const exceptionBit = 0x80;

/** What both kinds of Modbus do with an answer whose framing and check are good: unit, function, data. */
export abstract class AnswerReader extends BufferedReader {
	idle(): void {
		if (!this.length)
			return;
		this.length = 0;
		this.refuse("format", "an answer was cut");
	}

	/** What has come of an answer may belong to the last request. */
	protected fits(answer: Uint8Array, length: number): boolean {
		const request = this.options.requests.telegram?.bytes;
		if (!request)
			return true;
		return (length < 1 || answer[0] === request[0]) && (length < 2 || (answer[1]! & ~exceptionBit) === request[1]);
	}

	protected answer(answer: Uint8Array): void {
		if (answer[1]! & exceptionBit)
			this.refuse("format", `the meter refuses: exception ${answer[2]}`);
		else
			this.accept(answer);
	}
}
