export interface Datagram {
	target?: unknown;
	read(...parameters: unknown[]): unknown;
	write(...parameters: unknown[]): unknown;
	close(): void;
}

export interface DatagramOptions {
	target?: unknown;
	onReadable?(this: Datagram, count: number): void;
}

export type DatagramConstructor = new(options: DatagramOptions) => Datagram;

/** The one that is guarded is `inner`. */
export type GuardedDatagramConstructor = new(options: DatagramOptions) => Datagram & { readonly inner: Datagram; };

/**
 * A UDP class whose instances never throw into the machine. The SDK's DNS and NTP clients parse whatever arrives inside the native callback and
 * send from their own timers: one short packet from anybody on the network, or a retry while the link is down, would restart the device. Both
 * repeat by themselves what did not get through. `onFault` is told what a callback threw, and how many packets it was to read.
 */
export function guardDatagram(
	UDP: unknown,
	onFault?: (error: unknown, inner: Datagram, count: number) => void,
): GuardedDatagramConstructor {
	const Inner = UDP as DatagramConstructor;
	return class GuardedDatagram implements Datagram {
		target: unknown;
		readonly inner: Datagram;

		constructor(options: DatagramOptions) {
			this.target = options.target;
			this.inner = new Inner({
				...options,
				onReadable: count => {
					try {
						options.onReadable?.call(this, count);
					}
					catch (error) {
						// Not an answer that could be read: the client asks again.
						onFault?.(error, this.inner, count);
					}
				},
			});
		}

		read(...parameters: unknown[]): unknown {
			return this.inner.read(...parameters);
		}

		write(...parameters: unknown[]): unknown {
			try {
				return this.inner.write(...parameters);
			}
			catch {
				return undefined;
			}
		}

		close(): void {
			this.inner.close();
		}
	};
}

/** `{…, socket: {io: UDP}}`, which DNS resolver and NTP client take, with a UDP class that does not throw. */
export function withGuardedSocket<Options extends object>(options: Options): Options {
	const { socket } = options as { socket?: { io?: unknown; }; };
	return socket?.io ? { ...options, socket: { ...socket, io: guardDatagram(socket.io) } } : options;
}
