/*
	`npm run check`: types, lint and format of the whole tree. `npm run format` (`--fix`) puts right what a machine can.
*/
import { spawnSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

export interface Check {
	readonly name: string;
	readonly command: readonly string[];
	readonly fix?: readonly string[];
}

/** What a check found of files that have not changed since is kept here. */
const kept = path.join("build", "check");

const types = (name: string, project: string): Check => ({
	name: `types: ${name}`,
	command: ["tsc", "-p", project, "--incremental", "--tsBuildInfoFile", path.join(kept, `${project.replace(/\W/g, "-")}.tsbuildinfo`)],
});

export const checks: readonly Check[] = [
	types("everything", "tsconfig.json"),
	types("firmware folders, without Node's globals", "tsconfig.firmware.json"),
	types("the page", "web/tsconfig.json"),
	{ name: "lint", command: ["eslint", "--cache", "--cache-location", path.join(kept, "eslint"), "."], fix: ["eslint", "--fix", "."] },
	{ name: "format", command: ["dprint", "check"], fix: ["dprint", "fmt"] },
];

/** Runs one check; the text is what it printed when it failed. */
export function runCheck(check: Check, fix = false): { ok: boolean; text: string; } {
	const [tool, ...args] = fix && check.fix ? check.fix : check.command;
	const result = spawnSync(path.join(root, "node_modules", ".bin", tool!), args, {
		cwd: root,
		encoding: "utf8",
		shell: process.platform === "win32",
	});
	return { ok: result.status === 0, text: `${result.stdout ?? ""}${result.stderr ?? ""}${result.error?.message ?? ""}`.trim() };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const unknown = process.argv.slice(2).find(argument => argument !== "--fix");
	if (unknown) {
		console.error(`Unknown option ${unknown}. Only --fix is known.`);
		process.exit(2);
	}
	let failed = 0;
	for (const check of checks) {
		const { ok, text } = runCheck(check, process.argv.includes("--fix"));
		console.log(`${ok ? "ok    " : "FAILED"} ${check.name}`);
		if (!ok) {
			console.log(text);
			failed++;
		}
	}
	process.exit(failed ? 1 : 0);
}
