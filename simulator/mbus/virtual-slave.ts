import { Address, Control, FRAME_COUNT_BIT } from "../../protocols/mbus/frame";
import type { MbusFrame } from "../../protocols/mbus/frame";
import { SELECT } from "../../protocols/mbus/frames";
import type { Scheduler } from "../scheduler";
import { encryptRecords } from "./encrypt-records";
import { dataTelegram } from "./telegram-builder";
import type { SlaveIdentity } from "./telegram-builder";

export interface VirtualSlaveOptions {
	readonly identity: SlaveIdentity;
	/** Records of each of its telegrams; all but the last get "more follows" at their end. */
	readonly telegrams: readonly Uint8Array[];
	/** Default 2400. */
	readonly baud?: number;
	/** Primary address. Default 0, as delivered. */
	readonly address?: number;
	/** Milliseconds from the end of a request to its answer. Default 20. */
	readonly delay?: number;
	/** mA at rest, for each unit load at most 1.5. Default 1.3. */
	readonly idleCurrent?: number;
	/** mA more in a space: 11 to 20. Default 15. */
	readonly spaceCurrent?: number;
	/** Its clock, in percent; positive is fast. */
	readonly clockError?: number;
	/** Can be selected by secondary address. Default `true`. */
	readonly selectable?: boolean;
	/** Acknowledges a link reset. Default `true`. */
	readonly acknowledgesReset?: boolean;
	/** Takes notice of the frame count bit. Default `true`; others send the next telegram each time. */
	readonly countsFrames?: boolean;
	/** Says "more follows" at the end of its last telegram too. */
	readonly endless?: boolean;
	/** Sleeps through the first request after power-up. */
	readonly sleepsFirst?: boolean;
	/** Only hears after it was woken by so many milliseconds of characters without a rest, and then for five seconds. */
	readonly wakeTime?: number;
	/** It encrypts its records with this key, 32 hexadecimal digits (mode 5). */
	readonly key?: string;
	/** Milliseconds from power on until it hears. Default 500. */
	readonly startTime?: number;
}

const acknowledgement = Uint8Array.of(0xE5);
const awakeTime = 5_000;
const rates: readonly number[] = Object.freeze([300, 600, 1200, 2400, 4800, 9600, 19200, 38400]);

/** A meter on the virtual bus: link layer, both ways of addressing, several telegrams. Records every write that it gets. */
export class VirtualSlave {
	readonly identity: SlaveIdentity;
	readonly idleCurrent: number;
	readonly spaceCurrent: number;
	readonly clockError: number;
	/** What it was told to change, in hexadecimal digits. */
	readonly writes: string[] = [];
	/** Requests for data that it has answered. */
	answers = 0;
	/** Its next so many answers are lost on the way. */
	loses = 0;
	/** Hears nothing and says nothing, and draws its current. */
	dead = false;
	/** Milliseconds, may be changed at any time. */
	delay: number;
	onBaud: (() => void) | undefined;
	readonly #options: VirtualSlaveOptions;
	#address: number;
	#baud: number;
	#scheduler: Scheduler | undefined;
	#send: ((bytes: Uint8Array, delay: number) => void) | undefined;
	#readyAt = 0;
	#awakeUntil = 0;
	#slept = false;
	#selected = false;
	/** Frame count bit of the last request, for its own address and for 253; `undefined` after a reset. */
	#bits: [boolean | undefined, boolean | undefined] = [undefined, undefined];
	#telegram = -1;
	#access = 0;
	#last: Uint8Array | undefined;

	constructor(options: VirtualSlaveOptions) {
		const { identity, baud = 2400, address = 0, delay = 20, idleCurrent = 1.3, spaceCurrent = 15, clockError = 0 } = options;
		this.#options = options;
		this.identity = identity;
		this.delay = delay;
		this.idleCurrent = idleCurrent;
		this.spaceCurrent = spaceCurrent;
		this.clockError = clockError;
		this.#address = address;
		this.#baud = baud;
	}

	get baud(): number {
		return this.#baud;
	}

	get address(): number {
		return this.#address;
	}

	/** By the bus. */
	connect(scheduler: Scheduler, send: (bytes: Uint8Array, delay: number) => void): void {
		this.#scheduler = scheduler;
		this.#send = send;
	}

	power(on: boolean): void {
		this.#selected = this.#slept = false;
		this.#bits = [undefined, undefined];
		this.#telegram = -1;
		if (on)
			this.#readyAt = this.#scheduler!.now + (this.#options.startTime ?? 500);
	}

	/** Sends bytes that nobody has asked for. */
	babble(bytes: Uint8Array): void {
		this.#send?.(bytes, 0);
	}

	/** The line has been busy without a rest for so many milliseconds. */
	wake(duration: number): void {
		const { wakeTime } = this.#options;
		if (wakeTime !== undefined && duration >= wakeTime)
			this.#awakeUntil = this.#scheduler!.now + awakeTime;
	}

	/** A frame of the master's. */
	hear(frame: MbusFrame): void {
		const { now } = this.#scheduler!;
		const { wakeTime, sleepsFirst } = this.#options;
		if (frame.kind === "acknowledge" || this.dead || now < this.#readyAt || wakeTime !== undefined && now > this.#awakeUntil)
			return;
		if (sleepsFirst && !this.#slept) {
			this.#slept = true;
			return;
		}
		const { control, address } = frame;
		if (frame.kind === "long" && address === Address.SELECTED && (frame.information === SELECT)) {
			this.#select(frame.data);
			return;
		}
		const selected = address === Address.SELECTED && this.#selected;
		if (address !== this.#address && address !== Address.TEST && address !== Address.BROADCAST && !selected)
			return;
		const silent = address === Address.BROADCAST;
		switch (control & ~FRAME_COUNT_BIT) {
			case Control.SND_NKE:
				this.#reset(address, silent);
				break;
			case Control.REQ_UD1:
				this.#answer(acknowledgement, silent);
				break;
			case Control.REQ_UD2:
				this.#request((control & FRAME_COUNT_BIT) !== 0, selected ? 1 : 0, silent);
				break;
			case Control.SND_UD:
				this.#write(frame, silent);
				break;
			default:
				break;
		}
	}

	#reset(address: number, silent: boolean): void {
		this.#bits = [undefined, undefined];
		this.#telegram = -1;
		if (address === Address.SELECTED || silent)
			this.#selected = false;
		this.#answer(acknowledgement, silent || this.#options.acknowledgesReset === false);
	}

	#select(mask: Uint8Array): void {
		this.#selected = this.#options.selectable !== false && this.#isMeant(mask);
		if (!this.#selected)
			return;
		this.#bits[1] = undefined;
		this.#telegram = -1;
		this.#answer(acknowledgement, false);
	}

	#isMeant(mask: Uint8Array): boolean {
		const { id, manufacturer, version, medium } = this.identity;
		if (mask.length < 8)
			return false;
		for (let at = 0; at < 8; at++) {
			const digit = mask[3 - (at >> 1)]! >> (at & 1 ? 0 : 4) & 0xF;
			if (digit !== 0xF && digit !== Number.parseInt(id[at]!, 16))
				return false;
		}
		return matchesOctets(mask[4]! | mask[5]! << 8, manufacturer, 0xFFFF)
			&& matchesOctets(mask[6]!, version, 0xFF)
			&& matchesOctets(mask[7]!, medium, 0xFF);
	}

	#request(bit: boolean, which: 0 | 1, silent: boolean): void {
		const repeated = this.#options.countsFrames !== false && this.#bits[which] === bit && this.#last !== undefined;
		this.#bits[which] = bit;
		if (!repeated) {
			const { telegrams, endless } = this.#options;
			this.#telegram = (this.#telegram + 1) % telegrams.length;
			const more = endless || this.#telegram < telegrams.length - 1;
			const records = telegrams[this.#telegram]!;
			const plain = more ? Uint8Array.of(...records, 0x1F) : records;
			this.#access = this.#access + 1 & 0xFF;
			const { key } = this.#options;
			const { data, configuration } = key ? encryptRecords(key, this.identity, this.#access, plain) : { data: plain, configuration: 0 };
			this.#last = dataTelegram(this.#address, this.identity, this.#access, 0, data, configuration);
		}
		this.#answer(this.#last!, silent);
		if (!silent)
			this.answers++;
	}

	#write(frame: MbusFrame, silent: boolean): void {
		this.writes.push(Array.from(frame.bytes, byte => byte.toString(16).padStart(2, "0")).join(" "));
		const { information, data } = frame;
		this.#answer(acknowledgement, silent);
		if (information === 0x51 && data[0] === 0x01 && data[1] === 0x7A)
			this.#address = data[2]!;
		else if (information >= 0xB8 && information <= 0xBF) {
			// It acknowledges at the old rate.
			this.#scheduler!.after(this.delay + 12_000 / this.#baud + 1, () => {
				this.#baud = rates[information - 0xB8]!;
				this.onBaud?.();
			});
		}
	}

	#answer(bytes: Uint8Array, silent: boolean): void {
		if (silent)
			return;
		if (this.loses > 0) {
			this.loses--;
			return;
		}
		this.#send?.(bytes, this.delay);
	}
}

function matchesOctets(asked: number, value: number, any: number): boolean {
	return asked === any || asked === value;
}
