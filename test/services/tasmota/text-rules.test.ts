import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Meter } from "../../../meters/meter";
import type { Settings } from "../../../services/settings/settings";
import type { CommandContext } from "../../../services/tasmota/commands";
import { colonMac, deviceNames } from "../../../services/tasmota/device-names";
import { meterTopic } from "../../../services/tasmota/meter-topic";
import { parseCommand, TasmotaTopics } from "../../../services/tasmota/tasmota-topics";
import { timeZoneCommand, timeZoneValue } from "../../../services/tasmota/time-zone-command";
import { forTextsNear } from "../../support/texts-near";

/* Names, topics, commands and time zones are made and read as regular expressions would. */

const of = (values: Readonly<Record<string, string>>): Settings => ({ get: (name: string) => values[name] ?? "" }) as unknown as Settings;

test("host names out of topics", () => {
	forTextsNear(/^-?[a-zA-Z0-9]+( -|\/_|-+)[a-z]+-*$/, "09AZaz-_/ .", topic => {
		const expected = topic.replace(/[^A-Za-z0-9]+/g, "-").replace(/^-|-$/g, "").slice(0, 32);
		assert.equal(deviceNames(of({ topic }), "AABBCCA1B2C3").hostname, expected || "meterwire-A1B2C3", JSON.stringify(topic));
	});
});

test("MAC addresses with colons", () =>
	forTextsNear(/^[0-9A-F]{12}$/, "09AF", mac => {
		if (!mac.includes("\n") && !mac.includes("\r") && !mac.includes("\u2028") && !mac.includes("\u2029"))
			assert.equal(colonMac(mac), (mac.match(/../g) ?? []).join(":"), JSON.stringify(mac));
	}));

test("topics of meters", () =>
	forTextsNear(
		/^[A-Z]+[+#/ ][a-z]+$/,
		"AZ+#/ _",
		name => assert.equal(meterTopic({ name } as Meter), `${name.replace(/[+#/ ]/g, "_")}/LWT`),
	));

test("full topics", () =>
	forTextsNear(/^(#|\/{1,3}|[a-z]+){1,4}%prefix%(\/{1,4}|#)[a-z]*$/, "a/#", fullTopic => {
		const full = fullTopic.split("%prefix%").join("tele").replace(/#/g, "").replace(/\/\/+/g, "/");
		const topics = new TasmotaTopics({ topic: "t", fullTopic, hostname: "h", mac: "AABBCCA1B2C3" });
		assert.equal(topics.tele("X"), `${full.endsWith("/") ? full : `${full}/`}X`, JSON.stringify(fullTopic));
	}));

test("commands and their index", () => {
	const command = /^(.*?)([0-9]*)$/;
	forTextsNear(/^ ?[A-Za-z]+[0-9]?[a-z]*[0-9]{0,20}$/, "AZaz09 \t\r\u2029", word => {
		const [, name = "", digits] = command.exec(word.trim()) ?? [];
		assert.deepEqual(parseCommand(word), { command: name.toLowerCase(), index: digits ? Number(digits) : undefined }, JSON.stringify(word));
	});
});

test("time zones told as an offset", () => {
	const offset = /^<([+-])(\d\d)(\d\d)?>-?\d\d?:\d\d$/;
	forTextsNear(offset, "<>+-059:", timezone => {
		const [, sign, hours = "", minutes] = offset.exec(timezone) ?? [];
		assert.equal(timeZoneValue(of({ timezone })), sign ? `${sign}${hours}:${minutes ?? "00"}` : timezone, JSON.stringify(timezone));
	}, 10_000);
});

test("offsets as a time zone", () => {
	const offset = /^([+-]?)(\d\d?)(?::(\d\d))?$/;
	forTextsNear(offset, "+-059:", argument => {
		let timezone = "kept";
		const settings = {
			get: () => timezone,
			reset: () => timezone = "default",
			set: (_name: string, text: string) => timezone = text,
			save() {},
		};
		timeZoneCommand.run({ facts: { settings } } as unknown as CommandContext, argument, undefined, timeZoneCommand);
		const [, sign = "", hours = "", minutes = "00"] = offset.exec(argument) ?? [], west = sign === "-";
		const name = `${west ? "-" : "+"}${hours.padStart(2, "0")}${minutes === "00" ? "" : minutes}`;
		const expected = argument === "99"
			? "default"
			: hours
			? `<${name}>${west ? "" : "-"}${Number(hours)}:${minutes}`
			: argument || "kept";
		assert.equal(timezone, expected, JSON.stringify(argument));
	}, 10_000);
});
