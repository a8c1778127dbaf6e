import assert from "node:assert/strict";
import { test } from "node:test";
import { Decimal } from "../../../protocols/decimal";
import { DataLineParser, type DataValue } from "../../../protocols/iec62056/data-line";
import { parseIdentification } from "../../../protocols/iec62056/identification";
import { MeterNumber } from "../../../protocols/iec62056/identity";
import { Iec62056Decoder } from "../../../protocols/iec62056/iec62056-decoder";
import { forTextsNear } from "../../support/texts-near";

/* The texts of IEC 62056-21 are taken apart as regular expressions would. */

test("identifications", () => {
	const line = /^\/([A-Za-z]{3})([ -.0-~])((?:\\[ -~])*)([ -~]*)$/;
	forTextsNear(line, "/\\AZaz@[`{059 ~\x7F", text => {
		const whole = text.slice(text.lastIndexOf(text.slice(0, 5))), parts = line.exec(whole), found = parseIdentification(text);
		assert.equal(found !== undefined, parts !== null, JSON.stringify(text));
		if (!found || !parts)
			return;
		const [, manufacturer, baudCharacter, escapes, model] = parts;
		assert.deepEqual(
			[found.text, found.manufacturer, found.baudCharacter, found.enhanced, found.model],
			[whole, manufacturer, baudCharacter, escapes!.replaceAll("\\", ""), model!.trim()],
		);
	}, 10_000);
});

test("values with a blank before the unit", () => {
	const parser = new DataLineParser(), spaced = /^([+-]?[\d.,]+) +([^\d ][^ ]*)$/;
	const number = (text: string, digits: string, unit: string): DataValue => {
		const value = Decimal.parse(digits.trim().replace(",", "."));
		return value ? { value, unit } : { value: text, unit: "" };
	};
	forTextsNear(spaced, "+-059.,  kW\t", text => {
		if (text.includes("*"))
			return;
		const parts = text.includes(" ") ? spaced.exec(text.trim()) : null;
		const expected = parts ? number(text, parts[1]!, parts[2]!) : /[.,]/.test(text) ? number(text, text, "") : { value: text, unit: "" };
		assert.deepEqual(parser.parseValue(text), expected, JSON.stringify(text));
	}, 10_000);
});

test("lists in one pair of brackets", () => {
	const parser = new DataLineParser();
	forTextsNear(/^\d\*C([&,]\d\.\d\*C){1,3}$/, "059.,&*CW", text => {
		if (/[()\n]/.test(text))
			return;
		const parts = text.split(/[&,]/);
		const isList = text.indexOf("*") !== text.lastIndexOf("*") && parts.every(part => part.includes("*"));
		const expected = (isList ? parts : [text]).map(part => parser.parseValue(part));
		assert.deepEqual(parser.parse(`1.8.0(${text})`, true)?.[0]?.values, expected, JSON.stringify(text));
	});
});

test("addresses that were seen before and new ones are checked alike", () => {
	const parser = new DataLineParser();
	for (let round = 0; round < 2; round++) {
		for (let code = 0; code < 100; code++) {
			assert.ok(parser.parse(`1.${code}.0(1)`, true));
			assert.equal(parser.parse(`1.${code}.0x(1)`, true), undefined);
		}
	}
});

test("meter numbers in the printed form", () => {
	const printed = /^\d[A-Z]{3}\d{10}$/;
	forTextsNear(printed, "AMZ@[a059 ", text => {
		const number = new MeterNumber();
		number.add("96.1.0", "best register");
		number.add("C.1.0", text);
		assert.equal(number.text, printed.test(text.trim()) ? text.trim() : "best register", JSON.stringify(text));
	});
});

test("lines with other than printable characters are noise", () => {
	for (let octet = 1; octet < 0x100; octet++) {
		if (octet === 0x0A || octet === 0x0D || octet === 0x21)
			continue;
		const skipped: string[] = [];
		const decoder = new Iec62056Decoder({ onTelegram: ({ warnings }) => void skipped.push(...warnings) });
		const bytes = [...Buffer.from("/ABC5x\r\n\r\n1.8.0(1*kWh)\r\n2.8.0(y"), octet, ...Buffer.from("z)\r\n!\r\n")];
		decoder.push(Uint8Array.from(bytes));
		const isPrintable = octet >= 0x20 && octet <= 0x7E && octet !== 0x28 && octet !== 0x29;
		if (isPrintable)
			assert.deepEqual(skipped, [], `${octet}`);
		else
			assert.ok(skipped.length || decoder.counters.warnings, `${octet}`);
	}
});
