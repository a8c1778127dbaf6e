import { createHash } from "node:crypto";
import { BootLoader } from "../../simulator/flash/boot-loader";
import { packAppImage } from "../../simulator/flash/app-image";
import { FlashMemory } from "../../simulator/flash/flash-memory";
import { FlashPartitions } from "../../simulator/flash/flash-partitions";
import { OtaSlots } from "../../simulator/flash/ota-slots";
import { verifyP256 } from "../../simulator/machine/verify-p256";
import type { UpdateDigest, UpdateHardware, UpdateSlot } from "../../services/platform";

/** A flash with firmware in its first slot, as the boot loader and the update service see it, without an engine. */
export function flashWith(code: string, seed = 1): FlashPartitions {
	const flash = new FlashPartitions(new FlashMemory(undefined, undefined, seed));
	flash.memory.program(flash.find("ota_0").offset, packAppImage(code));
	return flash;
}

/** What the firmware in the slot that was started has. Throws when nothing starts. */
export class SlotHardware implements UpdateHardware {
	readonly keys: readonly string[];
	readonly slot: "a" | "b";
	readonly slotLength: number;
	readonly pending: boolean;
	/** What runs. */
	readonly code: string;
	readonly #slots: OtaSlots;

	constructor(flash: FlashPartitions, keys: readonly string[]) {
		const choice = new BootLoader(flash).boot();
		if (!choice)
			throw new Error("nothing starts");
		this.keys = keys;
		this.code = choice.code;
		this.slot = choice.slot ? "b" : "a";
		this.#slots = new OtaSlots(flash, choice.slot);
		this.slotLength = this.#slots.other.length;
		this.pending = this.#slots.pending;
	}

	digest(): UpdateDigest {
		const hash = createHash("sha256");
		return {
			write: data => void hash.update(data instanceof Uint8Array ? data : new Uint8Array(data)),
			close: () => Uint8Array.from(hash.digest()).buffer,
		};
	}

	verify(key: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
		return verifyP256(key, data, signature);
	}

	open(): UpdateSlot {
		this.#slots.begin();
		return {
			write: data => this.#slots.write(data),
			read: (offset, count) => Uint8Array.from(this.#slots.read(offset, count)).buffer,
			complete: () => this.#slots.complete(),
			close: () => this.#slots.abort(),
		};
	}

	confirm(): void {
		this.#slots.confirm();
	}

	rollBack(): void {
		this.#slots.invalidate();
	}
}
