import type { GcmInput } from "../../protocols/dlms/ciphering";
import { octetsToHex } from "../../protocols/octets";
import type { HostLink } from "./host-link";
import { kinds } from "./records";

/** AES-128 in cipher block chaining, worked out by the simulator: on the chip native code does it. */
export function decryptAtHost(link: HostLink, { key, iv, data }: Record<"key" | "iv" | "data", Uint8Array>): Uint8Array {
	return ask(link, { type: "decrypt", key: octetsToHex(key), iv: octetsToHex(iv), data: octetsToHex(data) });
}

/** AES-128 in Galois/counter mode; `undefined` when the tag does not fit. */
export function decryptGcmAtHost(link: HostLink, { key, iv, additional, data, tag }: GcmInput): Uint8Array | undefined {
	const result = ask(link, {
		type: "decryptGcm",
		key: octetsToHex(key),
		iv: octetsToHex(iv),
		additional: octetsToHex(additional),
		data: octetsToHex(data),
		...(tag && { tag: octetsToHex(tag) }),
	});
	// The first octet says whether the tag fits.
	return result[0] ? result.subarray(1) : undefined;
}

function ask(link: HostLink, question: Readonly<Record<string, string>>): Uint8Array {
	const id = link.reserve({ receive() {} });
	try {
		link.request(kinds.open, id, question);
		return link.request(kinds.read, id, null).slice();
	}
	finally {
		link.close(id);
	}
}
