import { readAppImage } from "./app-image";
import type { FlashPartitions } from "./flash-partitions";
import { isEmpty, isRefused, OtaData, otaStates } from "./ota-data";

/** What starts. */
export interface BootChoice {
	readonly slot: 0 | 1;
	readonly code: string;
}

const slots = [0, 1] as const;

/**
 * ESP-IDF's boot loader with `CONFIG_BOOTLOADER_APP_ROLLBACK_ENABLE`, as `bootloader_utility.c` of v6.0 has it: step by step, for what it leaves in
 * the flash when the power goes between two steps is what matters.
 */
export class BootLoader {
	readonly #flash: FlashPartitions;
	readonly #data: OtaData;

	constructor(flash: FlashPartitions) {
		this.#flash = flash;
		this.#data = new OtaData(flash.memory, flash.find("otadata").offset);
	}

	/** `undefined` when no slot holds a whole image. Throws `PowerCut`. */
	boot(): BootChoice | undefined {
		const data = this.#data;
		for (const index of slots) {
			const { sequence, state } = data.read(index);
			if (state === otaStates.pending)
				data.write(index, sequence, otaStates.aborted);
		}
		const entries = slots.map(index => data.read(index));
		const initial = entries.every(isEmpty);
		let start = -1;
		if (entries.every(isRefused))
			start = 0;
		else {
			const { active } = data;
			if (active !== undefined) {
				const { sequence, state } = entries[active]!;
				start = (sequence - 1) % slots.length;
				if (state === otaStates.new)
					data.write(active, sequence, otaStates.pending);
			}
		}
		const choice = this.#load(start);
		if (choice && initial && start >= 0)
			data.write(0, choice.slot + 1, otaStates.valid);
		return choice;
	}

	/** Backwards from the chosen slot, then forwards: whatever is whole. */
	#load(start: number): BootChoice | undefined {
		const order = [...slots.filter(slot => slot <= start).reverse(), ...slots.filter(slot => slot > start)];
		for (const slot of order) {
			const { offset, length } = this.#flash.find(`ota_${slot}`);
			const code = readAppImage(this.#flash.memory.read(offset, length));
			if (code !== undefined)
				return { slot, code };
		}
		return undefined;
	}
}
