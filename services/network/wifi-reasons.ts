/** Why an attempt to join failed. */
export interface JoinFault {
	readonly text: string;
	/** Another attempt would fare no better. */
	readonly final?: true;
}

/** The device's own doing: `WIFI_REASON_ASSOC_LEAVE`. */
export const leftByItself = 8;

/** By code; `|final` stands behind those of which another attempt would fare no better. */
export const joinFaults: Readonly<Record<number, string>> = Object.freeze({
	2: "wrong password",
	4: "the access point threw the device out: it was silent for too long",
	5: "the access point has no room for one more device",
	14: "wrong password",
	15: "wrong password",
	23: "the network wants a user name (enterprise security), which this device cannot give|final",
	200: "the access point is not heard any more",
	201: "the network was not found: out of reach, switched off, or on 5 GHz only",
	202: "wrong password",
	203: "the access point does not let the device in",
	204: "wrong password",
	205: "the access point does not answer: it may be too far away",
	210: "the network's security is none that this device knows|final",
	211: "the network is not as secure as was asked for, or it wants a password|final",
	212: "the network is too weak here",
});

/** What a code of ESP-IDF's `wifi_err_reason_t` means for somebody who has entered a name and a password. */
export function joinFault(code: number): JoinFault {
	const columns = joinFaults[code]?.split("|");
	if (columns === undefined)
		return { text: code ? `the access point refuses (code ${code})` : "refused: wrong password, or no such access point" };
	const text = columns[0]!;
	return columns.length > 1 ? { text, final: true } : { text };
}
