interface Multicast {
	add(group: string): void;
	read(): unknown;
	write(...parameters: unknown[]): unknown;
	close(): void;
}

interface MulticastOptions {
	target?: unknown;
	onReadable?(this: Multicast, count: number): void;
}

type MulticastConstructor = new(options: MulticastOptions) => Multicast;

/**
 * A UDP class for the SDK's DNS-SD module, which parses inside the native callback whatever anybody in the house sends to the group. What goes
 * wrong there is told to `onFault` and ends nothing.
 */
export function guardMulticast(UDP: unknown, onFault: (error: unknown) => void): unknown {
	const Inner = UDP as MulticastConstructor;
	return class GuardedMulticast implements Multicast {
		target: unknown;
		#inner: Multicast;

		constructor(options: MulticastOptions) {
			this.target = options.target;
			this.#inner = new Inner({ ...options, onReadable: count => this.#readable(options, count) });
		}

		add(group: string): void {
			try {
				this.#inner.add(group);
			}
			catch (error) {
				// The module forgets the socket, which would keep the port.
				this.#inner.close();
				throw error;
			}
		}

		read(): unknown {
			return this.#inner.read();
		}

		/** Throws: the module catches that. */
		write(...parameters: unknown[]): unknown {
			return this.#inner.write(...parameters);
		}

		close(): void {
			this.#inner.close();
		}

		#readable(options: MulticastOptions, count: number): void {
			try {
				options.onReadable?.call(this, count);
			}
			catch (error) {
				onFault(error);
				this.#drain(count);
			}
		}

		/** The module stops at the packet it cannot read: those behind it would wait for ever, and their senders ask again. */
		#drain(count: number): void {
			try {
				for (let left = count; left > 1 && this.#inner.read(); left--);
			}
			catch {
				// It was closed.
			}
		}
	};
}
