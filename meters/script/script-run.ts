import type { GcmDecrypt } from "../../protocols/dlms/ciphering";
import { createReader } from "./create-reader";
import type { FrameReader } from "./frame-reader";
import { RequestList } from "./request-list";
import type { Script, ScriptMeterDescription } from "./script-description";
import { ScriptValues } from "./script-values";

export interface ScriptRunOptions {
	/** Milliseconds that only grow. */
	ticks(): number;
	/** For encrypted meters. */
	readonly decrypt?: GcmDecrypt | undefined;
	/** A line with precision + 16 was read: `"SML":{"Power":-1503}`. */
	onImmediate?(member: string): void;
	/** A good telegram of this meter. */
	onTelegram?(meter: ScriptMeterDescription): void;
	/** A refused one, in one line. */
	onFault?(meter: ScriptMeterDescription, error: string): void;
}

/** One meter of a script that runs. */
export interface ScriptChannel {
	readonly meter: ScriptMeterDescription;
	readonly requests: RequestList;
	readonly reader: FrameReader;
}

/** A compiled script with what its meters have sent so far. Bytes in, JSON out: it opens no port and has no timer. */
export class ScriptRun {
	readonly values: ScriptValues;
	readonly channels: readonly ScriptChannel[];

	constructor(script: Script, { ticks, decrypt, onImmediate, onTelegram, onFault }: ScriptRunOptions) {
		this.values = new ScriptValues(script, { ticks, ...(onImmediate && { onImmediate }) });
		this.channels = this.values.meters.map(values => {
			const { meter } = values;
			const requests = new RequestList(meter);
			const options = {
				values,
				requests,
				decrypt,
				onTelegram: () => onTelegram?.(meter),
				onFault: (error: string) => onFault?.(meter, error),
			};
			return { meter, requests, reader: createReader(options) };
		});
	}

	/** The meter with this number. */
	channel(number: number): ScriptChannel | undefined {
		return this.channels.find(({ meter }) => meter.number === number);
	}

	/** The meters' members of the SENSOR object with commas between them; `undefined` while nothing was read. */
	sensor(): string | undefined {
		const members = this.channels.map(({ meter }) => this.values.member(meter)).filter(member => member);
		return members.length ? members.join(",") : undefined;
	}
}
