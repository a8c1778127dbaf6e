import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, it } from "node:test";
import { EmbeddedBroker } from "../../simulator/broker";
import { english } from "../../web/languages/en";
import { findBarriers } from "../support/accessibility";
import { Browser, skipWithoutChromium } from "../support/browser";
import { RunningDevice } from "../support/running-device";
import { SimulatedDevice } from "../support/simulated-device";

const password = "correct horse";
const account = { user: "meter", password: "s3cret" };

/** The page as a user meets it, with the firmware behind it: from a board out of the box on. Each test goes on where the one before ended. */
describe("the page of a device", { skip: skipWithoutChromium, timeout: 300_000 }, () => {
	let device: RunningDevice;
	let broker: EmbeddedBroker;
	let browser: Browser;
	before(async () => {
		broker = await EmbeddedBroker.open(0, account);
		device = await RunningDevice.open("--first-boot");
		browser = await Browser.open(device.url, { size: "phone" });
		browser.page.setDefaultTimeout(20_000);
	});
	after(async () => {
		await browser?.close();
		await device?.close();
		await broker?.close();
	});

	const text = (words: string | RegExp) => browser.page.getByText(words).first();
	const button = (name: string) => browser.page.getByRole("button", { name, exact: true });
	const field = (name: string) => browser.page.getByLabel(name, { exact: true });
	const go = async (place: string) => {
		await browser.page.evaluate(`location.hash = "#/${place}"`);
		await browser.page.locator("h1").waitFor();
	};

	it("first set-up: language, password, Wi-Fi, broker, and a value on the page", async () => {
		const begin = Date.now();
		await button("English").click();
		await field("Password").fill(password);
		await field(english.setup.repeat).fill("something else");
		await button("Next").click();
		await text(english.setup.different).waitFor();
		await field(english.setup.repeat).fill(password);
		await button("Next").click();

		await browser.page.getByLabel(/^Simulator/).check();
		await field("Password").fill("not this one");
		await button("Connect").click();
		await text(english.network.wrongPassword).waitFor();
		await field("Password").fill("simulator");
		await button("Connect").click();

		await field("Broker").fill("127.0.0.1");
		await field("Port").fill(String(broker.port));
		await field("User name").fill(account.user);
		await field("Password").fill(account.password);
		assert.deepEqual(await findBarriers(browser.page), []);
		await button("Next").click();

		await text(/^Power: /).waitFor();
		await browser.page.getByRole("link", { name: english.setup.open }).click();
		await browser.page.getByRole("heading", { name: "P1" }).waitFor();
		// The next browser begins in the same language.
		assert.equal((await (await fetch(`${device.url}api/v1/session`)).json() as { language: string; }).language, "en");
		assert.ok(Date.now() - begin < 180_000, `${Date.now() - begin} ms`);
	});

	it("live values move with the telegrams", async () => {
		await go("live");
		await browser.page.getByRole("img", { name: /Power in the last/ }).first().waitFor();
		const values = () => browser.page.locator(".card", { hasText: "Optical" }).locator(".values").innerText();
		const before = await values();
		for (let attempt = 0; attempt < 100 && await values() === before; attempt++)
			await browser.page.waitForTimeout(100);
		assert.notEqual(await values(), before);
	});

	it("ports say that all is well, and take the last telegram apart", async () => {
		await go("ports");
		const card = browser.page.locator(".card", { hasText: english.ports.detected }).first();
		await card.getByText(english.diagnosis.good).waitFor();
		await card.getByText("115200 8N1").waitFor();
		await card.getByRole("link", { name: english.ports.showTelegrams }).click();
		await browser.page.getByRole("button", { name: /1-0:1\.8\.1/ }).click();
		assert.match(await browser.page.locator("pre .marked").innerText(), /^1-0:1\.8\.1\(\d+\.\d+\*kWh\)/);
		const waiting = browser.page.waitForEvent("download");
		await browser.page.getByRole("link", { name: english.telegrams.download }).click();
		assert.equal((await waiting).suggestedFilename(), "p1.telegram");
	});

	it("M-Bus: a search with its progress, and a meter that is kept under a name", async () => {
		const part = async () => Number(await browser.page.getByRole("progressbar").getAttribute("value"));
		await go("mbus");
		// The device may be looking for meters by itself.
		await button(english.mbus.cancel).or(button(english.mbus.scan)).waitFor();
		if (await button(english.mbus.cancel).isVisible())
			await button(english.mbus.cancel).click();
		await button(english.mbus.scan).click();
		await text(/Searching: \d+ %/).waitFor();
		for (let attempt = 0; attempt < 200 && !(await part() > 0.01); attempt++)
			await browser.page.waitForTimeout(100);
		assert.ok(await part() > 0.01);
		await button(english.mbus.cancel).click();
		await button(english.mbus.scan).waitFor();
		await button(english.mbus.addByAddress).click();
		await field(english.mbus.address).fill("9");
		await field(english.common.name).fill("Cellar");
		await button(english.common.save).click();
		await browser.page.getByRole("heading", { name: /Cellar/ }).waitFor();
	});

	it("meter script: what is wrong is marked on its line while typing, and is not saved", async () => {
		await go("script");
		const script = [">D", ">B", ">M 1", "+1,3,s,0,9600,SML", "1,77070100010800fg@1000,Energy in,kWh,E_in,4", "#"].join("\n");
		await field(english.script.editor).fill(script);
		await browser.page.locator(".gutter .error").waitFor();
		assert.equal(await browser.page.locator(".gutter .error").innerText(), "5");
		await browser.page.getByRole("button", { name: /Line 5/ }).waitFor();
		await button(english.common.save).click();
		await text(english.script.notSaved).waitFor();
		await field(english.script.editor).fill(script.replace("fg@", "ff@"));
		await text(english.script.fine).waitFor();
		assert.equal(await browser.page.locator(".gutter .error").count(), 0);
	});

	it("a wrong password at the broker is explained", async () => {
		await go("settings/mqtt");
		await field("Password").fill("wrong");
		await button("Test").click();
		await text(english.mqtt.login).waitFor();
		await field("Password").fill(account.password);
		await button("Test").click();
		await text(english.mqtt.good).waitFor();
	});

	it("with keys alone: from the log-in to a setting that is saved", async () => {
		const { page } = browser;
		await go("settings/password");
		await button(english.login.logout).click();
		await page.getByRole("heading", { name: english.login.title }).waitFor();
		const focused = () => page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).textContent") as Promise<string>;
		const tabTo = async (name: RegExp) => {
			for (let count = 0; count < 60; count++) {
				if (name.test(await focused()))
					return;
				await page.keyboard.press("Tab");
			}
			assert.fail(`${name} is not reached with the tab key`);
		};
		await tabTo(/^Password$/);
		await page.keyboard.type("not the password");
		await page.keyboard.press("Enter");
		await text(english.login.wrong).waitFor();
		await page.keyboard.press("ControlOrMeta+a");
		await page.keyboard.type(password);
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { name: english.settings.password, exact: true, level: 1 }).waitFor();
		await tabTo(/^Settings$/);
		await page.keyboard.press("Enter");
		await page.getByRole("heading", { name: english.settings.title, level: 1 }).waitFor();
		await tabTo(/^Messages/);
		await page.keyboard.press("Enter");
		await tabTo(/^Time between messages$/);
		await page.keyboard.press("ControlOrMeta+a");
		await page.keyboard.type("60");
		await page.keyboard.press("Enter");
		await text(english.common.saved).waitFor();
	});

	it("every page of the device is open to all readers", async () => {
		for (
			const place of [
				"live",
				"history",
				"ports",
				"mbus",
				"script",
				"settings/network",
				"settings/update",
				"settings/log",
				"settings/device",
			]
		) {
			await go(place);
			await browser.page.locator("main .card").first().waitFor().catch(async () =>
				assert.fail(`${place}: ${await browser.page.locator("main").innerText()}`)
			);
			assert.deepEqual(await findBarriers(browser.page), [], place);
		}
	});

	it("the device has found its way to the broker", async () => {
		await go("settings/device");
		await text(/^127\.0\.0\.1 · connected/).waitFor();
	});

	it("a restart: the page says so, and asks for the password when the device is back", async () => {
		await go("settings/device");
		await button(english.common.restart).click();
		await browser.page.getByRole("dialog").getByRole("button", { name: english.common.restart }).click();
		await text(english.connection.restarting).waitFor();
		await browser.page.getByRole("heading", { name: english.login.title }).waitFor();
	});

	it("a backup is downloaded, and put back after a change", async () => {
		await field("Password").fill(password);
		await button(english.login.button).click();
		await go("settings/backup");
		await field(english.backup.secrets).check();
		const [download] = await Promise.all([
			browser.page.waitForEvent("download"),
			browser.page.getByRole("link", { name: english.backup.button }).click(),
		]);
		assert.equal(download.suggestedFilename(), "meterwire-backup.json");
		const file = await download.path();
		const { settings } = JSON.parse(readFileSync(file, "utf8")) as { settings: Record<string, string>; };
		assert.deepEqual([settings["mqttPassword"], settings["deviceName"]], [account.password, ""]);

		await go("settings/mqtt");
		await field(english.labels.deviceName).fill("Cellar");
		await button(english.common.save).click();
		await text(english.common.saved).waitFor();
		await go("settings/backup");
		await field(english.update.chooseFile).setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no backup") });
		await button(english.backup.restoreButton).click();
		await text(english.backup.notJson).waitFor();
		await field(english.update.chooseFile).setInputFiles(file);
		await button(english.backup.restoreButton).click();
		await text(english.connection.restarting).waitFor();
		await browser.page.getByRole("heading", { name: english.login.title }).waitFor();
		await field("Password").fill(password);
		await button(english.login.button).click();
		await go("settings/mqtt");
		await field(english.labels.deviceName).waitFor();
		assert.equal(await field(english.labels.deviceName).inputValue(), "");
	});

	it("a reset of everything leads to the first set-up", async () => {
		await go("settings/device");
		await button(english.device.resetAll).click();
		assert.deepEqual(await findBarriers(browser.page), []);
		const dialog = browser.page.getByRole("dialog");
		await dialog.getByText(english.device.resetAllText).waitFor();
		await dialog.getByRole("button", { name: english.common.cancel }).click();
		await dialog.waitFor({ state: "hidden" });
		await button(english.device.resetAll).click();
		await dialog.getByRole("button", { name: english.device.resetAll }).click();
		await text(english.connection.restarting).waitFor();
		await browser.page.getByRole("heading", { name: english.setup.welcome }).waitFor();
		const session = await (await fetch(`${device.url}api/v1/session`)).json() as { passwordSet: boolean; portal: boolean; };
		assert.deepEqual([session.passwordSet, session.portal], [false, true]);
	});

	it("nothing was asked of anybody else, and the browser has not complained", () => {
		assert.deepEqual(browser.strangers, []);
		assert.deepEqual(browser.complaints, []);
	});
});

it("the history on the page: bars, a table, and a file for a spreadsheet", { skip: skipWithoutChromium, timeout: 120_000 }, async () => {
	const state = mkdtempSync(path.join(tmpdir(), "meterwire-history-"));
	// What the device has kept before the browser comes.
	const past = await SimulatedDevice.open("e350", { state, epoch: Date.now() - 3_000_000 });
	await past.run(2_400);
	await past.close();
	const device = await RunningDevice.open("--house", "e350", "--state", state);
	// It has no rows before its clock is set.
	const rows = `${device.url}api/v1/history/data?meter=P1&value=ImportActive&period=quarter`;
	for (let tries = 0; !/"amount":"0\.\d/.test(await (await fetch(rows)).text()); tries++) {
		assert.ok(tries < 100, "nothing is kept");
		await new Promise(resolve => setTimeout(resolve, 200));
	}
	await fetch(`${device.url}api/v1/password`, { method: "PUT", body: JSON.stringify({ password }) });
	const browser = await Browser.open(`${device.url}#/history`, { size: "desktop" });
	const { page } = browser;
	try {
		page.setDefaultTimeout(30_000);
		await page.getByLabel("Password", { exact: true }).fill(password);
		await page.keyboard.press("Enter");
		await page.locator(".bars").waitFor();
		// Soon after midnight that is yesterday's.
		if (await page.locator(".bars rect").count() === 0)
			await page.getByRole("button", { name: english.history.earlier }).click();
		await page.locator(".bars rect").first().waitFor({ state: "attached" });
		const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: english.history.csv }).click()]);
		const [head, ...lines] = readFileSync(await download.path(), "utf8").trim().split(/\r?\n/);
		assert.match(download.suggestedFilename(), /\.csv$/);
		assert.ok(lines.length >= 1 && lines.every(line => line.split(",").length === head!.split(",").length), [head, ...lines].join("\n"));
		assert.deepEqual(await findBarriers(page), []);
		assert.deepEqual([browser.strangers, browser.complaints], [[], []]);
	}
	finally {
		await browser.close();
		await device.close();
		rmSync(state, { recursive: true, force: true });
	}
});
