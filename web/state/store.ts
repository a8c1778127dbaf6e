import { useEffect, useState } from "preact/hooks";

/** One value that several parts of the page show. */
export class Store<Value> {
	#value: Value;
	#listeners = new Set<() => void>();

	constructor(value: Value) {
		this.#value = value;
	}

	get value(): Value {
		return this.#value;
	}

	set(value: Value): void {
		if (value === this.#value)
			return;
		this.#value = value;
		for (const listener of [...this.#listeners])
			listener();
	}

	/** Returns what ends it. */
	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}

/** The store's value, and a new drawing when it changes. */
export function useStore<Value>(store: Store<Value>): Value {
	const [, redraw] = useState(0);
	useEffect(() => store.subscribe(() => redraw(count => count + 1)), [store]);
	return store.value;
}
