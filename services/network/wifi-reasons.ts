import { freezeTable } from "../../protocols/freeze-table";

/** Why an attempt to join failed. */
export interface JoinFault {
	readonly text: string;
	/** Another attempt would fare no better. */
	readonly final?: true;
}

const wrongPassword: JoinFault = Object.freeze({ text: "wrong password" });
const notFound: JoinFault = Object.freeze({ text: "the network was not found: out of reach, switched off, or on 5 GHz only" });

/** The device's own doing: `WIFI_REASON_ASSOC_LEAVE`. */
export const leftByItself = 8;

const faults: readonly (readonly [code: number, fault: JoinFault])[] = freezeTable([
	[2, wrongPassword],
	[4, { text: "the access point threw the device out: it was silent for too long" }],
	[5, { text: "the access point has no room for one more device" }],
	[14, wrongPassword],
	[15, wrongPassword],
	[23, { text: "the network wants a user name (enterprise security), which this device cannot give", final: true }],
	[200, { text: "the access point is not heard any more" }],
	[201, notFound],
	[202, wrongPassword],
	[203, { text: "the access point does not let the device in" }],
	[204, wrongPassword],
	[205, { text: "the access point does not answer: it may be too far away" }],
	[210, { text: "the network's security is none that this device knows", final: true }],
	[211, { text: "the network is not as secure as was asked for, or it wants a password", final: true }],
	[212, { text: "the network is too weak here" }],
]);

/** What a code of ESP-IDF's `wifi_err_reason_t` means for somebody who has entered a name and a password. */
export function joinFault(code: number): JoinFault {
	const row = faults.find(each => each[0] === code);
	return row ? row[1] : { text: code ? `the access point refuses (code ${code})` : "refused: wrong password, or no such access point" };
}
