import type { MachineEvent } from "./machine/machine-options";

/** Everything that `npm start` shows: the machine's events and its own. */
export type ReportEvent =
	| MachineEvent
	| { t: number; event: "ready"; house: string; broker: string; page: string | undefined; engine: string; }
	| { t: number; event: "end"; reason: string; messages: number; restarts: number; exceptions: number; };

/** Writes events to standard output: a line of text for people, or a JSON object. */
export class Reporter {
	messages = 0;
	readonly #json: boolean;
	/** The last trouble: the same again is not worth a line. */
	#trouble = "";

	constructor(json: boolean) {
		this.#json = json;
	}

	report(event: ReportEvent): void {
		if (event.event === "publish")
			this.messages++;
		if (this.#json) {
			process.stdout.write(`${JSON.stringify(event)}\n`);
			return;
		}
		const text = this.#text(event);
		if (text !== undefined)
			process.stdout.write(`${text}\n`);
	}

	#text(event: ReportEvent): string | undefined {
		const time = clockText(event.t);
		switch (event.event) {
			case "ready":
				return banner(event);
			case "publish":
				this.#trouble = "";
				return `${time}  ${event.topic}${event.retain ? " (retained)" : ""} ${event.payload}`;
			case "receive":
				return `${time}  received ${event.topic} ${event.payload}`;
			case "log":
				return `${time}  ${event.text}`;
			case "trouble":
				if (event.text === this.#trouble)
					return undefined;
				this.#trouble = event.text;
				return `${time}  ${event.text}. The firmware keeps trying.`;
			case "exception":
				return `${time}  EXCEPTION that nobody caught; the chip restarts. ${event.text}`;
			case "restart":
				return `${time}  restart ${event.count}: ${event.reason}`;
			case "refused":
				return undefined;
			case "start":
				return undefined;
			case "end":
				return `${time}  ${event.reason}: ${event.messages} messages, ${event.restarts} restarts, ${event.exceptions} exceptions`;
		}
	}
}

/** Hours, minutes and seconds since the start. */
function clockText(seconds: number): string {
	const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
	return `${two(seconds / 3600)}:${two(seconds / 60 % 60)}:${(Math.floor(seconds % 60 * 10) / 10).toFixed(1).padStart(4, "0")}`;
}

function banner({ house, broker, page, engine }: { house: string; broker: string; page: string | undefined; engine: string; }): string {
	return [
		`Meterwire, simulated. House: ${house}. Engine: ${engine}.`,
		`MQTT broker: ${broker}`,
		...(page ? [`Web page: ${page}`] : []),
		"Ctrl-C stops it. Every MQTT message of the firmware follows, with virtual time.",
	].join("\n");
}
