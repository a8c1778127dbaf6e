import { CRC16 } from "../host/crc";
import type { Scheduler } from "../scheduler";
import type { ScheduledEvent } from "../scheduler-entry";
import { CharacterListener } from "../wire/character-listener";
import type { LineFormat } from "../wire/line-format";
import { lineFaults } from "../wire/received-bytes";
import { Transmitter } from "../wire/transmitter";
import type { Wire } from "../wire/wire";
import type { ModbusSlave } from "./modbus-slave";

export interface RtuLineOptions {
	readonly scheduler: Scheduler;
	/** What the master sends, and what it hears. */
	readonly transmitWire: Wire;
	readonly receiveWire: Wire;
	readonly format: LineFormat;
	readonly slaves: readonly ModbusSlave[];
	/** The transceiver's driver enable: the master is heard while it is high, and hears while it is low. Absent: it switches by itself. */
	readonly enableWire?: Wire | undefined;
}

/** Characters of silence that end a frame (MODBUS over serial line 1.02, section 2.5.1.1). */
const silence = 3.5;
const bitsPerCharacter = 11;
/** Milliseconds that a meter thinks. */
const reaction = 30;

/** Modbus RTU meters on an RS485 pair whose transceiver switches its direction by itself: the master does not hear itself. */
export class RtuLine {
	/** Frames whose check was wrong, or that came in pieces. */
	garbled = 0;
	/** Answers that met the master's own driver. */
	collisions = 0;
	/** The next so many answers have a wrong check. */
	spoils = 0;
	readonly #options: RtuLineOptions;
	readonly #listener: CharacterListener;
	readonly #transmitter: Transmitter;
	readonly #crc = new CRC16(0x8005, 0xFFFF, true, true);
	#heard: number[] = [];
	#end: ScheduledEvent | undefined;

	get slaves(): readonly ModbusSlave[] {
		return this.#options.slaves;
	}

	constructor(options: RtuLineOptions) {
		const { scheduler, transmitWire, receiveWire, format } = options;
		this.#options = options;
		this.#transmitter = new Transmitter(scheduler, receiveWire.drive("push-pull", 1), format);
		this.#listener = new CharacterListener(transmitWire, format, (byte, fault) => this.#hear(byte, fault !== lineFaults.none));
	}

	close(): void {
		this.#end?.cancel();
		this.#listener.close();
	}

	#hear(byte: number, isBad: boolean): void {
		const { scheduler, format: { baud }, enableWire } = this.#options;
		if (enableWire?.level === 0)
			return;
		this.#end?.cancel();
		this.#heard.push(isBad ? -1 : byte);
		this.#end = scheduler.after(silence * bitsPerCharacter * 1000 / baud, () => this.#frame());
	}

	#frame(): void {
		const heard = this.#heard;
		this.#heard = [];
		const frame = Uint8Array.from(heard.slice(0, -2));
		const [low, high] = heard.slice(-2);
		const check = this.#sum(frame);
		if (heard.includes(-1) || heard.length < 4 || low !== (check & 0xFF) || high !== check >> 8) {
			this.garbled++;
			return;
		}
		const answer = this.#options.slaves.map(slave => slave.answer(frame)).find(each => each);
		if (!answer)
			return;
		const sum = this.#sum(answer) ^ (this.spoils > 0 && this.spoils-- ? 1 : 0);
		const { scheduler, enableWire } = this.#options;
		scheduler.after(reaction, () => {
			if (enableWire?.level === 1)
				this.collisions++;
			else
				this.#transmitter.send(Uint8Array.from([...answer, sum & 0xFF, sum >> 8]));
		});
	}

	#sum(bytes: Uint8Array): number {
		this.#crc.reset();
		return this.#crc.checksum(bytes);
	}
}
