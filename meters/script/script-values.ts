import { DeltaRate } from "./delta-rate";
import { LineState } from "./line-state";
import { MeterValues } from "./meter-values";
import type { TelegramLine } from "./meter-values";
import type { Script, ScriptMeterDescription, SumLine } from "./script-description";

export interface ScriptValuesOptions {
	/** Milliseconds that only grow. */
	ticks(): number;
	/** A line with precision + 16 was read: `"SML":{"Power":-1503}`. */
	onImmediate?(member: string): void;
}

/** Sums are not worked out before: the first telegram after the start may not have brought all there is. As Tasmota does. */
const firstSum = 1000;
const hidden = "*";

/** What all lines of a script have read, and how it is written down. */
export class ScriptValues {
	readonly #script: Script;
	readonly #options: ScriptValuesOptions;
	readonly #start: number;
	/** By a line's number minus one. */
	readonly #states: (LineState | undefined)[] = [];
	readonly #deltas = new Map<LineState, DeltaRate>();
	/** In the order of the script's meter numbers. */
	readonly meters: readonly MeterValues[];

	constructor(script: Script, options: ScriptValuesOptions) {
		this.#script = script;
		this.#options = options;
		this.#start = options.ticks();
		for (const line of script.lines) {
			if (line.kind === "html")
				continue;
			const state = new LineState(line, script.meters.find(({ number }) => number === line.meter)?.flag ?? 0);
			this.#states[line.number - 1] = state;
			if (line.kind === "delta")
				this.#deltas.set(state, new DeltaRate(line.seconds));
		}
		this.meters = script.meters.map(meter => new MeterValues(meter, this.#telegramLines(meter), states => this.#commit(meter, states)));
	}

	/** The meter's member of the SENSOR object; `undefined` while none of its lines was read, or when its prefix is `*`. */
	member(meter: ScriptMeterDescription): string | undefined {
		const members = this.#statesOf(meter).filter(state => state.valid).map(state => `${JSON.stringify(state.line.name)}:${state.json}`);
		return members.length && meter.prefix !== hidden ? `${JSON.stringify(meter.prefix)}:{${members.join(",")}}` : undefined;
	}

	/** The same with all names; what was not read stands there as 0 or an empty text. For discovery. */
	fullMember(meter: ScriptMeterDescription): string | undefined {
		const members = this.#statesOf(meter).map(state => `${JSON.stringify(state.line.name)}:${state.json ?? state.empty}`);
		return members.length && meter.prefix !== hidden ? `${JSON.stringify(meter.prefix)}:{${members.join(",")}}` : undefined;
	}

	/** Unit of the line with this name. */
	unitOf(meter: ScriptMeterDescription, name: string): string | undefined {
		return this.#statesOf(meter).find(({ line }) => line.name === name)?.line.unit;
	}

	/** All rows of Tasmota's page, in the order of the script. */
	rows(): string {
		return this.#script.lines.map(line => {
			if (line.kind === "html")
				return `<tr><td colspan=2>${line.html}{e}`;
			if (line.label.startsWith(hidden))
				return "";
			const prefix = this.#script.meters.find(({ number }) => number === line.meter)?.prefix ?? "";
			const state = this.#states[line.number - 1]!;
			return `{s}${prefix.startsWith(hidden) ? "" : `${prefix} `}${line.label}{m}${state.json ?? "-"} ${line.unit}{e}`;
		}).join("");
	}

	/** How many lines there are as `=m` counts. */
	get count(): number {
		return this.#states.length;
	}

	/** Number of the script's lines as `=m` counts, and their values. */
	state(number: number): LineState | undefined {
		return this.#states[number - 1];
	}

	#statesOf(meter: ScriptMeterDescription): LineState[] {
		return this.#states.filter((state): state is LineState => state?.line.meter === meter.number);
	}

	#telegramLines(meter: ScriptMeterDescription): TelegramLine[] {
		return this.#statesOf(meter).flatMap(state => state.line.kind === "value" ? [{ line: state.line, state }] : []);
	}

	/** The lines that were read now are published; those that are worked out from others follow. */
	#commit(meter: ScriptMeterDescription, states: readonly LineState[]): void {
		for (let at = 0; at < states.length; at++)
			this.#immediate(meter, states[at]!);
		const now = this.#options.ticks();
		const all = this.#states;
		for (let at = 0; at < all.length; at++) {
			const state = all[at];
			if (state?.line.meter !== meter.number)
				continue;
			if (
				state.line.kind === "sum" && now - this.#start >= firstSum && this.#sum(state, state.line)
				|| state.line.kind === "delta" && this.#delta(state, state.line.of, now)
			)
				this.#immediate(meter, state);
		}
	}

	#immediate(meter: ScriptMeterDescription, state: LineState): void {
		// Tasmota never publishes a text by itself.
		if (state.line.immediate && state.valid && !state.line.selector.text)
			this.#options.onImmediate?.(`${JSON.stringify(meter.prefix)}:{${JSON.stringify(state.line.name)}:${state.json}}`);
	}

	/** From left to right. False while a line that it needs was not read. */
	#sum(state: LineState, { terms }: SumLine): boolean {
		let result = 0;
		for (let at = 0; at < terms.length; at++) {
			const { operation, line, constant } = terms[at]!;
			const other = line === undefined ? undefined : this.state(line);
			if (line !== undefined && !other?.valid)
				return false;
			const value = other?.value ?? constant!;
			result = operation === "+"
				? result + value
				: operation === "-"
				? result - value
				: operation === "*"
				? result * value
				: result / value;
		}
		state.setNumber(result);
		return true;
	}

	#delta(state: LineState, of: number, now: number): boolean {
		const other = this.state(of);
		// A line's own change: published scripts make a value of it that is always 0.
		const rate = other === state ? 0 : other?.valid ? this.#deltas.get(state)!.add(other.value, now) : undefined;
		if (rate === undefined)
			return false;
		state.setNumber(rate);
		return true;
	}
}
