/** Something that is to happen. `cancel` is harmless after it has happened. */
export interface ScheduledEvent {
	readonly time: number;
	cancel(): void;
}

/** An entry without a callback was cancelled; it leaves the heap when its turn comes. */
export class SchedulerEntry implements ScheduledEvent {
	readonly time: number;
	readonly #order: number;
	callback: (() => void) | undefined;

	constructor(time: number, order: number, callback: () => void) {
		this.time = time;
		this.#order = order;
		this.callback = callback;
	}

	before(other: SchedulerEntry): boolean {
		return this.time < other.time || this.time === other.time && this.#order < other.#order;
	}

	cancel(): void {
		this.callback = undefined;
	}
}
