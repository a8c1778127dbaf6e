import type { OtaSlots } from "../flash/ota-slots";
import { updateCalls } from "../host/update-calls";
import type { Peer } from "./peer";
import { verifyP256 } from "./verify-p256";

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
	const signed = keyLength + signatureLength;
	return verifyP256(question.subarray(0, keyLength), question.subarray(signed), question.subarray(keyLength, signed));
}
