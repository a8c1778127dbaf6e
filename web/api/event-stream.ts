/** The events of `/api/v1/events` with their data. */
type Handler = (data: unknown) => void;

const names = ["meter", "port", "log", "scan", "network", "update"];
/** Milliseconds until a stream that the device refused is asked for again. */
const pause = 10_000;

/** The device's server-sent events, asked for again as long as somebody wants them. */
export class EventStream {
	/** The stream is there, for the first time or again: something may have been missed. */
	onOpen?: () => void;
	/** It broke, or the device has no place for one more. */
	onLost?: () => void;
	#handlers = new Map<string, Set<Handler>>();
	#source: EventSource | undefined;
	#timer: ReturnType<typeof setTimeout> | undefined;

	get open(): boolean {
		return this.#source?.readyState === EventSource.OPEN;
	}

	/** Calls `handler` for each such event; returns what ends that. */
	on<Data>(name: string, handler: (data: Data) => void): () => void {
		const handlers = this.#handlers.get(name) ?? new Set();
		this.#handlers.set(name, handlers);
		handlers.add(handler as Handler);
		return () => handlers.delete(handler as Handler);
	}

	start(): void {
		if (this.#source)
			return;
		const source = this.#source = new EventSource("/api/v1/events");
		for (const name of names)
			source.addEventListener(name, ({ data }: MessageEvent<string>) => {
				const value: unknown = JSON.parse(data);
				for (const handler of this.#handlers.get(name) ?? [])
					handler(value);
			});
		source.onopen = () => this.onOpen?.();
		source.onerror = () => {
			this.onLost?.();
			// A browser tries again by itself after a break, but not after a refusal.
			if (source.readyState !== EventSource.CLOSED)
				return;
			this.stop();
			this.#timer = setTimeout(() => this.start(), pause);
		};
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#source?.close();
		this.#source = undefined;
	}
}
