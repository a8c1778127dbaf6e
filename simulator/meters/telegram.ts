import { CRC16 } from "../host/crc";
import type { Household } from "./household";
import type { P1Model } from "./p1-model";

/** The telegram that a meter of this model sends now, check included. `check` replaces the one that is calculated. */
export function buildTelegram(model: P1Model, household: Household, check?: string): Uint8Array {
	const text = `${model.lines.map(line => fillIn(line, household)).join("\r\n")}\r\n!`;
	const body = Buffer.from(text, "latin1");
	const sum = model.check === "none" ? "" : check ?? checkText(body);
	const telegram = new Uint8Array(Buffer.concat([body, Buffer.from(`${sum}\r\n`, "latin1")]));
	return model.encode?.(household, telegram) ?? telegram;
}

/** CRC-16/ARC from the slash to the exclamation mark, four upper-case digits (P1 Companion Standard 5.0.2 section 6.2). */
export function checkText(body: Uint8Array): string {
	return new CRC16(0x8005, 0, true, true, 0).checksum(body).toString(16).toUpperCase().padStart(4, "0");
}

function fillIn(line: string, { values, texts }: Household): string {
	return line.replace(/\{(\w+)(?::(\d)\.(\d))?\}/g, (_, name: string, before?: string, after?: string) => {
		const value = before === undefined ? texts[name] : values[name];
		if (value === undefined)
			throw new Error(`Telegram: nothing is called ${name}`);
		return typeof value === "string" ? value : formatQuantity(value, Number(before), Number(after));
	});
}

/** Thousandths with `before` digits before the point and `after` (0 … 3) after it; what does not fit is cut off, as meters do. */
export function formatQuantity(thousandths: number, before: number, after: number): string {
	const whole = Math.floor(thousandths / 1000) % 10 ** before;
	const text = String(whole).padStart(before, "0");
	return after ? `${text}.${String(thousandths % 1000).padStart(3, "0").slice(0, after)}` : text;
}
