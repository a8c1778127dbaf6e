import { CRC16 } from "../host/crc";
import { lineFormat } from "../wire/line-format";
import type { OpticalModel } from "./optical-model";

const escaped: readonly number[] = Object.freeze([0x80, 0x40, 0x0D, 0x06, 0x1B]);
const escape = 0x1B, end = 0x0D;
/** By the register's number: name of its value, Kamstrup's unit, digits behind the point, and bytes. */
const registers: Readonly<Record<number, readonly [name: string, unit: number, decimals: number, size: number]>> = Object.freeze({
	0x3C: ["heat", 0x08, 3, 4],
	0x56: ["flowTemperature", 0x25, 2, 2],
	0x57: ["returnTemperature", 0x25, 2, 2],
	0x59: ["difference", 0x25, 2, 2],
	0x4A: ["flow", 0x29, 0, 2],
	0x44: ["volume", 0x27, 2, 4],
	0x7B: ["greatestFlow", 0x30, 0, 4],
});

/** Kamstrup Multical: registers over KMP at 1200 baud (Kamstrup Meter Protocol, section 3). */
const multical: OpticalModel = Object.freeze<OpticalModel>({
	name: "multical",
	start: "240315120000W",
	phases: 1,
	solar: 0,
	tariffs: [1, 2],
	subMeters: [],
	registers: [],
	values: {
		heat: 1_024_948,
		flowTemperature: 7_777,
		returnTemperature: 4_112,
		difference: 3_665,
		flow: 184,
		volume: 428_350,
		greatestFlow: 240_315,
	},
	texts: {},
	talk: {
		kind: "request",
		format: lineFormat({ baud: 1200, parity: "none", stop: 2 }, "transmit"),
		reaction: 40,
		last: end,
		checkAt: 2,
		answer,
	},
	write: () => new Uint8Array(),
});

/** 80, address 3F, command 10 (GetRegister), count, numbers, check, 0D. */
function answer(request: Uint8Array, values: Readonly<Record<string, number>>): Uint8Array | undefined {
	const start = request.lastIndexOf(0x80), plain: number[] = [];
	for (let at = start + 1; at < request.length - 1; at++)
		plain.push(request[at] === escape ? request[++at]! ^ 0xFF : request[at]!);
	const [address, command, count = 0] = plain;
	if (start < 0 || sum(plain) || address !== 0x3F || command !== 0x10 || plain.length !== 5 + 2 * count)
		return undefined;
	const body = [address, command];
	for (let index = 0; index < count; index++) {
		const number = plain[3 + 2 * index]! << 8 | plain[4 + 2 * index]!, register = registers[number];
		if (!register)
			continue;
		const [name, unit, decimals, size] = register, value = values[name]!;
		body.push(number >> 8, number & 0xFF, unit, size, decimals | 0x40);
		for (let place = size - 1; place >= 0; place--)
			body.push(value >>> place * 8 & 0xFF);
	}
	const check = sum(body);
	const frame = [0x40];
	for (const byte of [...body, check >> 8, check & 0xFF])
		frame.push(...escaped.includes(byte) ? [escape, byte ^ 0xFF] : [byte]);
	return Uint8Array.from([...frame, end]);
}

function sum(bytes: readonly number[]): number {
	return new CRC16(0x1021).checksum(Uint8Array.from(bytes));
}

export const requestedMeters: readonly OpticalModel[] = Object.freeze([multical]);
