/**
 * Why a job did not come to its end:
 *
 * - `silence`: nobody answered;
 * - `collision`: something answered each time, and it never was a frame: several meters at once, or one on a bad line;
 * - `noise`: what came was no frame and did not come again, or the line was not at rest before the request;
 * - `wrong meter`: a good frame of another meter than the one that was asked;
 * - `no data`: the meter acknowledged the request and gave no data;
 * - `canceled`, `no supply`, `port`: it was called off, the bus supply is switched off, the serial port has gone.
 */
export type MbusReason = "silence" | "collision" | "noise" | "wrong meter" | "no data" | "canceled" | "no supply" | "port";

const texts: Readonly<Record<MbusReason, string>> = Object.freeze({
	"silence": "the meter does not answer",
	"collision": "what answers cannot be understood: several meters have this address, or the line is bad",
	"noise": "the line is disturbed",
	"wrong meter": "another meter answered",
	"no data": "the meter has no data",
	"canceled": "canceled",
	"no supply": "the bus supply is off",
	"port": "the serial port has gone",
});

/** What a job's callback gets when the job failed. `message` is for the user. */
export class MbusError extends Error {
	readonly reason: MbusReason;

	constructor(reason: MbusReason) {
		super(texts[reason]);
		this.reason = reason;
	}
}
