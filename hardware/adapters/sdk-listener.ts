import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import { Chip } from "../chip/chip";

/**
 * A connection that is taken over from a listener. The SDK's class (8.2.3, modules/io/socket/lwip/tcp.c, `xs_tcp_constructor` with `from`) does that in steps,
 * and lwIP's task may run between them: what arrives then lies where nobody looks until more comes, or is written to a record that was given back.
 */
class AdoptedTCP extends TCP {
	constructor(options: ConstructorParameters<typeof TCP>[0]) {
		Chip.holdNetwork();
		try {
			super(options);
		}
		finally {
			Chip.releaseNetwork();
		}
	}
}

/** The SDK's listener, whose connections lose nothing of what is sent to them while they are taken over. */
export class SDKListener extends Listener {
	override read(): ReturnType<InstanceType<typeof Listener>["read"]> {
		const accepted = super.read();
		// Who takes it over makes another of its class. The class itself is in flash, so an assignment would throw.
		if (accepted)
			Object.defineProperty(accepted, "constructor", { value: AdoptedTCP });
		return accepted;
	}
}
