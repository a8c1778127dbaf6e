import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import { Accepting } from "../chip/accepting";

type Accepted = ReturnType<InstanceType<typeof Listener>["read"]>;
type Options = ConstructorParameters<typeof Listener>[0];

// The SDK's typings do not say that it closes.
const Base = Listener as unknown as new(options: Options) => InstanceType<typeof Listener> & { close(): void; };

/**
 * A connection that is taken over from a listener. The SDK's class (8.2.3, modules/io/socket/lwip/tcp.c, `xs_tcp_constructor` with `from`) does that in steps,
 * and lwIP's task may run between them: what arrives then lies where nobody looks until more comes, or is written to a record that was given back.
 */
class AdoptedTCP extends TCP {
	constructor(options: ConstructorParameters<typeof TCP>[0]) {
		Accepting.hold();
		try {
			super(options);
		}
		catch (error) {
			// Its client has gone already. Nobody else would close it.
			(options as { from?: { close(): void; }; }).from?.close();
			throw error;
		}
		finally {
			Accepting.release();
		}
	}
}

/** The SDK's listener without its faults: a connection may be reset before it is read, and loses nothing of what is sent to it meanwhile. */
export class SDKListener extends Base {
	constructor({ onReadable, ...options }: Options) {
		super(options as Options);
		Accepting.guard(this, count => onReadable?.call(this, count));
	}

	override read(): Accepted {
		let accepted: Accepted;
		Accepting.hold();
		try {
			accepted = Accepting.take(this) ? super.read() : undefined;
		}
		finally {
			Accepting.release();
		}
		// Who takes it over makes another of its class. The class itself is in flash, so an assignment would throw.
		if (accepted)
			Object.defineProperty(accepted, "constructor", { value: AdoptedTCP });
		return accepted;
	}

	override close(): void {
		Accepting.forget(this);
		super.close();
	}
}
