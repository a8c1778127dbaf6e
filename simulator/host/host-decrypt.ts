import { hexOf } from "../../protocols/mbus/hex";
import type { HostLink } from "./host-link";
import { kinds } from "./records";

/** AES-128 in cipher block chaining, worked out by the simulator: on the chip native code does it. */
export function decryptAtHost(link: HostLink, { key, iv, data }: Record<"key" | "iv" | "data", Uint8Array>): Uint8Array {
	const id = link.reserve({ receive() {} });
	try {
		link.request(kinds.open, id, { type: "decrypt", key: hexOf(key), iv: hexOf(iv), data: hexOf(data) });
		return link.request(kinds.read, id, null).slice();
	}
	finally {
		link.close(id);
	}
}
