import { DsmrDecoder } from "../../protocols/dsmr/dsmr-decoder";
import { Iec62056Decoder } from "../../protocols/iec62056/iec62056-decoder";
import type { Decoder, DecoderOptions, Protocol } from "../../protocols/reading";
import { ScrDecoder } from "../../protocols/scr/scr-decoder";
import { SmlDecoder } from "../../protocols/sml/sml-decoder";
import { createDlmsDecoder, isDlms } from "./dlms";
import { isIec62056 } from "./iec62056";
import { createMbusDecoder, isMbus } from "./mbus";
import { isScr } from "./scr";
import { isSml } from "./sml";

export interface DecodeOptions extends DecoderOptions {
	/** Decryption key of the meter, 16 bytes. */
	readonly key?: Uint8Array;
	/** Authentication key of the meter, 16 bytes. */
	readonly authKey?: Uint8Array;
}

/** How the command reads one protocol. */
export interface ProtocolEntry {
	readonly name: Protocol;
	/** True when a capture looks like this protocol. `text` is the same bytes, one character each. */
	recognise(bytes: Uint8Array, text: string): boolean;
	/** A decoder for one capture; `end` says that no more bytes will come. */
	create(options: DecodeOptions): Decoder & { end?(): void; };
}

/** All protocols, in the order in which `auto` tries them: the most particular first. */
export const protocols: readonly ProtocolEntry[] = [
	{ name: "sml", recognise: isSml, create: options => new SmlDecoder(options) },
	{ name: "scr", recognise: isScr, create: options => new ScrDecoder(options) },
	{ name: "iec62056", recognise: isIec62056, create: options => new Iec62056Decoder(options) },
	{
		name: "dsmr",
		recognise: (_, text) => /\/[^\r\n]+\r?\n[\s\S]*?^\d{1,3}-\d{1,3}:\d+\.\d+\.\d+(\*\d+)?\(/m.test(text),
		// With a key it is an encrypted telegram.
		create: options => options.key ? createDlmsDecoder(options) : new DsmrDecoder({ ...options, capacity: 16_384, confirm: false }),
	},
	{ name: "dlms", recognise: isDlms, create: createDlmsDecoder },
	{ name: "mbus", recognise: isMbus, create: createMbusDecoder },
];
