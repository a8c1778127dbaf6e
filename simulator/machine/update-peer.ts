import { createPublicKey, verify } from "node:crypto";
import type { OtaSlots } from "../flash/ota-slots";
import { updateCalls } from "../host/update-calls";
import type { Peer } from "./peer";

const none = new Uint8Array(0);
const keyLength = 65, signatureLength = 64;

/** The slots for firmware, and the check of signatures. */
export class UpdatePeer implements Peer {
	readonly #slots: OtaSlots;

	constructor(slots: OtaSlots) {
		this.#slots = slots;
	}

	call(bytes: Uint8Array): Uint8Array {
		const slots = this.#slots, rest = bytes.subarray(1);
		switch (bytes[0]) {
			case updateCalls.open:
				slots.begin();
				break;
			case updateCalls.write:
				slots.write(rest);
				break;
			case updateCalls.read: {
				const view = new DataView(rest.buffer, rest.byteOffset);
				return slots.read(view.getUint32(0, true), view.getUint32(4, true));
			}
			case updateCalls.complete:
				slots.complete();
				break;
			case updateCalls.close:
				slots.abort();
				break;
			case updateCalls.confirm:
				slots.confirm();
				break;
			case updateCalls.rollBack:
				slots.invalidate();
				break;
			case updateCalls.verify:
				return Uint8Array.of(Number(isSigned(rest)));
		}
		return none;
	}

	close(): void {
		this.#slots.abort();
	}
}

function isSigned(question: Uint8Array): boolean {
	const point = question.subarray(0, keyLength), signature = question.subarray(keyLength, keyLength + signatureLength);
	const coordinate = (at: number) => Buffer.from(point.subarray(at, at + 32)).toString("base64url");
	try {
		const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x: coordinate(1), y: coordinate(33) }, format: "jwk" });
		return verify("sha256", question.subarray(keyLength + signatureLength), { key, dsaEncoding: "ieee-p1363" }, signature);
	}
	catch {
		// Not a point of the curve.
		return false;
	}
}
