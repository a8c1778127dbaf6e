import type { MbusFrame } from "../../protocols/mbus/frame";
import { selectSlave, sendNke } from "../../protocols/mbus/frames";
import type { BusMeter } from "./bus-meter";
import type { MbusAnswer } from "./mbus-answer";
import { MbusError } from "./mbus-error";
import type { MbusReason } from "./mbus-error";
import type { MbusJob, MbusRequest, MbusSelection } from "./mbus-job";
import { frameIdentity, matches } from "./meter-identity";
import { Tries } from "./tries";

/**
 * What all jobs with one meter have in common: they select it or reset its link, repeat what brought no good answer, count the faults, and
 * do not let go before they are over.
 */
export abstract class MeterJob implements MbusJob {
	readonly yields = false;
	readonly meter: BusMeter;
	readonly #selection: MbusSelection;
	readonly #tries: Tries;
	#step: "start" | "asking" | "over" = "start";
	#wrong = false;
	#doubted = false;
	#error: MbusError | undefined;

	constructor(meter: BusMeter, selection: MbusSelection) {
		this.meter = meter;
		this.#selection = selection;
		this.#tries = new Tries({ silent: meter.retries + 1, garbled: meter.retries + 1 });
		if (!meter.secondary && !meter.reset)
			this.#step = "asking";
	}

	/** Why it failed. */
	get error(): MbusError | undefined {
		return this.#error;
	}

	next(): MbusRequest | undefined {
		const { meter } = this;
		const { baud, extraTime, secondary } = meter;
		if (this.#step === "over")
			return undefined;
		if (secondary && this.#selection.selectedBy !== this)
			this.#step = "start";
		if (this.#step === "asking")
			return { baud, extraTime, ...this.request() };
		const wakeUp = meter.wakeUp && !this.#tries.count;
		if (secondary)
			return { baud, extraTime, wakeUp, bytes: selectSlave(secondary), selects: true };
		return { baud, extraTime, wakeUp, bytes: sendNke(meter.address) };
	}

	take(answer: MbusAnswer): void {
		const { counters, secondary } = this.meter;
		let judged = answer;
		if (answer.frame && !this.#isFromMeter(answer.frame)) {
			counters.wrongMeter++;
			this.#wrong = true;
			judged = { ...answer, kind: "garbled" };
		}
		else if (answer.kind === "silence")
			counters.silences++;
		else if (answer.kind === "garbled" || answer.kind === "disturbed")
			counters.garbled++;
		if (this.#step === "asking" && !this.#doubted && this.doubts(judged)) {
			this.#doubted = true;
			counters.retries++;
			return;
		}
		const verdict = this.#tries.note(judged);
		if (verdict === "again") {
			// A link reset is a help, not a condition: some meters do not answer it.
			if (this.#step === "start" && !secondary && !answer.first)
				this.#started();
			else
				counters.retries++;
			return;
		}
		if (this.#step === "start" && (verdict === "answer" || !secondary)) {
			this.#started();
			return;
		}
		if (verdict !== "answer") {
			this.fail(this.#wrong ? "wrong meter" : verdict);
			return;
		}
		this.#tries.reset();
		this.#wrong = this.#doubted = false;
		this.meter.frameCountBit = !this.meter.frameCountBit;
		this.answered(answer);
	}

	/** What to ask once the meter is selected or reset. */
	protected abstract request(): Pick<MbusRequest, "bytes" | "writes" | "data">;

	/** Whether an answer is better asked for once more: it may be the late one to the request before. */
	protected doubts(_answer: MbusAnswer): boolean {
		return false;
	}

	/** A good answer to `request`. */
	protected abstract answered(answer: MbusAnswer): void;

	abstract finish(error?: Error): void;

	protected fail(reason: MbusReason): void {
		this.#error = new MbusError(reason);
		this.#step = "over";
	}

	protected end(): void {
		this.#step = "over";
	}

	#started(): void {
		this.#tries.reset();
		this.#step = "asking";
		this.meter.frameCountBit = true;
	}

	/** An answer that is late, or of a meter whose address is not what it should be, must not become another meter's. */
	#isFromMeter(frame: MbusFrame): boolean {
		const { primary, secondary } = this.meter;
		if (primary !== undefined)
			return primary === 254 || frame.address === primary;
		const identity = frameIdentity(frame);
		return !identity || matches(identity, secondary!);
	}
}
