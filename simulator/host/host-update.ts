import type { UpdateDigest, UpdateHardware, UpdateSlot } from "../../services/platform";
import type { HostLink } from "./host-link";
import { kinds } from "./records";
import type { HostStart } from "./records";
import { updateCalls } from "./update-calls";

const none = new Uint8Array(0);

/** Stands in for the SDK's update and flash modules and for its cryptography: the simulator holds the slots and does the sums. */
export class HostUpdate implements UpdateHardware {
	readonly keys: readonly string[];
	readonly slot: "a" | "b";
	readonly slotLength: number;
	readonly pending: boolean;
	readonly #link: HostLink;
	readonly #id: number;

	constructor(link: HostLink, { slot, slotLength, pending }: HostStart["update"], keys: readonly string[]) {
		this.#link = link;
		this.keys = keys;
		this.slot = slot;
		this.slotLength = slotLength;
		this.pending = pending;
		this.#id = link.open({ receive() {} }, "update", {});
	}

	digest(): UpdateDigest {
		const link = this.#link, id = link.open({ receive() {} }, "digest", {});
		return {
			write: data => link.sendBytes(kinds.write, id, data instanceof Uint8Array ? data : new Uint8Array(data)),
			close: () => {
				const sum = link.request(kinds.read, id, null).slice();
				link.close(id);
				return sum.buffer as ArrayBuffer;
			},
		};
	}

	verify(key: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
		const question = new Uint8Array(key.length + signature.length + data.length);
		question.set(key);
		question.set(signature, key.length);
		question.set(data, key.length + signature.length);
		return this.#call(updateCalls.verify, question)[0] === 1;
	}

	open(): UpdateSlot {
		this.#call(updateCalls.open);
		return {
			write: data => void this.#call(updateCalls.write, data),
			read: (offset, count) =>
				this.#call(updateCalls.read, new Uint8Array(Uint32Array.of(offset, count).buffer)).slice().buffer as ArrayBuffer,
			complete: () => void this.#call(updateCalls.complete),
			close: () => void this.#call(updateCalls.close),
		};
	}

	confirm(): void {
		this.#call(updateCalls.confirm);
	}

	rollBack(): void {
		this.#call(updateCalls.rollBack);
		this.#link.send(kinds.restart, 0, null);
	}

	#call(call: number, rest: Uint8Array = none): Uint8Array {
		const payload = new Uint8Array(1 + rest.length);
		payload[0] = call;
		payload.set(rest, 1);
		return this.#link.requestBytes(kinds.call, this.#id, payload);
	}
}
