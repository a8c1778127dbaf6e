import type { Protocol } from "../../protocols/reading";
import { errorJson, telegramJson } from "./json";
import { protocols } from "./protocols";

export interface CaptureOptions {
	readonly protocol: Protocol | "auto";
	readonly key?: Uint8Array;
	readonly authKey?: Uint8Array;
}

/** Decodes one capture and prints a line for each telegram, good or bad. True when one of them was good. */
export function decodeCapture(file: string, bytes: Uint8Array, options: CaptureOptions, print: (line: string) => void): boolean {
	const text = Buffer.from(bytes).toString("latin1");
	const entry = protocols.find(({ name, recognise }) => options.protocol === "auto" ? recognise(bytes, text) : name === options.protocol);
	if (!entry) {
		print(errorJson(file, options.protocol, options.protocol === "auto" ? "no protocol was recognised" : "this protocol is not built in"));
		return false;
	}
	let good = 0, bad = 0;
	const decoder = entry.create({
		...(options.key && { key: options.key }),
		...(options.authKey && { authKey: options.authKey }),
		onTelegram(telegram) {
			good++;
			print(telegramJson(file, telegram));
		},
		onFault({ error }) {
			bad++;
			print(errorJson(file, entry.name, error));
		},
	});
	decoder.push(bytes);
	decoder.end?.();
	if (!good && !bad)
		print(errorJson(file, entry.name, "no telegram was found"));
	return good > 0;
}
