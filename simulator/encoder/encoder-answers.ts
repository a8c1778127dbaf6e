import { shortFrame } from "../../protocols/mbus/frames";
import { dataTelegram, decimal, join, record, slaveIdentity, text } from "../mbus/telegram-builder";
import type { EncoderModel } from "./encoder-model";

/** E5h. */
export const acknowledgement: Uint8Array = Uint8Array.of(0xE5);

/** Digits of the rollers: `01234,56`; with `?` where one cannot be read. */
export function rollers(model: EncoderModel, faults: ReadonlySet<string>): string {
	const { digits = 8, decimals = 2, comma } = model;
	let shown = String(Math.floor(model.litres / 10 ** (3 - decimals))).padStart(digits, "0").slice(-digits);
	if (faults.has("register"))
		shown = "?".repeat(digits);
	else if (faults.has("roller"))
		shown = `${shown.slice(0, digits - 3)}?${shown.slice(digits - 2)}`;
	return `${shown.slice(0, digits - decimals)}${comma ? "," : "."}${shown.slice(digits - decimals)}`;
}

/** An SCR answer with even parity in bit 7 (specs/elster-encoder.md 3.2). */
export function scrBytes(model: EncoderModel, faults: ReadonlySet<string>): Uint8Array {
	const { maker = "ELS", number, date = "01-03-18", size = "G4", telegram } = model;
	if (telegram)
		return Uint8Array.from(telegram, withParity);
	const data = `7-1:1.0(${rollers(model, faults)}*m3)\r\n96.2.1(${date})\r\n0.0.1(${number})\r\n0.0.0(${size})\r\n!\r\n\x03`;
	const block = codes(data);
	const check = block.reduce((sum, byte) => sum ^ byte, 0) ^ (faults.has("wrong-check") ? 1 : 0);
	const echo = faults.has("echo") ? codes("/?!\r\n") : [];
	const noise = faults.has("noise") ? [0x55, 0x2F, 0x41, 0x00, 0x2F, 0x7F] : [];
	const all = [...echo, ...noise, ...codes(`/${maker} Gas V1.0\r\n\x02`), ...block, check].map(withParity);
	if (faults.has("parity"))
		all[all.length - 20]! ^= 0x80;
	return Uint8Array.from(faults.has("cut") ? all.slice(0, 50) : all);
}

/** An M-Bus answer with the records of the family (specs/elster-encoder.md 4.4). */
export function mbusBytes(model: EncoderModel, access: number, faults: ReadonlySet<string>): Uint8Array {
	const { maker = "ELS", number, version = 0x80, address = 0, uncorrected = true, telegram } = model;
	if (telegram)
		return Uint8Array.from(telegram);
	const bad = faults.has("roller") || faults.has("register");
	const volume = decimal(4, model.litres % 100_000_000);
	if (bad)
		volume[0] = 0xFF;
	const records = join(record("0D FD 11", text("123AB")), record(uncorrected ? "0C 93 3A" : "0C 13", volume));
	const bytes = dataTelegram(address, slaveIdentity(number.slice(-8).padStart(8, "0"), maker, version, 3), access, bad ? 2 : 0, records);
	if (faults.has("wrong-check"))
		bytes[bytes.length - 2]! ^= 1;
	if (faults.has("length"))
		bytes[2]!++;
	const noise = faults.has("noise") ? [0x00, 0x55, 0xAA] : [];
	return Uint8Array.from([...noise, ...(faults.has("cut") ? bytes.slice(0, 20) : bytes)]);
}

/** Everything that a reader may say to an encoder (specs/elster-encoder.md 3.1 and 4.1), as hexadecimal digits. */
export const allowed: readonly string[] = Object.freeze([
	"2f3f210d0a",
	...[0xFE, 0x00].flatMap(address => [0x40, 0x5B, 0x7B].map(control => Buffer.from(shortFrame(control, address)).toString("hex"))),
]);

function codes(text: string): number[] {
	return Array.from(text, character => character.charCodeAt(0));
}

function withParity(byte: number): number {
	let sum = byte;
	sum ^= sum >> 4;
	sum ^= sum >> 2;
	sum ^= sum >> 1;
	return byte | (sum & 1) << 7;
}
