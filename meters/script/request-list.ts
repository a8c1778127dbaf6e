import { CRC16 } from "crc";
import { evenParity } from "./even-parity";
import type { MeterType, ScriptMeterDescription, ScriptTelegram } from "./script-description";

/** `=so2`: no parity on what is sent to a meter of type o. */
const noParity = 0x20;
/** Bytes that KMP escapes (Kamstrup Meter Protocol, section 3.2). */
const escaped: readonly number[] = Object.freeze([0x80, 0x40, 0x0D, 0x06, 0x1B]);

/** Address 192.168.1.1 and a filler: what a PZEM-004T (before V3) is asked with. */
const pzemAddress: readonly number[] = Object.freeze([0xC0, 0xA8, 0x01, 0x01, 0x00]);

/** A meter's transmit list: which telegram comes next and how it goes on the line. */
export class RequestList {
	readonly #meter: ScriptMeterDescription;
	readonly #modbus = new CRC16(0x8005, 0xFFFF, true, true);
	readonly #kamstrup = new CRC16(0x1021);
	#index = 0;
	#ticks = 0;
	#transaction = 0;

	constructor(meter: ScriptMeterDescription) {
		this.#meter = meter;
	}

	/** Place in the list of what was sent last; what `@i` is compared with. */
	get index(): number {
		return this.#index;
	}

	/** The whole list was sent: it begins with the second telegram and ends with the first. */
	get isRoundOver(): boolean {
		return !this.#index;
	}

	/** Number of the last request to a Modbus TCP meter. */
	get transaction(): number {
		return this.#transaction;
	}

	/** The last telegram without its check; `undefined` for a meter that is not asked. */
	get telegram(): ScriptTelegram | undefined {
		return this.#meter.telegrams[this.#index];
	}

	/** A tenth of a second is over: the bytes that are to be sent now, if any. */
	tick(): Uint8Array | undefined {
		const { period, telegrams } = this.#meter;
		if (!period || !telegrams.length || ++this.#ticks < period)
			return undefined;
		this.#ticks = 0;
		return this.next();
	}

	/** The next telegram of the list. The list begins with the second one, as in Tasmota. */
	next(): Uint8Array | undefined {
		const { telegrams } = this.#meter;
		if (!telegrams.length)
			return undefined;
		this.#index = (this.#index + 1) % telegrams.length;
		return this.encode(telegrams[this.#index]!);
	}

	/** Bytes as they go on the line: with the type's check, escapes or parity. */
	encode({ bytes, raw }: ScriptTelegram): Uint8Array {
		const { type, options } = this.#meter;
		switch (type satisfies MeterType) {
			case "m":
			case "M": {
				// Two registers, where the script does not say how many.
				const frame = raw ? bytes.slice() : bytes.concat(0, 2);
				if (this.#meter.address !== undefined)
					return this.#overTcp(frame);
				const check = sum(this.#modbus, frame);
				return Uint8Array.from(frame.concat(check & 0xFF, check >> 8));
			}
			case "k": {
				const check = sum(this.#kamstrup, bytes);
				const frame = [0x80];
				bytes.concat(check >> 8, check & 0xFF).forEach(byte => {
					if (escaped.includes(byte))
						frame.push(0x1B, byte ^ 0xFF);
					else
						frame.push(byte);
				});
				return Uint8Array.from(frame.concat(0x0D));
			}
			case "p":
				return Uint8Array.from(bytes.concat(pzemAddress, sumOf(bytes.concat(pzemAddress))));
			case "o":
				return Uint8Array.from(options.flags & noParity ? bytes : bytes.map(evenParity));
			default:
				return Uint8Array.from(bytes);
		}
	}

	/** MODBUS messaging on TCP/IP 1.0b, section 3.1.3: transaction, protocol 0, length, then unit and request without a check. */
	#overTcp(frame: readonly number[]): Uint8Array {
		this.#transaction = this.#transaction + 1 & 0xFFFF;
		const { length } = frame;
		return Uint8Array.from([this.#transaction >> 8, this.#transaction & 0xFF, 0, 0, length >> 8, length & 0xFF, ...frame]);
	}
}

function sum(crc: CRC16, bytes: readonly number[]): number {
	crc.reset();
	return crc.checksum(Uint8Array.from(bytes));
}

function sumOf(bytes: readonly number[]): number {
	return bytes.reduce((total, byte) => total + byte & 0xFF, 0);
}
