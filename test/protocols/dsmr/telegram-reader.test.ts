import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { e350, fluvius, sx631 } from "../../telegrams/dsmr";
import { TelegramReader } from "../../../protocols/dsmr/telegram-reader";

const body = (text: string) => text.slice(0, -1);

describe("DSMR telegram reader: one telegram after the other", () => {
	it("gives the same readings as a new reader, whatever changed", () => {
		const changes: ((text: string) => string)[] = [
			text => text,
			text => text.replace("000687.138", "000687.139").replace("141227180323W", "141227180333W"),
			text => text.replace("(00435.247*m3)", "(00435.248*m3)"),
			text => text.replace("1-0:1.7.0(00.428*kW)", "1-0:1.7.0(ERROR)"),
			text => text.replace("1-0:1.7.0(00.428*kW)", "1-0:1.7.0(428*W)"),
			text => text.replace("1-0:1.7.0(00.428*kW)", "1-0:1.7.0((ER11))"),
			text => text.replace("1-0:1.7.0(00.428*kW)", "1-0:1.7.0(00.428*kW)(00.429*kW)"),
			text => text.replace("1-0:1.7.0(00.428*kW)\r\n", ""),
			text => text.replace("1-0:1.7.0(00.428*kW)", "1-0:1.7.1(00.428*kW)"),
			text => text.replace("1-0:1.7.0(00.428*kW)", "1-0:1.8.1(00.428*kW)"),
			text => text.replace("0-0:96.13.0()", "0-0:96.13.0(4869)"),
			text => text.replace("0-0:96.1.1(4530303034303031353535383123456789)", "0-0:96.1.1(41)"),
			text => text.replace("/XMX5", "/KFM5"),
			text => text.replace("1-0:99.97.0(0)", "1-0:99.97.0(1)").replace("(0-0:96.7.19)", "(0-0:96.7.19)(160315184219W)(0000000310*s)"),
			text => `${text}junk`,
			text => `${text}more junk`,
			text => text.split("\r\n").join("\n"),
		];
		const reader = new TelegramReader();
		// Each after each: what was remembered of one must not show in the next.
		for (const before of changes) {
			for (const after of changes) {
				reader.read(before(body(e350)));
				assert.deepEqual(reader.read(after(body(e350))), new TelegramReader().read(after(body(e350))));
			}
		}
		for (const text of [fluvius, sx631, e350])
			assert.deepEqual(reader.read(body(text)), new TelegramReader().read(body(text)));
	});

	it("hands out the same Reading for a line that has not changed, and leaves earlier lists alone", () => {
		const reader = new TelegramReader();
		const first = reader.read(body(e350));
		const second = reader.read(body(e350).replace("1-0:1.7.0(00.428*kW)", "1-0:1.7.0(00.430*kW)"));
		const changed = first.readings.filter((reading, at) => reading !== second.readings[at]);
		assert.deepEqual(changed.map(reading => reading.id), ["1-0:1.7.0"]);
		assert.equal(String(changed[0]!.value), "0.428");
		assert.notEqual(first.readings, second.readings);
	});
});
