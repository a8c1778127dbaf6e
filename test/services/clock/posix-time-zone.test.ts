import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { PosixTimeZone } from "../../../services/clock/posix-time-zone";

const cases: readonly [zone: string, utc: string, local: string, name: string][] = [
	["CET-1CEST,M3.5.0,M10.5.0/3", "2026-01-15T12:00:00Z", "2026-01-15T13:00:00", "CET"],
	["CET-1CEST,M3.5.0,M10.5.0/3", "2026-07-15T12:00:00Z", "2026-07-15T14:00:00", "CEST"],
	["CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", "2026-03-29T01:59:59", "CET"],
	["CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", "2026-03-29T03:00:00", "CEST"],
	["CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59:59Z", "2026-10-25T02:59:59", "CEST"],
	["CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00", "CET"],
	["CET-1CEST,M3.5.0,M10.5.0/3", "2026-12-31T23:30:00Z", "2027-01-01T00:30:00", "CET"],
	["GMT0BST,M3.5.0/1,M10.5.0", "2026-03-29T01:00:00Z", "2026-03-29T02:00:00", "BST"],
	["EST5EDT,M3.2.0,M11.1.0", "2026-03-08T06:59:59Z", "2026-03-08T01:59:59", "EST"],
	["EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00:00Z", "2026-03-08T03:00:00", "EDT"],
	["EST5EDT", "2026-11-01T06:00:00Z", "2026-11-01T01:00:00", "EST"],
	["EST5EDT", "2026-11-01T05:59:59Z", "2026-11-01T01:59:59", "EDT"],
	// South of the equator summer spans the new year.
	["AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", "2026-01-01T11:00:00", "AEDT"],
	["AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-04T15:59:59Z", "2026-04-05T02:59:59", "AEDT"],
	["AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-04T16:00:00Z", "2026-04-05T02:00:00", "AEST"],
	["AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-12-31T13:30:00Z", "2027-01-01T00:30:00", "AEDT"],
	// Half an hour of summer time.
	["<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-01-01T00:00:00Z", "2026-01-01T11:00:00", "+11"],
	["<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-07-01T00:00:00Z", "2026-07-01T10:30:00", "+1030"],
	// Irish law: winter is the exception.
	["IST-1GMT0,M10.5.0,M3.5.0/1", "2026-07-01T00:00:00Z", "2026-07-01T01:00:00", "IST"],
	["IST-1GMT0,M10.5.0,M3.5.0/1", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00", "GMT"],
	// Hours beyond the day: the Saturday before, the Thursday before.
	["<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", "2026-03-28T22:59:59", "-02"],
	["<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", "2026-03-29T00:00:00", "-01"],
	["IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59Z", "2026-03-27T01:59:59", "IST"],
	["IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", "2026-03-27T03:00:00", "IDT"],
	// Day numbers; 2028 is a leap year.
	["AAA0BBB,J60/0,J300/0", "2028-02-29T23:59:59Z", "2028-02-29T23:59:59", "AAA"],
	["AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00Z", "2028-03-01T01:00:00", "BBB"],
	["AAA0BBB,J60/0,J300/0", "2026-03-01T00:00:00Z", "2026-03-01T01:00:00", "BBB"],
	["AAA0BBB,59/0,299/0", "2028-02-29T00:00:00Z", "2028-02-29T01:00:00", "BBB"],
	["AAA0BBB,59/0,299/0", "2026-03-01T00:00:00Z", "2026-03-01T01:00:00", "BBB"],
	// Summer time all year, as RFC 8536 writes it.
	["EST5EDT,0/0,J365/25", "2026-01-01T04:59:59Z", "2026-01-01T00:59:59", "EDT"],
	["EST5EDT,0/0,J365/25", "2026-12-31T12:00:00Z", "2026-12-31T08:00:00", "EDT"],
	["<+03>-3", "2026-07-01T22:00:00Z", "2026-07-02T01:00:00", "+03"],
	["UTC0", "2026-02-28T23:59:59Z", "2026-02-28T23:59:59", "UTC"],
	["NPT-5:45", "2026-01-01T00:00:00Z", "2026-01-01T05:45:00", "NPT"],
	["ABC+1:02:03", "2026-01-01T01:02:03Z", "2026-01-01T00:00:00", "ABC"],
];

for (const [zone, utc, local, name] of cases) {
	test(`${zone}: ${utc} is ${local} ${name}`, () => {
		const parsed = new PosixTimeZone(zone);
		assert.equal(parsed.local(Date.parse(utc)), local);
		assert.equal(parsed.name(Date.parse(utc)), name);
	});
}

const faults: readonly [zone: string, words: RegExp][] = [
	["", /position 1: expected a name .*found the end/],
	["CE-1", /position 1: expected a name/],
	["CET", /position 4: expected a number from 0 to 24, found the end/],
	["CET-25", /position 5: expected a number from 0 to 24/],
	["CET-1:60", /position 7: expected a number from 0 to 59/],
	["<+03-3", /position 7: expected >|position 6: expected >/],
	["CET-1CEST,", /position 11: expected M, J or a day number/],
	["CET-1CEST,M13.5.0,M10.5.0", /position 12: expected a number from 1 to 12/],
	["CET-1CEST,M3.6.0,M10.5.0", /position 14: expected a number from 1 to 5/],
	["CET-1CEST,M3.5.7,M10.5.0", /position 16: expected a number from 0 to 6/],
	["CET-1CEST,M3.5.0", /position 17: expected ,/],
	["CET-1CEST,M3.5.0,M10.5.0/168", /position 26: expected a number from 0 to 167/],
	["CET-1CEST,J0,J365", /position 12: expected a number from 1 to 365/],
	["CET-1CEST,M3.5.0,M10.5.0/3x", /position 27: expected nothing more, found "x"/],
	["Europe/Berlin", /position 7: expected a number/],
];

for (const [zone, words] of faults)
	test(`refused: "${zone}"`, () => assert.throws(() => new PosixTimeZone(zone), words));

for (
	const [zone, name] of [
		["CET-1CEST,M3.5.0,M10.5.0/3", "Europe/Amsterdam"],
		["EST5EDT,M3.2.0,M11.1.0", "America/New_York"],
		["AEST-10AEDT,M10.1.0,M4.1.0/3", "Australia/Sydney"],
		["NZST-12NZDT,M9.5.0,M4.1.0/3", "Pacific/Auckland"],
		["<-04>4<-03>,M9.1.6/24,M4.1.6/24", "America/Santiago"],
	] as const
) {
	test(`${name}: as ICU has it, 2024 to 2035, moments in any order`, () => {
		const parsed = new PosixTimeZone(zone);
		const format = new Intl.DateTimeFormat("sv-SE", { timeZone: name, dateStyle: "short", timeStyle: "medium" });
		fc.assert(
			fc.property(fc.integer({ min: Date.UTC(2024, 0) / 60_000, max: Date.UTC(2036, 0) / 60_000 }), minutes => {
				assert.equal(parsed.local(minutes * 60_000), format.format(minutes * 60_000).replace(" ", "T"));
			}),
			{ seed: 1970, numRuns: 2000 },
		);
	});
}
