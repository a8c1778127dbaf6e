/*
	`npm test`: everything that needs no hardware. `npm run soak` (`--soak`): the long runs. More words select test files by part of their
	name and leave the checks out: `npm test -- dsmr`.
*/
import { readdirSync } from "node:fs";
import path from "node:path";
import { run } from "node:test";
import { fileURLToPath } from "node:url";
import { checks, runCheck } from "./check";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const words = process.argv.slice(2);
const soak = words.includes("--soak");
const selected = words.filter(word => !word.startsWith("--"));
const unknown = words.find(word => word.startsWith("--") && word !== "--soak");
if (unknown) {
	console.error(`Unknown option ${unknown}. Only --soak is known.`);
	process.exit(2);
}

const suffix = soak ? ".soak.ts" : ".test.ts";
const files = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
	.filter(name => name.endsWith(suffix) && (!selected.length || selected.some(word => name.includes(word))))
	.sort()
	.map(name => path.join(root, "test", name));
if (!files.length) {
	console.error(`No test file matches ${selected.join(" ")}.`);
	process.exit(2);
}

const counts = { passed: 0, failed: 0, skipped: 0 };
const started = Date.now();

if (!soak && !selected.length) {
	for (const check of checks) {
		const { ok, text } = runCheck(check);
		counts[ok ? "passed" : "failed"]++;
		console.log(`${ok ? "ok    " : "FAILED"} ${check.name}`);
		if (!ok)
			console.log(text);
	}
}

// Node's runner starts one process per file, with this process' own options, so the TypeScript loader comes along.
const perFile = new Map<string, { passed: number; failed: number; skipped: number; milliseconds: number; }>();
const stream = run({ files, concurrency: soak ? 1 : 2, timeout: soak ? 50 * 60_000 : 9 * 60_000 });
stream.on("test:pass", data => count(data, data.skip === undefined && data.todo === undefined ? "passed" : "skipped"));
stream.on("test:fail", data => count(data, "failed"));
stream.on("test:stderr", data => process.stderr.write(data.message));
for await (const event of stream) {
	// Reading the stream drives it.
	void event;
}
for (const [file, result] of [...perFile].sort())
	console.log(
		`${result.failed ? "FAILED" : "ok    "} ${file}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped, ${
			(result.milliseconds / 1000).toFixed(1)
		} s`,
	);
console.log(`${Math.round((Date.now() - started) / 1000)} s`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exit(counts.failed ? 1 : 0);

interface TestEvent {
	name: string;
	file?: string;
	nesting: number;
	skip?: string | boolean;
	details: { type?: string; duration_ms?: number; error?: Error & { cause?: unknown; failureType?: string; }; };
}

function count(data: TestEvent, kind: "passed" | "failed" | "skipped"): void {
	const name = path.relative(root, data.file ?? "?");
	const isFile = path.resolve(data.name) === data.file || data.name === data.file;
	const result = perFile.get(name) ?? { passed: 0, failed: 0, skipped: 0, milliseconds: 0 };
	perFile.set(name, result);
	if (data.nesting === 0 && !isFile)
		result.milliseconds += data.details.duration_ms ?? 0;
	// A suite or a file fails when a test in it fails: that test has been counted. It counts itself only when it broke on its own.
	const failure = data.details.error?.failureType;
	if ((isFile || data.details.type === "suite") && (kind !== "failed" || failure === "subtestsFailed"))
		return;
	counts[kind]++;
	result[kind]++;
	if (kind === "skipped")
		console.log(`skipped ${name}: ${data.name}${typeof data.skip === "string" ? `: ${data.skip}` : ""}`);
	if (kind === "failed") {
		const { error } = data.details;
		const cause = error?.cause instanceof Error ? error.cause : error;
		console.log(`FAILED ${name}: ${data.name}\n${indent(cause?.stack ?? String(error?.cause ?? error))}`);
	}
}

function indent(text: string): string {
	return text.split("\n").map(line => `\t${line}`).join("\n");
}
