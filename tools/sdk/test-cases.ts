import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildApp, runApp } from "./headless";

/** Runs an app of `test/sdk` that tells its own cases, `ok NAME` or `not ok NAME: what was found`; `report` gets each and what is wrong with it. */
export async function testCases(
	name: string,
	loader: string,
	env: NodeJS.ProcessEnv,
	report: (name: string, problem?: string) => void,
): Promise<void> {
	const app = await buildApp(`test/sdk/${name}`, env);
	const folder = mkdtempSync(path.join(tmpdir(), "meterwire-sdk-"));
	let done = false;
	try {
		const status = await runApp(loader, app, folder, 60, {
			onLine(text) {
				const [, failed, title, problem] = /^(not )?ok (.*?)(?:: ([^:]*))?$/.exec(text) ?? [];
				if (title)
					report(`${name}: ${failed || !problem ? title : `${title}: ${problem}`}`, failed && (problem ?? ""));
				else if (text.endsWith(" for one check"))
					console.log(`       ${name}: ${text}`);
				done = text === "done";
				return done;
			},
		});
		report(`${name}: the app comes to its end`, done ? undefined : `it ended with status ${status}`);
	}
	finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
