import "../simulator/host/shims";
import { P1Channels } from "../meters/p1-channels";
import { P1Layout } from "../meters/p1-layout";
import { DsmrDecoder } from "../protocols/dsmr/dsmr-decoder";

/*
	Runs in the XS engine: from the bytes of a telegram to the text of its SENSOR members, as the firmware does it.
*/
let layout: P1Layout | undefined;
let text = "";
const channels = new P1Channels();
const decoder = new DsmrDecoder({
	confirm: false,
	onTelegram(telegram) {
		const { readings } = telegram;
		if (!layout?.fits(readings))
			layout = new P1Layout(readings);
		text = `"P1":{${layout.text(readings)}},${channels.text(telegram, layout.channelPlaces)}`;
	},
});

Object.assign(globalThis, {
	handleCommand(command: ArrayBuffer) {
		text = "";
		decoder.push(new Uint8Array(command));
		decoder.idle();
		return { result: ArrayBuffer.fromString(text) };
	},
});
