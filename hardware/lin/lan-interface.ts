import Timer from "timer";
import type { NetworkInterface } from "../../services/platform";

interface Options {
	onChanged?(this: NetworkInterface): void;
}

/** The network of a Linux machine, which is simply there. */
export class LANInterface implements NetworkInterface {
	readonly address = "127.0.0.1";
	#onChanged: Options["onChanged"];
	#connection = 200;
	#timer: ReturnType<typeof Timer.set> | undefined;

	constructor(options: Options) {
		this.#onChanged = options.onChanged;
	}

	get connection(): number {
		return this.#connection;
	}

	connect(): void {
		this.#change(500);
	}

	disconnect(): void {
		this.#change(200);
	}

	close(): void {
		Timer.clear(this.#timer);
		this.#timer = undefined;
		this.#onChanged = undefined;
	}

	#change(connection: number): void {
		Timer.clear(this.#timer);
		this.#timer = Timer.set(() => {
			this.#timer = undefined;
			this.#connection = connection;
			this.#onChanged?.call(this);
		}, 0);
	}
}
