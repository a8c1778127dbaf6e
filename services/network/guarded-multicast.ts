import { guardDatagram } from "./guarded-datagram";
import type { Datagram } from "./guarded-datagram";

interface MulticastDatagram extends Datagram {
	add(group: string): void;
}

/**
 * A UDP class for the SDK's DNS-SD module, which parses inside the native callback whatever anybody in the house sends to the group. What goes
 * wrong there is told to `onFault` and ends nothing.
 */
export function guardMulticast(UDP: unknown, onFault: (error: unknown) => void): unknown {
	const Guarded = guardDatagram(UDP, (error, inner, count) => {
		onFault(error);
		drain(inner, count);
	});
	return class GuardedMulticast extends Guarded {
		add(group: string): void {
			try {
				(this.inner as MulticastDatagram).add(group);
			}
			catch (error) {
				// The module forgets the socket, which would keep the port.
				this.inner.close();
				throw error;
			}
		}

		/** Throws: the module catches that. */
		override write(...parameters: unknown[]): unknown {
			return this.inner.write(...parameters);
		}
	};
}

/** The module stops at the packet it cannot read: those behind it would wait for ever, and their senders ask again. */
function drain(inner: Datagram, count: number): void {
	try {
		for (let left = count; left > 1 && inner.read(); left--);
	}
	catch {
		// It was closed.
	}
}
