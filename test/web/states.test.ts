import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ensureWeb } from "../../tools/web";
import { english } from "../../web/languages/en";
import { german } from "../../web/languages/de";
import { french } from "../../web/languages/fr";
import { findBarriers } from "../support/accessibility";
import { Browser, skipWithoutChromium } from "../support/browser";
import { liveMeters, mockAnswers } from "../support/mock-answers";
import { MockDevice } from "../support/mock-device";

/** What a simulated device does not get into easily, with a device that answers from a table. */
describe("the page", { skip: skipWithoutChromium, timeout: 240_000 }, () => {
	let device: MockDevice;
	let browser: Browser;
	before(async () => {
		await ensureWeb();
		device = await MockDevice.open();
		browser = await Browser.open(device.url, { size: "phone" });
		browser.page.setDefaultTimeout(20_000);
	});
	after(async () => {
		await browser.close();
		device.close();
	});
	beforeEach(async () => {
		Object.assign(device.answers, mockAnswers());
		device.asked.length = 0;
		await open("live");
	});

	const open = async (place: string) => {
		await browser.page.goto("about:blank");
		await browser.page.goto(`${device.url}#/${place}`);
		await browser.page.locator("h1").waitFor();
	};
	const text = (words: string) => browser.page.getByText(words, { exact: false }).first();

	it("shows numbers with every digit that the meter sent, in the reader's way of writing", async () => {
		const shown = async () =>
			(await browser.page.locator(".values dd, .power strong").allInnerTexts()).map(line => line.replace(/\s+/g, " "));
		await browser.page.getByText("0000.000").waitFor();
		assert.ok((await shown()).includes("24,435.247 m³"), (await shown()).join("|"));
		await browser.page.getByLabel("Language").selectOption("de");
		await browser.page.getByText("0000,000").waitFor();
		assert.ok((await shown()).includes("24.435,247 m³"), (await shown()).join("|"));
		await browser.page.getByLabel("Sprache").selectOption("fr");
		await browser.page.getByText("0000,000").waitFor();
		assert.ok((await shown()).includes("24 435,247 m³"), (await shown()).join("|"));
		await browser.page.getByLabel("Langue").selectOption("en");
	});

	it("follows the events of a meter, and draws and tells its power", async () => {
		const [meter] = liveMeters();
		for (const watts of [500, -250, 1300]) {
			await browser.page.waitForTimeout(700);
			device.event("meter", { ...meter, age: 0, values: [{ name: "Power", value: String(watts), unit: "W" }] });
			await text(watts < 0 ? "−250" : watts === 500 ? "500" : "1300").waitFor();
		}
		const words = await browser.page.getByRole("img", { name: /Power in the last \d+ minutes/ }).getAttribute("aria-label");
		assert.match(words!, /now 1,300 W, lowest -250 W, highest 1,300 W/);
	});

	it("says when a meter has fallen silent, and when none was heard", async () => {
		await text(english.live.silentText).waitFor();
		await text(english.live.waitingText).waitFor();
		device.answers["GET /api/v1/live"] = { time: null, meters: [] };
		await open("live");
		await text(english.live.none).waitFor();
	});

	it("has a sentence in the reader's language for every diagnosis, and a cure", async () => {
		const codes = Object.keys(english.diagnosis);
		const { ports: [port] } = mockAnswers()["GET /api/v1/ports"] as { ports: object[]; };
		device.answers["GET /api/v1/ports"] = { ports: [{ ...port, diagnosis: codes.map(code => ({ code, level: "error" })) }] };
		await open("ports");
		await text(english.diagnosis.polarity).waitFor();
		for (const code of codes) {
			const name = code as keyof typeof english.diagnosis;
			await text(english.diagnosis[name]).waitFor();
			if (name !== "good")
				await text(english.cures[name]).waitFor();
		}
		await browser.page.getByLabel("Language").selectOption("de");
		await text(german.diagnosis["no-bytes"]).waitFor();
		await browser.page.getByLabel("Sprache").selectOption("en");
	});

	it("marks in the telegram what a line explains, with the arrow keys too", async () => {
		await open("ports/p1");
		const marked = () => browser.page.locator("pre .marked").innerText();
		await browser.page.getByRole("button", { name: /energy in, tariff 1/ }).click();
		assert.equal(await marked(), "1-0:1.8.1(000687.138*kWh)");
		await browser.page.keyboard.press("ArrowDown");
		assert.equal(await marked(), "1-0:1.8.2(000523.849*kWh)");
		await browser.page.getByRole("button", { name: /bad/ }).click();
		await text("crc16: sent 0C97, calculated 1A2B").waitFor();
	});

	it("shows what the device says against a setting at its field, and goes there", async () => {
		device.answers["PATCH /api/v1/settings"] = { status: 422, errors: { topic: "topic: may not hold blanks" } };
		await open("settings/mqtt");
		await browser.page.getByLabel("Topic", { exact: true }).fill("a b");
		await browser.page.getByLabel("Port", { exact: true }).fill("99999");
		await browser.page.getByRole("button", { name: "Save" }).click();
		// The page knows the range itself: nothing was sent.
		await text("1 to 65,535, please.").waitFor();
		assert.deepEqual(device.asked, []);
		assert.equal(await browser.page.evaluate("document.activeElement.labels[0].textContent"), "Port");
		await browser.page.getByLabel("Port", { exact: true }).fill("8883");
		await browser.page.getByRole("button", { name: "Save" }).click();
		await text("topic: may not hold blanks").waitFor();
		assert.deepEqual(device.asked, [{ method: "PATCH", path: "/api/v1/settings", body: { mqttPort: "8883", topic: "a b" } }]);
	});

	it("never shows a secret, keeps one that nobody touches, and deletes one on request", async () => {
		await open("settings/mqtt");
		await text(english.settings.secretSet).waitFor();
		await browser.page.getByLabel("User name", { exact: true }).fill("meter");
		await browser.page.getByRole("button", { name: "Save" }).click();
		await text(english.common.saved).waitFor();
		assert.deepEqual(device.asked.at(-1)!.body, { mqttUser: "meter" });
		await browser.page.getByRole("button", { name: /Delete it: Password/ }).click();
		await browser.page.getByRole("button", { name: "Save" }).click();
		await text(english.common.saved).waitFor();
		assert.deepEqual(device.asked.at(-1)!.body, { mqttPassword: "" });
	});

	it("says why a Wi-Fi network does not work", async () => {
		await open("settings/network");
		await browser.page.getByRole("button", { name: english.network.change }).click();
		await browser.page.getByLabel(/Zuhause/).check();
		await browser.page.getByLabel("Password", { exact: true }).fill("wrong-password");
		await browser.page.getByRole("button", { name: english.network.connect, exact: true }).click();
		await text("Connecting to Zuhause").waitFor();
		device.change("GET /api/v1/network", { trying: { ssid: "Zuhause", state: "failed", error: "wrong password" } });
		device.event("network", device.answers["GET /api/v1/network"]);
		await text(english.network.wrongPassword).waitFor();
		assert.deepEqual(device.asked.at(-1), {
			method: "POST",
			path: "/api/v1/network/try",
			body: { ssid: "Zuhause", password: "wrong-password" },
		});
		assert.deepEqual(await findBarriers(browser.page), []);
		// Another network begins anew: nothing of the one before is in the way.
		await browser.page.getByLabel(english.network.hidden).check();
		await text(english.network.wrongPassword).waitFor({ state: "hidden" });
		await browser.page.getByLabel(english.network.ssid).fill("attic");
		assert.equal(await browser.page.getByLabel("Password", { exact: true }).inputValue(), "");
		await browser.page.getByRole("button", { name: english.network.connect, exact: true }).click();
		await text("Connecting to attic").waitFor();
	});

	it("tells how an update goes, and why the device went back", async () => {
		const idle = mockAnswers()["GET /api/v1/update"] as object;
		device.answers["POST /api/v1/update/pull"] = {};
		await open("settings/update");
		const install = browser.page.getByRole("button", { name: english.update.install, exact: true });
		await install.waitFor();
		device.change("GET /api/v1/update", { state: "receiving", progress: 1 });
		await install.click();
		await browser.page.getByRole("dialog").getByRole("button", { name: english.update.install }).click();
		await text("Receiving: 1 %").waitFor();
		device.event("update", { ...idle, state: "receiving", progress: 42 });
		await text("Receiving: 42 %").waitFor();
		assert.equal(await browser.page.getByRole("progressbar").getAttribute("value"), "0.42");
		device.event("update", { ...idle, state: "confirming", missing: "the broker was not reached" });
		await text(english.update.confirming).waitFor();
		await text("the broker was not reached").waitFor();
		device.event("update", { ...idle, available: null, rolledBack: "it did not get online" });
		await text("it did not get online").waitFor();
	});

	it("says on every page that the device is in safe mode, and restarts it from there", async () => {
		device.change("GET /api/v1/session", { safeMode: true });
		device.answers["POST /api/v1/restart"] = {};
		for (const place of ["live", "settings/update"]) {
			await open(place);
			await text(english.common.safeMode).waitFor();
		}
		assert.deepEqual(await findBarriers(browser.page), []);
		await browser.page.getByRole("status").getByRole("button", { name: english.common.restart }).click();
		await text(english.connection.restarting).waitFor();
		assert.deepEqual(device.asked.map(({ method, path }) => `${method} ${path}`), ["POST /api/v1/restart"]);
		device.change("GET /api/v1/session", { safeMode: false });
		await text(english.common.safeMode).waitFor({ state: "hidden" });
	});

	it("says that the device is away, and goes on when it is back", async () => {
		await open("settings/device");
		await text("ESP32-C3").waitFor();
		const { answers } = device, session = answers["GET /api/v1/session"];
		answers["GET /api/v1/session"] = { status: 503, error: "starting" };
		await browser.page.getByRole("button", { name: english.common.restart }).click();
		await browser.page.getByRole("dialog").getByRole("button", { name: english.common.restart }).click();
		await text(english.connection.restarting).waitFor();
		answers["GET /api/v1/session"] = session;
		answers["GET /api/v1/device"] = { ...answers["GET /api/v1/device"] as object, bootCount: 13 };
		await text(english.connection.restarting).waitFor({ state: "hidden" });
		await browser.page.getByText("13", { exact: true }).waitFor();
	});

	it("asks for the password when the session has ended", async () => {
		await open("settings/log");
		await text("MQTT: connected").waitFor();
		device.answers["GET /api/v1/device"] = { status: 401, error: "log in first" };
		await browser.page.evaluate("location.hash = '#/settings/device'");
		await browser.page.getByRole("heading", { name: english.login.title }).waitFor();
		device.answers["POST /api/v1/session"] = { status: 401, error: "the password is wrong", field: "password" };
		await browser.page.getByLabel("Password", { exact: true }).fill("nonsense");
		await browser.page.keyboard.press("Enter");
		await text(english.login.wrong).waitFor();
	});

	it("takes the browser's language", async () => {
		const other = await Browser.open(device.url, { locale: "fr-BE" });
		try {
			await other.page.getByRole("heading", { name: french.live.title }).waitFor();
			assert.equal(await other.page.locator("html").getAttribute("lang"), "fr");
		}
		finally {
			await other.close();
		}
	});

	it("has asked nobody but the device, and the browser has not complained", () => {
		assert.deepEqual(browser.strangers, []);
		assert.deepEqual(browser.complaints, []);
	});
});
