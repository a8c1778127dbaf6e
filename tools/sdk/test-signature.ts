import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { buildApp, runApp } from "./headless";

/** Runs the check of an update's signature on the SDK's arithmetic; `report` gets each case and what is wrong with it. */
export async function testSignature(
	loader: string,
	env: NodeJS.ProcessEnv,
	report: (name: string, problem?: string) => void,
): Promise<void> {
	const app = await buildApp("test/sdk/signature", env);
	const folder = mkdtempSync(path.join(tmpdir(), "meterwire-sdk-"));
	let done = false;
	try {
		const status = await runApp(loader, app, folder, 60, {
			onLine(text) {
				const [, failed, name, problem] = /^(not )?ok ([^:]*)(?:: (.*))?$/.exec(text) ?? [];
				if (name)
					report(`signature: ${name}`, failed && (problem ?? ""));
				else if (text.endsWith(" for one check"))
					console.log(`       signature: ${text}`);
				done = text === "done";
				return done;
			},
		});
		report("signature: the app comes to its end", done ? undefined : `it ended with status ${status}`);
	}
	finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
