import type { TimerHandle, Timers } from "../../drivers/timers";
import type { LineAction, Script, Sequencer, WakeUp } from "./script-description";
import type { ScriptMeter } from "./script-meter";

const tenth = 100;

/** What a script does by the clock: transmit lists, the switch sequencer, wake-ups. */
export class ScriptClock {
	readonly #timers: Timers;
	readonly #meters: ReadonlyMap<number, ScriptMeter>;
	readonly #handles: (TimerHandle | undefined)[] = [];
	/** A wake-up is under way. */
	#running: TimerHandle | undefined;
	/** Those that were due meanwhile. */
	readonly #waiting: (readonly LineAction[])[] = [];

	constructor(script: Script, meters: ReadonlyMap<number, ScriptMeter>, timers: Timers) {
		this.#timers = timers;
		this.#meters = meters;
		if (script.meters.some(({ period, telegrams }) => period && telegrams.length))
			this.#handles.push(timers.repeat(() => meters.forEach(meter => meter.tick()), tenth));
		script.sequencers.forEach(sequencer => this.#sequence(sequencer));
		script.wakeUps.forEach(wakeUp => this.#wake(wakeUp));
	}

	close(): void {
		this.#handles.forEach(handle => this.#timers.clear(handle));
		this.#timers.clear(this.#running);
		this.#waiting.length = 0;
	}

	#sequence({ tick, steps }: Sequencer): void {
		let count = 0;
		this.#handles.push(this.#timers.repeat(() => {
			count++;
			const step = steps.find(each => each.tick === count);
			step?.actions.forEach(action => this.#act(action));
			if (step?.restart)
				count = 0;
		}, tick));
	}

	#wake({ actions, first, every }: WakeUp): void {
		const run = () => this.#begin(actions);
		this.#handles.push(this.#timers.set(() => {
			run();
			if (every)
				this.#handles.push(this.#timers.repeat(run, every * 1000));
		}, first * 1000));
	}

	/** One wake-up at a time: they take seconds, and some share a line. */
	#begin(actions: readonly LineAction[]): void {
		if (!this.#running)
			this.#run(actions, 0);
		else if (!this.#waiting.includes(actions))
			this.#waiting.push(actions);
	}

	/** One action after the other. What is sent takes its time: the port changes its format only behind it. */
	#run(actions: readonly LineAction[], from: number): void {
		for (let at = from; at < actions.length; at++) {
			const action = actions[at]!;
			this.#act(action);
			if (action.wait || action.send) {
				const time = action.wait ?? this.#duration(action);
				this.#running = this.#timers.set(() => this.#run(actions, at + 1), time);
				return;
			}
		}
		this.#running = undefined;
		const next = this.#waiting.shift();
		if (next)
			this.#run(next, 0);
	}

	#act({ meter, send, baud, format }: LineAction): void {
		const target = this.#meters.get(meter);
		if (send)
			target?.send(send);
		if (baud)
			target?.configure({ baud });
		if (format)
			target?.configure(format);
	}

	#duration({ meter, send }: LineAction): number {
		return Math.ceil(send!.length * 11_000 / (this.#meters.get(meter)?.baud || 300));
	}
}
