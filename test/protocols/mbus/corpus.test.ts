import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { createMbusDecoder, isMbus } from "../../../tools/decode/mbus";
import type { Reading, Telegram } from "../../../protocols/reading";

/*
	Captured telegrams with what libmbus and other readers made of them. The captures are not part of this repository: where they are
	absent the tests are skipped.
*/

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "../../../../shared/corpora/mbus");
const skip = existsSync(folder) ? false : "needs the captures in ../shared/corpora";
const files = skip ? [] : readdirSync(folder);

/** libmbus spells some units in its own way. */
const units: Readonly<Record<string, string>> = { "m^3": "m3", "m^3/h": "m3/h", "Units for H.C.A.": "HCA" };
const roles: Readonly<Record<string, string>> = {
	"Instantaneous value": "instantaneous",
	"Maximum value": "maximum",
	"Minimum value": "minimum",
	"Value during error state": "error",
};

/** Records of which libmbus says something else than the standard does, and why. */
const exceptions: Readonly<Record<string, string>> = {
	"Reserved": "libmbus does not know the code: frequency, reactive energy, radio level, or reserved to this day",
	"reserved but historic": "libmbus does not take the unit of the first counter for the second, as code 3Eh says",
	"pymb__hyd_sharky Volume flow": "digits A to F are no number; libmbus leaves them out of it",
	"pymb__hyd_sharky Power": "digits A to F are no number; libmbus leaves them out of it",
};

function decode(name: string, key?: Uint8Array): { good: Telegram[]; errors: string[]; } {
	const good: Telegram[] = [];
	const errors: string[] = [];
	const decoder = createMbusDecoder({
		...(key && { key }),
		onTelegram: telegram => good.push(telegram),
		onFault: ({ error }) => errors.push(error),
	});
	decoder.push(Buffer.from(readFileSync(path.join(folder, name), "latin1").replace(/\s/g, ""), "hex"));
	decoder.end();
	return { good, errors };
}

function records(name: string): Record<string, string>[] {
	return [...readFileSync(path.join(folder, name), "utf8").matchAll(/<DataRecord[^>]*>([\s\S]*?)<\/DataRecord>/g)]
		.map(([, inner]) => Object.fromEntries([...inner!.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, tag, words]) => [tag!, words!])));
}

function agrees(reading: Reading, record: Record<string, string>): boolean {
	const value = Number(record["Value"]);
	return typeof reading.value !== "string"
		&& Math.abs(reading.value.toNumber() - value) <= 1e-6 * Math.max(1, Math.abs(value))
		&& reading.unit === (units[record["Unit"]!] ?? record["Unit"])
		&& (record["StorageNumber"] === undefined || reading.storage === Number(record["StorageNumber"]))
		&& reading.tariff === Number(record["Tariff"] ?? 0)
		&& reading.subunit === Number(record["Device"] ?? 0)
		&& (roles[record["Function"]!] ?? reading.function) === reading.function;
}

describe("M-Bus corpus", { skip }, () => {
	const xml = files.filter(name => name.endsWith(".norm.xml"));
	for (const name of xml) {
		const item = name.replace(/\.(expected|libmbus)\.norm\.xml$/, "");
		it(item, () => {
			const { good, errors } = decode(`${item}.hex`);
			assert.deepEqual(errors, []);
			assert.equal(good.length, 1);
			for (const record of records(name)) {
				const { Value: value = "", Unit: unit = "", Quantity: quantity = "" } = record;
				if (!/^-?\d+(\.\d+)?$/.test(value) || unit === "" || unit === "-" || unit in exceptions || `${item} ${quantity}` in exceptions)
					continue;
				assert.ok(good[0]!.readings.some(reading => agrees(reading, record)), `${quantity} ${value} ${unit}`);
			}
		});
	}

	for (const name of files.filter(file => /^(rscada_error|tomk__054|rscada_unsupported).*\.hex$/.test(file))) {
		it(`${name} is refused`, () => {
			assert.deepEqual(decode(name).good, []);
		});
	}

	it("every other capture gives a telegram or says why not, and is recognised where it holds a frame", () => {
		for (const name of files.filter(file => file.endsWith(".hex") && !file.endsWith(".plain.hex"))) {
			const { good, errors } = decode(name);
			const bytes = Buffer.from(readFileSync(path.join(folder, name), "latin1").replace(/\s/g, ""), "hex");
			assert.ok(good.length + errors.length === 1 || name.includes("manual_frame1"), name);
			assert.equal(isMbus(bytes), !/invalid_length\.|cs_error|manual_frame1/.test(name), name);
		}
	});

	for (const name of files.filter(file => file.endsWith(".keys.json"))) {
		const item = name.replace(".keys.json", "");
		it(`${item} is decrypted`, () => {
			const { aes128_cbc_key: key } = JSON.parse(readFileSync(path.join(folder, name), "utf8")) as { aes128_cbc_key: string; };
			const expected = JSON.parse(readFileSync(path.join(folder, `${item}.expected.json`), "utf8")) as {
				values: { value: number | string; unit: string; }[];
			};
			const { good } = decode(`${item}.hex`, Buffer.from(key, "hex"));
			const [clock, ...numbers] = expected.values;
			assert.equal(good[0]!.time?.text, String(clock!.value).replace(" ", "T"));
			const found = good[0]!.readings.filter(({ value }) => typeof value !== "string").map(({ value, unit }) =>
				`${value.toString()} ${unit}`
			);
			// The last has no unit in the upstream's list: a balance in the manufacturer's own sense.
			assert.deepEqual(found.slice(0, -1), numbers.slice(0, -1).map(({ value, unit }) => `${value} ${unit}`));
			assert.deepEqual(decode(`${item}.hex`).good[0]!.readings, []);
		});
	}

	it("the capture with the most significant octet first agrees with its unit test", () => {
		const { records: list } = JSON.parse(readFileSync(path.join(folder, "pymb__unknown_pl_ci76.expected.pymeterbus.json"), "utf8")) as {
			records: { parsed_value: number | string; }[];
		};
		const [telegram] = decode("pymb__unknown_pl_ci76.hex").good;
		assert.deepEqual(
			telegram!.readings.map(({ value }) => typeof value === "string" ? value : value.toNumber()),
			list.map(record => record.parsed_value),
		);
	});
});
