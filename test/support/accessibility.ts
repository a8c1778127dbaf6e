import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
	id: string;
	impact: string;
	nodes: { target: string[]; failureSummary: string; }[];
}

/** What axe finds serious or critical on the page as it is shown now, one text each. */
export async function findBarriers(page: Page): Promise<string[]> {
	await page.evaluate(`typeof axe === "undefined" && (() => { ${source} })()`);
	const { violations } = await page.evaluate(`axe.run(document, { resultTypes: ["violations"] })`) as { violations: Finding[]; };
	return violations
		.filter(({ impact }) => impact === "serious" || impact === "critical")
		.map(({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")}: ${failureSummary}`).join("; ")}`);
}
