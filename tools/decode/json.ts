import { isoTime } from "../../protocols/meter-time";
import type { Protocol, Reading, Telegram } from "../../protocols/reading";

/** One JSON object per telegram. A number is written with the digits that the meter sent, not by way of a double. */
export function telegramJson(file: string, telegram: Telegram): string {
	const { protocol, check, meter, time, readings, warnings } = telegram;
	return object([
		["file", JSON.stringify(file)],
		["protocol", JSON.stringify(protocol)],
		["ok", "true"],
		["check", JSON.stringify(check)],
		["meter", JSON.stringify(meter)],
		["time", time && JSON.stringify(isoTime(time))],
		["readings", `[${readings.map(readingJson).join(",")}]`],
		["warnings", JSON.stringify(warnings)],
	]);
}

/** The line for a telegram that was refused, or a capture in which nothing was found. */
export function errorJson(file: string, protocol: Protocol | "auto", error: string): string {
	return JSON.stringify({ file, protocol, ok: false, error });
}

function readingJson({ id, value, unit, time, ...others }: Reading): string {
	return object([
		["id", JSON.stringify(id)],
		["value", typeof value === "string" ? JSON.stringify(value) : value.toString()],
		["unit", JSON.stringify(unit)],
		["time", time && JSON.stringify(isoTime(time))],
		...Object.entries(others).map(([name, other]): [string, string | undefined] => [name, JSON.stringify(other)]),
	]);
}

function object(members: readonly (readonly [string, string | undefined])[]): string {
	return `{${members.filter(([, text]) => text !== undefined).map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}
