import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Collector } from "./collect";

interface Expected {
	readonly ident: string;
	readonly crc?: { readonly present: boolean; readonly valid?: boolean; };
	readonly objects: readonly {
		readonly obis: string;
		readonly values: readonly { readonly value?: number; readonly unit?: string; readonly text?: string; }[];
	}[];
}

// Captures of real meters are not part of this repository: they hold serial numbers.
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../../../shared/corpora/dsmr");
const names = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith(".telegram") && !name.startsWith("enc_")) : [];

describe("DSMR captures", { skip: !names.length && "needs the corpora beside the repository" }, () => {
	for (const name of names) {
		it(name, () => {
			const expected = JSON.parse(readFileSync(path.join(folder, name.replace(".telegram", ".expected.json")), "utf8")) as Expected;
			const collector = new Collector({ capacity: 8192 });
			collector.decoder.push(readFileSync(path.join(folder, name)));
			collector.decoder.end();
			if (expected.crc?.present && !expected.crc.valid) {
				assert.equal(collector.telegrams.length, 0);
				return;
			}
			const [telegram] = collector.telegrams;
			assert.equal(collector.telegrams.length, 1);
			assert.equal(telegram!.check, expected.crc?.present ? "crc16" : "none");
			for (const { obis, values } of expected.objects) {
				const readings = telegram!.readings.filter(reading => reading.id === obis);
				for (const { value, unit, text } of values) {
					if (unit !== undefined)
						assert.ok(readings.some(reading => reading.unit === unit && Number(reading.value) === value), `${obis} ${value} ${unit}`);
					// A figure without unit is a number too; octets become characters.
					else if (text && values.length === 1 && readings.length)
						assert.ok(sameText(String(readings[0]!.value), readings[0]!.unit, text), `${obis} ${text}: ${String(readings[0]!.value)}`);
				}
			}
		});
	}
});

function sameText(value: string, unit: string, text: string): boolean {
	return value === text.trim() || /^[\d.]+$/.test(text) && Number(value) === Number(text)
		|| value === Buffer.from(text, "hex").toString().trim()
		|| unit !== "" && parseFloat(text) === Number(value) && text.endsWith(unit);
}
