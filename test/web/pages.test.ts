import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { buildWeb } from "../../tools/web";
import { findBarriers } from "../support/accessibility";
import { Browser, skipWithoutChromium } from "../support/browser";
import { MockDevice } from "../support/mock-device";

const places = [
	"live",
	"history",
	"ports",
	"ports/p1",
	"mbus",
	"script",
	"settings",
	"settings/network",
	"settings/mqtt",
	"settings/messages",
	"settings/update",
	"settings/backup",
	"settings/log",
	"settings/password",
	"settings/device",
];

/** Both sizes and both schemes, without each of the four pairs. */
const looks = [{ size: "phone", scheme: "light" }, { size: "desktop", scheme: "dark" }] as const;

describe("every page", { skip: skipWithoutChromium, timeout: 240_000 }, () => {
	let device: MockDevice;
	before(async () => {
		await buildWeb();
		device = await MockDevice.open();
	});
	after(() => device.close());

	for (const { size, scheme } of looks)
		it(`${size}, ${scheme}: axe finds nothing serious, nothing sticks out, nothing is asked elsewhere`, async () => {
			const browser = await Browser.open(device.url, { size, scheme });
			try {
				const { page } = browser;
				for (const place of places) {
					await page.evaluate(`location.hash = "#/${place}"`);
					await page.locator("h1").waitFor();
					await page.locator("main .card, main .index nav").first().waitFor();
					assert.deepEqual(await findBarriers(page), [], place);
					const wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
					assert.equal(wide, 0, `${place} is too wide`);
				}
				assert.deepEqual(browser.strangers, []);
				assert.deepEqual(browser.complaints, []);
			}
			finally {
				await browser.close();
			}
		});
});
