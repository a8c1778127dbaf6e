import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";
import type { BrowserContext, Page } from "playwright-core";

const executablePath = "/usr/bin/chromium";

/** Why a test that needs Chromium is skipped; `false` where it is installed, and in CI, where it must be. */
export const skipWithoutChromium: string | false = process.env["CI"] === "true" || existsSync(executablePath) ? false : "needs chromium";

const flags = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

export const sizes = Object.freeze({ phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } });

export interface BrowserOptions {
	readonly size?: keyof typeof sizes;
	readonly scheme?: "light" | "dark";
	/** Of the browser, as `navigator.languages` tells it. */
	readonly locale?: string;
}

/** Debian's Chromium with a profile of its own, and a note of every request that goes anywhere but to the device. */
export class Browser {
	readonly context: BrowserContext;
	readonly page: Page;
	/** Requests to other computers. They are not let through. */
	readonly strangers: string[] = [];
	/** What the page threw, and what the browser complained about. */
	readonly complaints: string[] = [];
	readonly #folder: string;

	private constructor(context: BrowserContext, page: Page, folder: string) {
		this.context = context;
		this.page = page;
		this.#folder = folder;
	}

	static async open(url: string, { size = "desktop", scheme = "light", locale = "en-GB" }: BrowserOptions = {}): Promise<Browser> {
		const folder = mkdtempSync(path.join(tmpdir(), "chromium-"));
		const context = await chromium.launchPersistentContext(folder, {
			executablePath,
			headless: true,
			args: flags,
			viewport: sizes[size],
			colorScheme: scheme,
			locale,
			timezoneId: "Europe/Berlin",
		});
		const page = context.pages()[0] ?? await context.newPage();
		const browser = new Browser(context, page, folder);
		const { origin } = new URL(url);
		await context.route("**/*", route => {
			const asked = route.request().url();
			if (asked.startsWith(origin) || asked.startsWith("data:") || asked.startsWith("blob:"))
				return route.continue();
			browser.strangers.push(asked);
			return route.abort();
		});
		page.on("pageerror", error => browser.complaints.push(String(error)));
		page.on("console", message => {
			// A refusal by the device is the page's to explain.
			if (message.type() === "error" && !message.text().startsWith("Failed to load resource"))
				browser.complaints.push(message.text());
		});
		await page.goto(url);
		return browser;
	}

	async close(): Promise<void> {
		await this.context.close();
		rmSync(this.#folder, { recursive: true, force: true });
	}
}
