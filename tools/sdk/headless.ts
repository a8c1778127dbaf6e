import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { runCommand } from "./run-command";
import { sdkState } from "./bundle/shrink-module";
import { Missing, root } from "./toolchain";

/**
 * What xsl says of modules that stand in our folders: their state would be copied to memory, or throws when it is changed. Not the empty object that each
 * generator function has for its `prototype`.
 */
const ourWarning = /^### warning: (?:(?:protocols|drivers|meters|services|hardware)\/|firmware: )(?!.*\.prototype: not frozen$)/,
	sdkWarning = new RegExp(`(?:${sdkState.join("|")}): not frozen$`);
const output = path.join(root, "build", "sdk");

/** Compiles the loader that runs apps of the SDK without a window; returns its path. Throws `Missing`. */
export function buildLoader(env: NodeJS.ProcessEnv): string {
	mkdirSync(output, { recursive: true });
	const loader = path.join(output, "headless");
	const glib = spawnSync("pkg-config", ["--cflags", "--libs", "glib-2.0"], { encoding: "utf8" });
	if (glib.status !== 0)
		throw new Missing(1, "The development files of GLib are missing: `sudo apt install libglib2.0-dev pkg-config`.");
	const headers = path.join(env["MODDABLE"]!, "build", "simulators", "modules");
	const source = path.join(root, "test", "sdk", "headless.c");
	const args = [
		"-O1",
		"-Wall",
		"-Wextra",
		"-o",
		loader,
		source,
		"-isystem",
		headers,
		...glib.stdout.trim().split(/\s+/),
		"-ldl",
		"-lpthread",
	];
	const compiled = spawnSync("cc", args, { encoding: "utf8" });
	if (compiled.status !== 0)
		throw new Missing(1, `test/sdk/headless.c does not compile: ${compiled.stderr ?? "there is no C compiler"}`);
	return loader;
}

/** Builds the app in a folder of the tree for Linux; returns its path. Throws `Missing`. */
export async function buildApp(folder: string, env: NodeJS.ProcessEnv): Promise<string> {
	const cwd = path.join(root, folder);
	mkdirSync(output, { recursive: true });
	const warnings: string[] = [];
	// Not the default target, which would stop simulators and start one.
	const status = await runCommand("mcconfig", ["-m", "-p", "lin", "-t", "build", "-o", output], {
		cwd,
		env,
		onLine: line => {
			if (ourWarning.test(line) && !sdkWarning.test(line))
				warnings.push(line);
		},
	});
	const app = path.join(output, "bin", "lin", "mc", "release", path.basename(cwd), "mc.so");
	if (status || !existsSync(app))
		throw new Missing(1, `${folder || "The firmware"} does not build for Linux, see above.`);
	if (warnings.length)
		throw new Missing(1, `What a preloaded module of ours holds would not stay in flash:\n${warnings.join("\n")}`);
	return app;
}

/** A folder of its own with the two ends of a serial line, `a` and `b`, in it. */
export class SerialLine {
	readonly folder = mkdtempSync(path.join(tmpdir(), "meterwire-sdk-"));
	readonly #socat: ChildProcess;

	private constructor() {
		this.#socat = spawn("socat", ["pty,raw,echo=0,link=a", "pty,raw,echo=0,link=b"], { cwd: this.folder, stdio: "ignore" });
		// Looked at by `open`, which does not find the ends then.
		this.#socat.on("error", () => {});
	}

	/** Throws `Missing` without socat. */
	static async open(): Promise<SerialLine> {
		const line = new SerialLine();
		for (let attempt = 0; attempt < 100; attempt++) {
			if (existsSync(path.join(line.folder, "a")) && existsSync(path.join(line.folder, "b")))
				return line;
			await new Promise(resolve => setTimeout(resolve, 50));
		}
		line.close();
		throw new Missing(1, "socat makes no serial line: `sudo apt install socat`.");
	}

	/** The line goes, as when an adapter is pulled. */
	cut(): void {
		this.#socat.kill();
	}

	close(): void {
		this.cut();
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/** Runs an app and hands out each line that it prints; `seconds` is the longest it may take. */
export async function runApp(loader: string, app: string, cwd: string, seconds: number, options: {
	env?: NodeJS.ProcessEnv;
	/** Ends it. */
	signal?: AbortSignal;
	/** Returns true for the last line that is waited for. */
	onLine(line: string): boolean | void;
}): Promise<number | null> {
	const child = spawn(loader, [app, String(seconds)], {
		cwd,
		env: { ...process.env, ...options.env },
		stdio: ["ignore", "pipe", "inherit"],
	});
	const ended = new Promise<number | null>(resolve => child.on("exit", resolve));
	options.signal?.addEventListener("abort", () => child.kill());
	for await (const line of createInterface({ input: child.stdout })) {
		if (options.onLine(line))
			child.kill();
	}
	return ended;
}
