/**
 * Answers from the real world that virtual time has to wait for, so that nothing times out in the simulation merely because it runs faster
 * than a network can answer.
 */
export class DueAnswers {
	/** Real milliseconds after which an answer counts as never coming. */
	readonly #patience: number;
	readonly #due = new Map<object, ReturnType<typeof setTimeout>>();
	#wake: (() => void)[] = [];

	constructor(patience = 5000) {
		this.#patience = patience;
	}

	get any(): boolean {
		return this.#due.size > 0;
	}

	/** Something is under way. Call what is returned when it has come, or can no longer come. */
	expect(patience = this.#patience): () => void {
		const key = {};
		const done = () => this.#remove(key);
		this.#due.set(key, setTimeout(done, patience));
		return done;
	}

	/** Resolves when nothing is under way. */
	settled(): Promise<void> {
		return this.any ? new Promise(resolve => this.#wake.push(resolve)) : Promise.resolve();
	}

	#remove(key: object): void {
		const timer = this.#due.get(key);
		if (!timer)
			return;
		clearTimeout(timer);
		this.#due.delete(key);
		if (this.any)
			return;
		const wake = this.#wake;
		this.#wake = [];
		for (const resolve of wake)
			resolve();
	}
}
