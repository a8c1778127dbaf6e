import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { PortForward } from "../../simulator/port-forward";
import { readPage } from "../../simulator/read-page";
import { ensureWeb, webFolder } from "../../tools/web";
import { english } from "../../web/languages/en";
import { Browser, skipWithoutChromium } from "../support/browser";
import { ask } from "../support/push";
import { newVersion, oldVersion, UpdateBench, updateFile } from "../support/update-bench";

const password = "correct horse";

/** The update page with the update service behind it: a signed file is chosen in the browser, and another firmware runs in the end. */
describe("an update from the page", { skip: skipWithoutChromium, timeout: 240_000 }, () => {
	let bench: UpdateBench, browser: Browser, forward: PortForward;
	let isOver = false, running: Promise<void> = Promise.resolve();
	before(async () => {
		await ensureWeb();
		bench = await UpdateBench.open("e350", { speed: 4, page: readPage(webFolder) });
		const { device } = bench;
		await device.run(20);
		assert.equal((await ask(device, "PUT", "/api/v1/password", JSON.stringify({ password }))).status, 200);
		forward = await PortForward.open(device.simulation.network, 80, 0);
		running = (async () => {
			while (!isOver)
				await device.run(0.2);
		})();
		browser = await Browser.open(`http://127.0.0.1:${forward.port}/`);
		browser.page.setDefaultTimeout(30_000);
	});
	after(async () => {
		await browser?.close();
		isOver = true;
		await running;
		forward?.close();
		await bench?.close();
	});

	it("shows how far it is, and the new version", async () => {
		const { page } = browser;
		const button = (name: string) => page.getByRole("button", { name, exact: true });
		await page.getByLabel("Password", { exact: true }).fill(password);
		await button(english.login.button).click();
		await page.getByRole("heading", { name: "P1" }).waitFor();
		await page.evaluate("location.hash = \"#/settings/update\"");
		await page.getByText(new RegExp(`^${oldVersion.replaceAll(".", "\\.")} `)).waitFor();
		await page.locator("input[type=file]").setInputFiles({
			name: "meterwire.update",
			mimeType: "application/octet-stream",
			buffer: await updateFile(),
		});
		await button(english.update.upload).click();
		await button(english.update.install).click();
		const seen = new Set<number>();
		const bar = page.locator("progress");
		await bar.waitFor();
		while (await bar.isVisible()) {
			const value = await bar.getAttribute("value", { timeout: 1_000 }).catch(() => null);
			if (value !== null)
				seen.add(Number(value));
			await page.waitForTimeout(50);
		}
		assert.ok([...seen].filter(value => value > 0 && value < 1).length >= 2, `progress ${[...seen].join(" ")}`);
		// The device starts anew and asks who is there.
		for (let tries = 0; tries < 600 && bench.status["installed_version"] !== newVersion; tries++)
			await page.waitForTimeout(100);
		assert.equal(bench.status["installed_version"], newVersion);
		assert.deepEqual(browser.strangers, []);
	});
});
