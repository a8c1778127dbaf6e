import { sectorLength } from "./flash-memory";
import type { FlashMemory } from "./flash-memory";

/** `esp_ota_img_states_t` (ESP-IDF v6.0, `esp_flash_partitions.h`). */
export const otaStates = Object.freeze({ new: 0, pending: 1, valid: 2, invalid: 3, aborted: 4, undefined: 0xFFFFFFFF });

/** `esp_ota_select_entry_t` without its label. The check is over the sequence number alone, as in ESP-IDF. */
export interface OtaEntry {
	readonly sequence: number;
	readonly state: number;
	readonly check: number;
}

const entryLength = 32, sequenceAt = 0, stateAt = 24, checkAt = 28;
const empty = 0xFFFFFFFF;

/** The two sectors of the partition `otadata`, in which the boot loader and the firmware agree on what starts. */
export class OtaData {
	readonly #memory: FlashMemory;
	readonly #offset: number;

	constructor(memory: FlashMemory, offset: number) {
		this.#memory = memory;
		this.#offset = offset;
	}

	read(index: number): OtaEntry {
		const bytes = this.#memory.read(this.#offset + index * sectorLength, entryLength);
		const view = new DataView(bytes.buffer);
		return { sequence: view.getUint32(sequenceAt, true), state: view.getUint32(stateAt, true), check: view.getUint32(checkAt, true) };
	}

	/** Erases and writes: between the two the entry is gone. */
	write(index: number, sequence: number, state: number): void {
		const bytes = new Uint8Array(entryLength).fill(0xFF);
		const view = new DataView(bytes.buffer);
		view.setUint32(sequenceAt, sequence, true);
		view.setUint32(stateAt, state, true);
		view.setUint32(checkAt, checkOf(sequence), true);
		this.erase(index);
		this.#memory.write(this.#offset + index * sectorLength, bytes);
	}

	erase(index: number): void {
		this.#memory.eraseSector(this.#offset + index * sectorLength);
	}

	/** `bootloader_common_get_active_otadata`: the good entry with the highest number; `undefined` when there is none. */
	get active(): number | undefined {
		const entries = [this.read(0), this.read(1)] as const;
		const good = entries.map(isGood);
		if (good[0] && good[1])
			return entries[0].sequence >= entries[1].sequence ? 0 : 1;
		return good[0] ? 0 : good[1] ? 1 : undefined;
	}
}

/** `bootloader_common_ota_select_invalid` */
export function isRefused({ sequence, state }: OtaEntry): boolean {
	return sequence === empty || state === otaStates.invalid || state === otaStates.aborted;
}

/** The number was written whole, or is not there. */
export function isEmpty({ sequence, check }: OtaEntry): boolean {
	return sequence === empty || check !== checkOf(sequence);
}

export function isGood(entry: OtaEntry): boolean {
	return !isRefused(entry) && entry.check === checkOf(entry.sequence);
}

/** `esp_rom_crc32_le(UINT32_MAX, …)` over the number: CRC-32 whose register begins at 0. */
function checkOf(sequence: number): number {
	let register = sequence;
	for (let bit = 0; bit < 32; bit++)
		register = register & 1 ? register >>> 1 ^ 0xEDB88320 : register >>> 1;
	return ~register >>> 0;
}
