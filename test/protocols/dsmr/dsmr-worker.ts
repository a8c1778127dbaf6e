/*
	Runs inside an engine: pushes the bytes it is given into a decoder, in slices, and answers with all that came out as JSON. Command: octet 0
	asks for a new decoder (1), the old one (0), or the old one without an answer (2), octet 1 is the slice size (0: all at once), the rest is data.
*/
import { DsmrDecoder } from "../../../protocols/dsmr/dsmr-decoder";
import { mbusChannels } from "../../../protocols/dsmr/mbus-channels";

import type { Telegram, TelegramFault } from "../../../protocols/reading";

declare const TextEncoder: new() => { encode(text: string): Uint8Array; };

let log: (Telegram | TelegramFault)[] = [];
let decoder = create();

Object.assign(globalThis, {
	handleCommand(command: ArrayBuffer) {
		const [fresh, slice] = new Uint8Array(command, 0, 2);
		const data = new Uint8Array(command, 2);
		log = [];
		if (fresh === 1)
			decoder = create();
		for (let at = 0; at < data.length; at += slice || data.length)
			decoder.push(data.subarray(at, at + (slice || data.length)));
		if (fresh === 2)
			return;
		const bytes = new TextEncoder().encode(JSON.stringify([log.map(explain), decoder.counters]));
		return { result: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) };
	},
});

function create(): DsmrDecoder {
	return new DsmrDecoder({
		confirm: false,
		onTelegram: telegram => log.push(telegram),
		onFault: fault => log.push(fault),
	});
}

function explain(entry: Telegram | TelegramFault): unknown {
	return "error" in entry ? entry : [entry, mbusChannels(entry), entry.readings.map(({ value }) => String(value))];
}
