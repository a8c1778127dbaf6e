import type { CommandContext } from "./commands";

/** What the command `Sensor53` acts on: the meter script. */
export interface ScriptControl {
	/** Number of its meters; 0 without a script. */
	readonly count: number;
	/** Reads the stored script again and runs it from its start, with its ports opened anew; all values are forgotten, counters go on. */
	restart(): void;
	/** Shows the bytes of this meter in the log; 0: of none. */
	dump(meter: number): void;
	/** Value of the decode line with this number, 0 before it was read; `undefined`: there is no such line. */
	value(line: number): number | undefined;
	/** Pulses of this counter (1 …); with `count` it is set first. `undefined`: there is no such counter. */
	counter(number: number, count?: number): number | undefined;
}

const noLed = 255;

/** `Sensor53 r|d|c|l|m` (tasmota/docs, "Smart Meter Interface": special commands). Decoding goes on while bytes are shown. */
export function sensor53({ facts: { clock, script } }: CommandContext, argument: string, index: number | undefined): string {
	if (index !== 53 || !script)
		throw new RangeError("there is no such sensor");
	const text = command(script, argument.toLowerCase());
	return `{"Time":"${clock.local()}","SML":{"CMD":${JSON.stringify(text)}}}`;
}

function command(script: ScriptControl, argument: string): string {
	const letter = argument.charAt(0), number = parseInt(argument.slice(1), 10);
	switch (letter) {
		case "r":
			script.restart();
			return "restart";
		case "d": {
			// 9 is 8 + 1: another form of the same.
			const wanted = (number || 0) & 7, meter = wanted > script.count ? 1 : wanted;
			script.dump(meter);
			return `dump: ${meter}`;
		}
		// There is no such LED; the number is taken and told.
		case "l":
			return `sml_globs.ser_act_LED_pin: ${Number.isNaN(number) ? noLed : number}`;
		case "m":
			return `sml_globs.ser_act_meter_num: ${Number.isNaN(number) ? 0 : number}`;
		case "c": {
			const [which = "", wanted] = argument.slice(1).trim().split(" ").filter(word => word);
			const count = wanted === undefined ? undefined : parseInt(wanted, 10);
			if (count !== undefined && !(count >= 0))
				throw new RangeError(`Sensor53 ${argument}: ${wanted} is no count`);
			const place = script.counter(parseInt(which, 10)) === undefined ? 1 : parseInt(which, 10);
			const pulses = script.counter(place, count);
			if (pulses !== undefined)
				return `counter${place}: ${pulses}`;
		}
	}
	throw new RangeError(`Sensor53 ${argument}: there is no such command, or no counter`);
}
