/*
	Counts what a P1 telegram costs with the real SDK: reads a telegram `rounds` times, from its bytes to the text of its SENSOR members. The
	difference between two runs with different counts, seen by callgrind, is the cost of a telegram. See docs/performance.md.
*/
import config from "mc/config";
import { P1Channels } from "../../meters/p1-channels";
import { P1Layout } from "../../meters/p1-layout";
import { DsmrDecoder } from "../../protocols/dsmr/dsmr-decoder";

declare function trace(text: string): void;
/** Given on mcconfig's command line. `rounds`: telegrams. `change`: a key of `changes`. */
const { rounds = 10, change = "none" } = config as { rounds?: number | string; change?: string; };

const lines = [
	"/XMX5LGBBFFB123456789",
	"",
	"1-3:0.2.8(40)",
	"0-0:1.0.0(141227180323W)",
	"0-0:96.1.1(4530303034303031353535383123456789)",
	"1-0:1.8.1(000687.138*kWh)",
	"1-0:2.8.1(000000.000*kWh)",
	"1-0:1.8.2(000523.849*kWh)",
	"1-0:2.8.2(000000.000*kWh)",
	"0-0:96.14.0(0001)",
	"1-0:1.7.0(00.428*kW)",
	"1-0:2.7.0(00.000*kW)",
	"0-0:17.0.0(999.9*kW)",
	"0-0:96.3.10(1)",
	"0-0:96.7.21(00002)",
	"0-0:96.7.9(00000)",
	"1-0:99.97.0(0)(0-0:96.7.19)",
	"1-0:32.32.0(00000)",
	"1-0:32.36.0(00000)",
	"0-0:96.13.1()",
	"0-0:96.13.0()",
	"1-0:31.7.0(002*A)",
	"1-0:21.7.0(00.428*kW)",
	"1-0:22.7.0(00.000*kW)",
	"0-1:24.1.0(003)",
	"0-1:96.1.0(4730303032333430313436343123456789)",
	"0-1:24.2.1(141227170000W)(00435.247*m3)",
	"0-1:24.4.0(1)",
	"!",
];

/** What differs from one telegram to the next. */
const changes: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
	none: [],
	register: [["687.138", "687.139"]],
	usual: [["180323", "180333"], ["687.138", "687.139"], ["00.428", "00.431"]],
};

function telegram(changed: readonly (readonly [string, string])[]): Uint8Array {
	let text = lines.join("\r\n");
	for (const [from, to] of changed)
		text = text.split(from).join(to);
	const bytes = [...text].map(character => character.charCodeAt(0));
	let crc = 0;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0xA001 : crc >> 1;
	}
	for (const character of `${crc.toString(16).toUpperCase().padStart(4, "0")}\r\n`)
		bytes.push(character.charCodeAt(0));
	return Uint8Array.from(bytes);
}

const odd = telegram(changes[change]!), even = telegram([]);
const channels = new P1Channels();
let layout: P1Layout | undefined;
let text = "";
const decoder = new DsmrDecoder({
	onTelegram(found) {
		const { readings } = found;
		if (!layout?.fits(readings))
			layout = new P1Layout(readings);
		text = `"P1":{${layout.text(readings)}},${channels.text(found, layout.channelPlaces)}`;
	},
});
for (let round = Number(rounds); round > 0; round--)
	decoder.push(round & 1 ? odd : even);
trace(`${decoder.counters.telegrams} telegrams\n${text}\n`);
