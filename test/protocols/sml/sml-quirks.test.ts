import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LOCKED_WARNING } from "../../../protocols/sml/locked";
import {
	absent,
	closeResponse,
	entry,
	frame,
	getListResponse,
	integer,
	obis,
	serverId,
	telegram,
	unsigned,
} from "../../support/sml-builder";
import { decode, values } from "./collect";
import { meterOf, WATT, WATT_HOUR } from "./meters";

const power = "1-0:16.7.0*255";
const server = serverId("XYZ", 1);

describe("SML quirks", () => {
	describe("DZG: power unsigned although its type says signed", () => {
		const show = (serial: number, value: readonly number[], options = {}, name = power) =>
			values(decode(meterOf("DZG", serial, 0, value, { name, scaler: -2 }), options).telegrams[0], name)[0];

		it("is put right in the batches that have the fault", () => {
			for (const serial of [42_000_000, 42_082_910, 48_999_999, 55_000_000, 58_999_999])
				assert.equal(show(serial, integer(-29_912, 2)), "356.24 W");
			assert.equal(show(42_082_910, integer(-1, 1)), "2.55 W");
			assert.equal(show(42_082_910, integer(-1, 3)), "167772.15 W");
		});
		it("leaves honest negative values alone", () => {
			for (const serial of [40_051_478, 41_999_999, 49_000_000, 54_999_999, 59_000_000, 60_694_613])
				assert.equal(show(serial, integer(-31_064, 2)), "-310.64 W");
			assert.equal(show(42_082_910, integer(-29_912, 4)), "-299.12 W");
			assert.equal(show(42_082_910, integer(-29_912, 2), {}, "1-0:36.7.0*255"), "-299.12 W");
		});
		it("can be forced and forbidden by name or family", () => {
			assert.equal(show(60_694_613, integer(-1, 1), { quirks: { dzg: true } }), "2.55 W");
			assert.equal(show(60_694_613, integer(-1, 1), { quirks: { "dzg-unsigned-power": true } }), "2.55 W");
			assert.equal(show(42_082_910, integer(-1, 1), { quirks: { dzg: false } }), "-0.01 W");
			assert.equal(show(42_082_910, integer(-1, 1), { quirks: { "dzg": true, "dzg-unsigned-power": false } }), "-0.01 W");
		});
	});

	describe("direction only in the status word", () => {
		const show = (manufacturer: string, status: number, value: number, name = power, options = {}) =>
			values(decode(meterOf(manufacturer, 1, status, integer(value, 4), { name }), options).telegrams[0], name)[0];

		it("gives ED300L, AS2020 and DTZ541 their sign", () => {
			assert.equal(show("EMH", 0x1A2, 1371, "1-0:15.7.0*255"), "-1371 W");
			assert.equal(show("EMH", 0x182, 1371, "1-0:15.7.0*255"), "1371 W");
			assert.equal(show("ELS", 0x1C0904, 188), "-188 W");
			assert.equal(show("ELS", 0x1C0104, 188), "188 W");
			assert.equal(show("HLY", 0x1C0904, 188), "-188 W");
			assert.equal(show("HLY", 0x1C0104, 188), "188 W");
		});
		it("leaves alone what has its sign already, other registers and other makers", () => {
			assert.equal(show("HLY", 0x1C0904, -188), "-188 W");
			assert.equal(show("EMH", 0x1A2, 1371, power), "1371 W");
			assert.equal(show("ISK", 0x1C0904, 188), "188 W");
		});
		it("can be switched on for any meter (ELV's Elster mode) and off", () => {
			assert.equal(show("ISK", 0x1C0904, 188, power, { quirks: { elster: true } }), "-188 W");
			assert.equal(show("HLY", 0x1C0904, 188, power, { quirks: { holley: false } }), "188 W");
		});
		it("finds the status word behind the power, too, and works with one of two bytes", () => {
			const bytes = telegram(serverId("EMH", 1), [
				entry({ name: obis("1-0:15.7.0*255"), unit: WATT, value: integer(5, 4) }),
				entry({ name: obis("1-0:1.8.0*255"), status: unsigned(0x1A2, 2), value: unsigned(1, 4) }),
			]);
			assert.deepEqual(values(decode(bytes).telegrams[0], "1-0:15.7.0*255"), ["-5 W"]);
		});
	});

	describe("Holley DTZ541: Kermit check sums and a bare second index", () => {
		const entries = [entry({ name: obis(power), time: unsigned(173_496_403, 4), unit: WATT, value: integer(188, 2) })];

		it("is read, and its check is named", () => {
			const { telegrams } = decode(telegram(server, entries, { kermit: true, time: unsigned(173_496_403, 4) }));
			assert.equal(telegrams[0]?.check, "crc16-kermit");
			assert.deepEqual(telegrams[0]?.time, { text: "secIndex 173496403" });
			assert.deepEqual(values(telegrams[0], power), ["188 W"]);
		});
		it("may have Kermit in one layer only", () => {
			const messages = (kermit: boolean) => [...getListResponse(server, absent, entries, { kermit }), ...closeResponse({ kermit })];
			assert.equal(decode(frame(messages(true))).telegrams[0]?.check, "crc16-kermit");
			assert.equal(decode(frame(messages(false), { kermit: true })).telegrams[0]?.check, "crc16-kermit");
		});
		it("may change between both", () => {
			const good = telegram(server, entries), kermit = telegram(server, entries, { kermit: true });
			const { telegrams } = decode([...good, ...kermit, ...kermit, ...good]);
			assert.deepEqual(telegrams.map(({ check }) => check), ["crc16-x25", "crc16-kermit", "crc16-kermit", "crc16-x25"]);
		});
	});

	describe("a meter that waits for its PIN", () => {
		const energy = (value: number, scaler: number) =>
			entry({ name: obis("1-0:1.8.0*255"), unit: WATT_HOUR, scaler, value: unsigned(value, 5) });
		const watts = entry({ name: obis(power), unit: WATT, value: integer(100, 2) });
		const locked = (...entries: readonly (readonly number[])[]) =>
			decode(telegram(server, entries)).telegrams[0]?.warnings.includes(LOCKED_WARNING);

		it("is known by whole kWh without power", () => {
			assert.equal(locked(energy(16_786, 3)), true);
			assert.equal(locked(energy(167_860_000, -1)), true);
			assert.equal(locked(energy(16_786_000_000, -4), energy(0, -1)), false);
			assert.equal(locked(energy(160_000_000, -4), energy(0, -1)), true);
		});
		it("is not suspected when it shows digits or power, or has not counted", () => {
			assert.equal(locked(energy(16_786, 3), watts), false);
			assert.equal(locked(energy(167_860_001, -1)), false);
			assert.equal(locked(energy(0, 3)), false);
			assert.equal(locked(watts), false);
			assert.equal(locked(), false);
		});
	});
});
