import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { describeMbusAddress, formatMbusAddress, parseMbusAddress } from "../../meters/mbus-address";
import { formatMbusEntries, parseMbusEntries } from "../../meters/mbus-entry";
import { foundMeterName } from "../../meters/mbus-names";

describe("M-Bus address", () => {
	it("is read in each of its forms and written in the shortest", () => {
		const secondary = { id: "68123402", manufacturer: 0x2C2D, version: 0x19, medium: 4 };
		const forms: [string, object, string][] = [
			["0", { primary: 0 }, "0"],
			["250", { primary: 250 }, "250"],
			["254", { primary: 254 }, "254"],
			["68123402", { secondary: { id: "68123402" } }, "68123402"],
			["681234022d2c1904", { secondary }, "681234022D2C1904"],
			["68FFFFFFFFFFFF04", { secondary: { id: "68FFFFFF", medium: 4 } }, "68FFFFFFFFFFFF04"],
			["12345678FFFFFFFF", { secondary: { id: "12345678" } }, "12345678"],
		];
		for (const [text, address, short] of forms) {
			assert.deepEqual(parseMbusAddress(text), address, text);
			assert.equal(formatMbusAddress(address), short);
		}
		for (const text of ["", "251", "253", "255", "-1", "1.5", "1234567", "123456789", "6812340G", "0x12", " 5"])
			assert.equal(parseMbusAddress(text), undefined, text);
		assert.equal(describeMbusAddress({ primary: 5 }), "primary address 5");
		assert.equal(describeMbusAddress({ secondary }), "number 68123402 (KAM)");
	});

	it("names a found meter by what it measures and its number", () => {
		const found = { baud: 2400, primary: 1, byPrimary: false, bySecondary: true };
		assert.equal(foundMeterName({ ...found, secondary: { id: "31000017", medium: 7 } }, []), "Water_31000017");
		assert.equal(foundMeterName({ ...found, secondary: { id: "31000017", medium: 7 } }, ["Water_31000017"]), "Water_31000017_2");
		assert.equal(foundMeterName({ ...found, secondary: undefined }, []), "Meter_1");
		assert.equal(foundMeterName({ ...found, secondary: { id: "00000001", medium: 0x37 } }, []), "Meter_00000001");
	});
});

describe("list of M-Bus meters", () => {
	it("is read as it is written", () => {
		const text = JSON.stringify([
			{
				name: "Heat",
				address: "681234022D2C1904",
				baud: 300,
				interval: 3600,
				key: "00112233445566778899AABBCCDDEEFF",
				wait: 100,
				wake: true,
			},
			{ name: "Meter_5", address: 5 },
		]);
		const entries = parseMbusEntries(text);
		assert.equal(entries[0]!.secondary!.medium, 4);
		assert.deepEqual(entries[1], { name: "Meter_5", primary: 5 });
		assert.equal(formatMbusEntries(entries), text);
		assert.deepEqual(parseMbusEntries(" "), []);
		assert.equal(parseMbusEntries("[{\"address\":\"5\"}]")[0]!.name, "Meter_5");
	});

	it("says which entry and field is wrong", () => {
		const wrong: [string, RegExp][] = [
			["{", /^is not JSON: it should look like \[/],
			["{}", /^must be a list/],
			["[5]", /^entry 1: must be an object/],
			["[{}]", /^entry 1: address is missing$/],
			["[{\"address\":5},{\"address\":300}]", /^entry 2: address 300 must be a primary address/],
			["[{\"address\":5,\"colour\":1}]", /^entry 1: there is no field colour; known are name, address, baud, /],
			["[{\"address\":5,\"toString\":1}]", /no field toString/],
			["[{\"address\":5,\"baud\":2401}]", /^entry 1: baud 2401 must be one of 300, 600, /],
			["[{\"address\":5,\"baud\":\"2400\"}]", /baud "2400" must be one of/],
			["[{\"address\":5,\"interval\":0}]", /^entry 1: interval 0 must be a whole number from 1 to /],
			["[{\"address\":5,\"key\":\"0123\"}]", /^entry 1: key must have 32 hexadecimal digits$/],
			["[{\"address\":5,\"name\":\"a b\"}]", /^entry 1: name "a b" may not hold blanks/],
			["[{\"address\":5,\"name\":\"Time\"}]", /^entry 1: name "Time" has another meaning/],
			["[{\"address\":5,\"name\":\"Wärme\"}]", /letters without accents/],
			["[{\"address\":5,\"wake\":1}]", /wake 1 must be true or false/],
			["[{\"address\":5,\"name\":\"A\"},{\"address\":6,\"name\":\"A\"}]", /^entry 2: name A is that of entry 1, too$/],
			["[{\"address\":5,\"name\":\"A\"},{\"address\":\"5\",\"name\":\"B\"}]", /^entry 2: address 5 is that of entry 1, too$/],
			[JSON.stringify(Array.from({ length: 65 }, (_, address) => ({ address }))), /^has more than 64 entries$/],
		];
		for (const [text, message] of wrong)
			assert.throws(() => parseMbusEntries(text), error => message.test((error as Error).message), text);
	});
});
