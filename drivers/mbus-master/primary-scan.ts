import { requestData, sendNke } from "../../protocols/mbus/frames";
import type { FoundMeters } from "./found-meter";
import type { MbusAnswer } from "./mbus-answer";
import type { MbusRequest } from "./mbus-job";
import type { ScanPart, ScanPartOptions } from "./scan-part";
import { Tries } from "./tries";

/**
 * Asks each primary address whether somebody is there: a link reset, which is acknowledged; then, where one is, for its data, which tell who it
 * is and whether it is alone.
 */
export class PrimaryScan implements ScanPart {
	readonly baud: number;
	readonly way = "primary";
	readonly #options: ScanPartOptions;
	readonly #found: FoundMeters;
	readonly #from: number;
	readonly #to: number;
	readonly #probe: Tries;
	readonly #question = new Tries({ silent: 2, garbled: 4 });
	#address: number;
	#asking = false;
	/** What came after the link reset was no frame. */
	#suspect = false;

	constructor(options: ScanPartOptions, found: FoundMeters, from: number, to: number) {
		this.baud = options.baud;
		this.#options = options;
		this.#found = found;
		this.#from = this.#address = from;
		this.#to = to;
		this.#probe = new Tries({ silent: options.tries, garbled: 2 });
	}

	get place(): string {
		return String(this.#address);
	}

	get fraction(): number {
		return (this.#address - this.#from) / (this.#to + 1 - this.#from);
	}

	next(): MbusRequest | undefined {
		const address = this.#address;
		if (address > this.#to)
			return undefined;
		const { extraTime } = this.#options;
		const request = this.#asking ? { bytes: requestData(address, true), data: true } : { bytes: sendNke(address), several: true };
		return { baud: this.baud, extraTime, ...request };
	}

	take(answer: MbusAnswer): void {
		const verdict = (this.#asking ? this.#question : this.#probe).note(answer);
		if (!this.#asking && answer.kind !== "silence") {
			// Whatever came: telegrams are long, so asking for one shows whether it was one slave, several or a glitch.
			this.#asking = true;
			this.#suspect = verdict !== "answer";
			this.#question.reset({ silent: 2, garbled: 4, collision: this.#suspect ? 1 : 2 });
			return;
		}
		if (verdict === "again")
			return;
		if (verdict === "answer" && answer.frame) {
			if (answer.frame.address === this.#address || this.#address === 254)
				this.#found.add(this.baud, "byPrimary", answer.frame);
		}
		else if (verdict === "collision" || verdict === "noise" || this.#asking && this.#suspect) {
			const reason = verdict === "collision" ? verdict : "noise";
			this.#options.onTrouble({ reason, baud: this.baud, way: this.way, place: this.place });
		}
		else if (verdict === "answer") {
			// Somebody who has no data now.
			this.#found.add(this.baud, "byPrimary", { primary: this.#address });
		}
		this.#asking = false;
		this.#probe.reset();
		this.#address++;
	}
}
