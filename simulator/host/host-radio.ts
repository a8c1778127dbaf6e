import type { Radio } from "../../services/platform";
import type { HostLink } from "./host-link";
import { kinds } from "./records";

/** Stands in for what `hardware/radio` does natively. */
export class HostRadio implements Radio {
	readonly #link: HostLink;
	readonly #id: number;
	#reason = 0;

	constructor(link: HostLink) {
		this.#link = link;
		this.#id = link.open({ receive() {} }, "radio", {});
	}

	/** The station's news of itself. */
	note(reason: number): void {
		this.#reason = reason;
	}

	takeReason(): number {
		const reason = this.#reason;
		this.#reason = 0;
		return reason;
	}

	openAccessPoint(SSID: string, password: string): string {
		if (password && password.length < 8)
			throw new Error("the access point's password is too short");
		this.#link.send(kinds.control, this.#id, { open: { SSID, password } });
		return "192.168.4.1";
	}

	closeAccessPoint(): void {
		this.#link.send(kinds.control, this.#id, {});
	}
}
