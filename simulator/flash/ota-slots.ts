import { readAppImage } from "./app-image";
import { sectorLength } from "./flash-memory";
import type { FlashPartitions } from "./flash-partitions";
import { isEmpty, isGood, OtaData, otaStates } from "./ota-data";
import type { Partition } from "./partition-table";

/**
 * What ESP-IDF does for the firmware that runs (`esp_ota_ops.c` of v6.0), in the same order of writes and erases.
 */
export class OtaSlots {
	/** The slot that runs. */
	readonly running: 0 | 1;
	readonly #flash: FlashPartitions;
	readonly #data: OtaData;
	#written = 0;
	#open = false;

	constructor(flash: FlashPartitions, running: 0 | 1) {
		this.#flash = flash;
		this.running = running;
		this.#data = new OtaData(flash.memory, flash.find("otadata").offset);
	}

	get other(): Partition {
		return this.#flash.find(`ota_${1 - this.running}`);
	}

	/** The running image is on trial. */
	get pending(): boolean {
		const { active } = this.#data;
		return active !== undefined && this.#data.read(active).state === otaStates.pending;
	}

	/** `esp_ota_begin` for writes one after the other: erases nothing of the slot yet. */
	begin(): void {
		if (this.pending)
			throw new Error("begin failed");
		this.#written = 0;
		this.#open = true;
		// esp_ota_invalidate_inactive_ota_data_slot: what the other entry says no longer holds.
		const { active } = this.#data;
		const stale = active === undefined ? undefined : this.#data.read(1 - active);
		if (stale && !isEmpty(stale) && (stale.sequence - 1) % 2 !== this.running)
			this.#data.erase(1 - active!);
	}

	/** `esp_ota_write` */
	write(data: Uint8Array): void {
		const { offset, length } = this.other, { memory } = this.#flash;
		if (!this.#open || this.#written + data.length > length || !this.#written && data[0] !== 0xE9)
			throw new Error("write failed");
		const end = this.#written + data.length;
		for (let at = Math.ceil(this.#written / sectorLength) * sectorLength; at < end; at += sectorLength)
			memory.eraseSector(offset + at);
		memory.write(offset + this.#written, data);
		this.#written = end;
	}

	read(at: number, count: number): Uint8Array {
		return this.#flash.memory.read(this.other.offset + at, count);
	}

	/** `esp_ota_end` and `esp_ota_set_boot_partition` */
	complete(): void {
		if (!this.#open)
			throw new Error("already complete");
		this.#open = false;
		const { offset, length } = this.other;
		if (readAppImage(this.#flash.memory.read(offset, length)) === undefined)
			throw new Error("end failed");
		const { active } = this.#data, slot = 1 - this.running;
		if (active === undefined)
			return this.#data.write(0, slot + 1, otaStates.new);
		const { sequence } = this.#data.read(active);
		const same = (sequence - 1) % 2 === slot;
		this.#data.write(same ? active : 1 - active, same ? sequence : sequence + 1, otaStates.new);
	}

	abort(): void {
		this.#open = false;
	}

	/** `esp_ota_mark_app_valid_cancel_rollback` */
	confirm(): void {
		const { active } = this.#data;
		if (active === undefined)
			throw new Error("the running image has no entry");
		const { sequence, state } = this.#data.read(active);
		if (state !== otaStates.valid)
			this.#data.write(active, sequence, otaStates.valid);
	}

	/** `esp_ota_mark_app_invalid_rollback`: the restart is the caller's. */
	invalidate(): void {
		const { active } = this.#data, { offset, length } = this.other;
		const before = active === undefined ? undefined : this.#data.read(1 - active);
		if (active === undefined || !before || !isGood(before) || readAppImage(this.#flash.memory.read(offset, length)) === undefined)
			throw new Error("there is no image to go back to");
		this.#data.write(active, this.#data.read(active).sequence, otaStates.invalid);
	}
}
