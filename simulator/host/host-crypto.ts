import type { WebHardware } from "../../services/platform";
import type { HostLink } from "./host-link";
import { kinds } from "./records";

/** Random numbers and SHA-256 as the simulated chip has them: worked out by the simulator, for on the chip native code does it. */
export class HostCrypto implements Pick<WebHardware, "random" | "digest"> {
	readonly #link: HostLink;
	readonly #id: number;

	constructor(link: HostLink) {
		this.#link = link;
		this.#id = link.open({ receive() {} }, "crypto", {});
	}

	random(count: number): Uint8Array {
		return this.#call(Uint8Array.of(0, count));
	}

	digest(...parts: Uint8Array[]): Uint8Array {
		const data = new Uint8Array(1 + parts.reduce((length, part) => length + part.length, 0));
		data[0] = 1;
		let at = 1;
		for (const part of parts) {
			data.set(part, at);
			at += part.length;
		}
		return this.#call(data);
	}

	/** A copy: the answer's place is used again, and does not begin where a word may. */
	#call(data: Uint8Array): Uint8Array {
		return this.#link.requestBytes(kinds.call, this.#id, data).slice();
	}
}
