/** What no JavaScript module of the SDK tells: `esp32/chip.c`, and `lin/chip.c` in builds for Linux. */
export class Chip {
	/** Starts the chip again. Under Linux the process ends, for a supervisor to start it. Does not return. */
	static restart(): void {
		native("xs_meterwire_chip_restart").call(this);
	}

	/** `esp_reset_reason_t` (esp_system.h). 1, power on, under Linux. */
	static resetReason(): number {
		return native("xs_meterwire_chip_reset_reason").call(this);
	}

	/** Twelve upper-case hexadecimal digits: the chip's base address; under Linux that of the first interface, or zeros. */
	static mac(): string {
		return native("xs_meterwire_chip_mac").call(this);
	}

	/** Bytes free in the system's heap, which JavaScript, TLS and the network share; `undefined` under Linux. */
	static freeMemory(): number | undefined {
		return native("xs_meterwire_chip_free_memory").call(this);
	}

	/**
	 * Bytes that JavaScript can still get for objects or for texts and code, whichever is less, where it cannot get more of the system's. With less than
	 * `enough` it collects what nobody refers to any more, and looks again. `undefined` where its memory grows as it needs it. See `engine/engine.c`.
	 */
	static freeHeap(enough: number): number | undefined {
		return native("xs_meterwire_engine_free").call(this, enough);
	}

	/** Random bytes: of the chip's noise source, which is good while the radio is on or the SDK has just started; under Linux the kernel's. */
	static random(count: number): ArrayBuffer {
		return native("xs_meterwire_chip_random").call(this, count);
	}

	/** Addresses of the name servers, several separated by blanks; empty when there is none yet. */
	static nameServers(): string {
		return native("xs_meterwire_chip_name_servers").call(this);
	}

	/** IPv4 address of the interface that leads out, not that of the set-up network; empty when there is none, and under Linux. */
	static address(): string {
		return native("xs_meterwire_chip_address").call(this);
	}

	/** The slot that runs: 0 or 1. 0 under Linux. */
	static updateSlot(): number {
		return native("xs_meterwire_chip_update_slot").call(this);
	}

	/** `esp_ota_img_states_t` of the running slot (esp_flash_partitions.h); −1 where the boot loader keeps none, and under Linux. */
	static updateState(): number {
		return native("xs_meterwire_chip_update_state").call(this);
	}

	/** The running image stays. Throws when the boot loader's data cannot be written. */
	static confirmUpdate(): void {
		native("xs_meterwire_chip_confirm_update").call(this);
	}

	/** Starts the other image; the running one is not started again. Throws when there is no other. Does not return. */
	static rollBackUpdate(): void {
		native("xs_meterwire_chip_roll_back_update").call(this);
	}

	/** A variable of the environment; always `undefined` on the chip. */
	static environment(name: string): string | undefined {
		return native("xs_meterwire_chip_environment").call(this, name);
	}
}
