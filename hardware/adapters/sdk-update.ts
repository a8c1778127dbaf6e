/* eslint-disable @typescript-eslint/ban-ts-comment */
// The SDK's own typings leave the class out, ours have it (typings/sdk.d.ts).
// @ts-ignore
import { Digest } from "crypt";
import flash from "embedded:storage/flash";
import updates from "embedded:update";
import type { UpdateDigest, UpdateHardware, UpdateSlot } from "../../services/platform";
import { Chip } from "../chip/chip";
import { verifyP256 } from "./sdk-signature";

/** `ESP_OTA_IMG_PENDING_VERIFY` (esp_flash_partitions.h). */
const pendingState = 1;

/** The chip's two slots through the SDK's update and flash modules. */
export class SDKUpdate implements UpdateHardware {
	readonly keys: readonly string[];
	readonly slot: "a" | "b";
	readonly slotLength: number;
	readonly pending: boolean;

	/** Throws on a chip whose flash has no second slot. */
	constructor(keys: readonly string[]) {
		this.keys = keys;
		this.slot = Chip.updateSlot() ? "b" : "a";
		this.pending = Chip.updateState() === pendingState;
		const partition = flash.open({ path: "nextota", mode: "r" });
		this.slotLength = partition.status().size;
		partition.close();
	}

	digest(): UpdateDigest {
		return new Digest("SHA256") as unknown as UpdateDigest;
	}

	verify(key: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
		return verifyP256(key, data, signature);
	}

	open(length: number): UpdateSlot {
		const partition = flash.open({ path: "nextota" });
		// Mode "a": each write erases the sectors that it comes to, so that no erase takes seconds.
		const update = updates.open({ partition, byteLength: length, mode: "a" });
		return {
			// The SDK's class takes a view with what is in it, no more.
			write: data => update.write(data),
			read: (offset, count) => partition.read(count, offset),
			complete: () => update.complete(),
			close: () => {
				update.close();
				partition.close();
			},
		};
	}

	confirm(): void {
		Chip.confirmUpdate();
	}

	rollBack(): void {
		Chip.rollBackUpdate();
	}
}
