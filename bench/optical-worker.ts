import "../simulator/host/shims";
import { OpticalLayout } from "../meters/optical-layout";
import { opticalNames } from "../meters/optical-names";
import { Iec62056Decoder } from "../protocols/iec62056/iec62056-decoder";
import type { Telegram } from "../protocols/reading";
import { SmlDecoder } from "../protocols/sml/sml-decoder";

/*
	Runs in the XS engine: from the bytes of an optical telegram to the text of its SENSOR members. The first byte of a command says which
	decoder: 0 for SML, anything else for IEC 62056-21.
*/
let layout: OpticalLayout | undefined;
let text = "";

function onTelegram({ readings }: Telegram): void {
	if (!layout?.fits(readings))
		layout = new OpticalLayout(readings, opticalNames);
	text = `"Optical":{${layout.text(readings)}}`;
}

const sml = new SmlDecoder({ onTelegram }), iec62056 = new Iec62056Decoder({ onTelegram });

Object.assign(globalThis, {
	handleCommand(command: ArrayBuffer) {
		const bytes = new Uint8Array(command);
		text = "";
		if (bytes[0])
			iec62056.push(bytes.subarray(1));
		else
			sml.push(bytes.subarray(1));
		return { result: ArrayBuffer.fromString(text) };
	},
});
