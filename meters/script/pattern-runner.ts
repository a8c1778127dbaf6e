import type { NumberStep, PatternStep } from "./pattern";

/** What a pattern without a value gives. */
const noValue = 99;

/**
 * Runs a pattern over the bytes of a frame. The result stands in `value` and `text` until the next run; nothing is read beyond the frame.
 */
export class PatternRunner {
	readonly #view = new DataView(new ArrayBuffer(4));
	value = 0;
	/** Set by values that are texts. */
	text: string | undefined;

	/** True when the pattern fits at `start`. */
	run(steps: readonly PatternStep[], bytes: Uint8Array, start: number): boolean {
		this.value = noValue;
		this.text = undefined;
		let at = start;
		for (let index = 0; index < steps.length; index++) {
			at = this.#step(steps[index]!, bytes, at);
			if (at < 0)
				return false;
		}
		return true;
	}

	/** Place behind the step; −1 where it does not fit. */
	#step(step: PatternStep, bytes: Uint8Array, at: number): number {
		switch (step.op) {
			case "byte":
				return bytes[at] === step.value ? at + 1 : -1;
			case "skip":
				return at + step.count <= bytes.length ? at + step.count : -1;
			case "unsigned":
			case "signed":
			case "float":
				return this.#number(step.op, step.order, bytes, at);
			case "bcd":
				return this.#bcd(step.digits, bytes, at);
			case "kamstrup":
				return this.#kamstrup(bytes, at);
			case "fraction":
				if (at + 3 > bytes.length)
					return -1;
				this.value = bytes[at]! * 256 + bytes[at + 1]! + bytes[at + 2]! / step.per;
				return at + 3;
			case "clock":
				return this.#clock(step.date, bytes, at);
			case "find":
				return this.#find(step.bytes, step.dlms, bytes);
			case "vbus":
				return this.#vbus(step.offset, step.width, step.signed, bytes, at);
		}
	}

	#number(kind: NumberStep["op"], order: string, bytes: Uint8Array, at: number): number {
		const count = order.length;
		if (at + count > bytes.length)
			return -1;
		let value = 0;
		for (let index = 0; index < count; index++)
			value = value * 256 + bytes[at + order.charCodeAt(index) - 0x30]!;
		if (kind === "float") {
			this.#view.setUint32(0, value);
			value = this.#view.getFloat32(0);
		}
		else if (kind === "signed" && value >= 2 ** (count * 8 - 1))
			value -= 2 ** (count * 8);
		this.value = value;
		return at + count;
	}

	/** Low byte first; the high nibble is the higher digit. */
	#bcd(digits: number, bytes: Uint8Array, at: number): number {
		const count = digits + 1 >> 1;
		if (at + count > bytes.length)
			return -1;
		let value = 0;
		for (let place = at + count - 1; place >= at; place--) {
			const byte = bytes[place]!;
			value = value * 100 + (byte >> 4) * 10 + (byte & 15);
		}
		this.value = value;
		return at + count;
	}

	/** Unit, length, sign and exponent, value. A negative exponent is not applied: published scripts divide themselves. */
	#kamstrup(bytes: Uint8Array, at: number): number {
		const length = bytes[at + 1]!, exponent = bytes[at + 2]!;
		if (at + 3 > bytes.length || length > 8 || at + 3 + length > bytes.length)
			return -1;
		let value = 0;
		for (let index = 0; index < length; index++)
			value = value * 256 + bytes[at + 3 + index]!;
		if (!(exponent & 0x40))
			value *= 10 ** (exponent & 0x3F);
		this.value = exponent & 0x80 ? -value : value;
		return at;
	}

	/** eBus: hour, minute, second from the last byte on, or day, month, weekday, year; BCD. */
	#clock(date: boolean, bytes: Uint8Array, at: number): number {
		const count = date ? 4 : 3;
		if (at + count > bytes.length)
			return -1;
		const digits = (place: number) => (bytes[at + place]! >> 4) * 10 + (bytes[at + place]! & 15);
		this.value = date ? digits(3) * 10000 + digits(1) * 100 + digits(0) : digits(2) * 10000 + digits(1) * 100 + digits(0);
		return at + count;
	}

	#find(wanted: readonly number[], dlms: boolean, bytes: Uint8Array): number {
		const first = wanted[0]!;
		for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
			let length = 1;
			while (length < wanted.length && bytes[at + length] === wanted[length])
				length++;
			if (length === wanted.length)
				return dlms ? this.#dlms(bytes, at + length) : at + length;
		}
		return -1;
	}

	/** A DLMS value (IEC 62056-6-2, 4.1.5): integers of both signs, and strings. */
	#dlms(bytes: Uint8Array, at: number): number {
		const tag = bytes[at];
		const sizes: Record<number, number> = { 0x03: 1, 0x05: 4, 0x06: 4, 0x0F: 1, 0x10: 2, 0x11: 1, 0x12: 2, 0x14: 8, 0x15: 8, 0x16: 1 };
		if (tag === 0x09 || tag === 0x0A) {
			const length = bytes[at + 1] ?? 0;
			if (at + 2 + length > bytes.length)
				return -1;
			let text = "";
			for (let place = at + 2; place < at + 2 + length; place++)
				text += String.fromCharCode(bytes[place]!);
			this.text = text;
			return at + 2 + length;
		}
		const size = tag === undefined ? 0 : sizes[tag] ?? 0;
		if (!size)
			return -1;
		const signed = tag === 0x05 || tag === 0x0F || tag === 0x10 || tag === 0x14;
		return this.#number(signed ? "signed" : "unsigned", "01234567".slice(0, size), bytes, at + 1);
	}

	/** The value at an offset of a VBus packet's unpacked frames; `at` is where the first frame begins. Frames of six bytes were checked before. */
	#vbus(offset: number, width: string, signed: boolean, bytes: Uint8Array, at: number): number {
		const frame = at + (offset >> 2) * 6;
		if (frame + 6 > bytes.length)
			return -1;
		const septet = bytes[frame + 4]!;
		const octet = (place: number) => bytes[frame + place]! | (septet >> place & 1) << 7;
		let value: number, bits = 16;
		if (width === "byte") {
			value = octet(offset & 3);
			bits = 8;
		}
		else if (width === "long") {
			value = octet(3) * 0x1000000 + (octet(2) << 16 | octet(1) << 8 | octet(0));
			bits = 32;
		}
		else
			value = width === "high" || width === "time" && offset & 3 ? octet(3) << 8 | octet(2) : octet(1) << 8 | octet(0);
		if (width === "time")
			this.text = `${String(Math.floor(value / 60)).padStart(2, "0")}:${String(value % 60).padStart(2, "0")}`;
		this.value = signed && value >= 2 ** (bits - 1) ? value - 2 ** bits : value;
		return frame + 6;
	}
}
