import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mbusChannels } from "../../../protocols/dsmr/mbus-channels";
import { e350, fluvius, mt382, sealed } from "../../telegrams/dsmr";
import { decode, shown } from "./collect";

function channels(text: string): string[] {
	const [telegram] = decode(text).telegrams;
	return mbusChannels(telegram!).map(({ channel, type, equipment, valve, reading }) =>
		[channel, type ?? "?", equipment || "-", valve === undefined ? "-" : String(valve), shown(reading)].join(" ")
	);
}

/** The E350's telegram with other lines instead of its gas meter's. */
const withChannels = (...lines: string[]) => sealed(e350.replace(/0-1:[^!]*/, `${lines.join("\r\n")}\r\n`));

describe("M-Bus channels of a telegram", () => {
	it("DSMR 4: gas", () => {
		assert.deepEqual(channels(sealed(e350)), ["1 3 4730303032333430313436343123456789 1 435.247 m3 @2014-12-27T16:00:00Z"]);
	});

	it("Belgium: gas 24.2.3 and water, identified by 96.1.1", () => {
		assert.deepEqual(channels(sealed(fluvius)), [
			"1 3 7FLO2100000001 1 112.384 m3 @2023-04-05T08:05:00Z",
			"2 7 8SAG2100000002 - 872.234 m3 @2023-04-05T08:00:00Z",
		]);
	});

	it("DSMR 3: gas on channel 2", () => {
		assert.deepEqual(channels(`${mt382}\r\n`), ["2 3 28101541000000001 1 1.001 m3 @090212160000"]);
	});

	it("leaves out what is no meter", () => {
		assert.deepEqual(
			channels(withChannels(
				"0-1:24.1.0(003)",
				"0-1:96.1.0(4730)",
				"0-2:24.1.0(007)",
				"0-2:96.1.0()",
				"0-2:24.2.1(632525252525S)(00000.000)",
				"0-3:24.1.0(007)",
				"0-3:24.2.1(632525252525S)(00000.000*m3)",
				"0-4:24.1.0(003)",
				"0-4:24.2.1(000101010000W)(00005.000*m3)",
			)),
			["4 3 - - 5.000 m3 @000101010000W"],
		);
	});

	it("after an exchange puts the meter in front that was read last", () => {
		const old = ["0-1:24.1.0(003)", "0-1:96.1.0(4F4C44)", "0-1:24.2.1(140101120000W)(09999.000*m3)"];
		const water = ["0-2:24.1.0(007)", "0-2:96.1.0(574154)", "0-2:24.2.1(141227170000W)(00020.000*m3)"];
		const now = ["0-3:24.1.0(003)", "0-3:96.1.0(4E4557)", "0-3:24.2.1(141227170000W)(00001.000*m3)"];
		assert.deepEqual(channels(withChannels(...old, ...water, ...now)), [
			"3 3 NEW - 1.000 m3 @2014-12-27T16:00:00Z",
			"1 3 OLD - 9999.000 m3 @2014-01-01T11:00:00Z",
			"2 7 WAT - 20.000 m3 @2014-12-27T16:00:00Z",
		]);
		// A clock a year ahead of the electricity meter's does not make the old one the newer.
		const ahead = [...old.slice(0, 2), "0-1:24.2.1(151227170000W)(09999.000*m3)"];
		assert.match(channels(withChannels(...ahead, ...now))[0]!, /^3 3 NEW/);
	});

	it("names a meter once when it moved to another channel", () => {
		const lines = [1, 2].flatMap(channel => [
			`0-${channel}:24.1.0(003)`,
			`0-${channel}:96.1.0(4E4557)`,
			`0-${channel}:24.2.1(1412271${channel}0000W)(0000${channel}.000*m3)`,
		]);
		assert.deepEqual(channels(withChannels(...lines)), ["2 3 NEW - 2.000 m3 @2014-12-27T11:00:00Z"]);
	});
});
