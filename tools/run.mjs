/*
	Starts one of the project's TypeScript commands: `node tools/run.mjs SCRIPT.ts [argument…]`.
	Installs the npm packages first when they are missing or older than package-lock.json, so that no command needs a step before it.
	Plain JavaScript on purpose: it runs before anything is installed.
*/
import { spawn, spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const [script, ...args] = process.argv.slice(2);
if (!script) {
	console.error("usage: node tools/run.mjs SCRIPT.ts [argument…]");
	process.exit(2);
}
if (Number(process.versions.node.split(".")[0]) < 20) {
	console.error(`Node.js 20 or newer is needed, this is ${process.versions.node}.`);
	process.exit(2);
}

// npm writes this file last, so it stands for a complete installation.
const installed = path.join(root, "node_modules", ".package-lock.json");
const lock = path.join(root, "package-lock.json");
if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
	console.error("Installing the npm packages (once)…");
	// Standard output belongs to the command: npm's own words go to standard error.
	// Not `npm ci`: that refuses a lock file which does not name the optional packages of every other platform.
	const install = (...more) =>
		spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", "--loglevel", "error", ...more], {
			cwd: root,
			stdio: ["ignore", 2, 2],
			shell: process.platform === "win32",
		}).status === 0;
	let done = install();
	if (!done) {
		// The XS engine is the one package that needs a C compiler. Everything else runs without it, on Node's engine.
		console.error("That failed. Trying again without building the XS engine: the firmware will run on Node's engine.");
		done = install("--ignore-scripts");
	}
	if (!done) {
		console.error("npm could not install the packages: see its message above. Check the network and try again.");
		process.exit(1);
	}
}

const loader = pathToFileURL(path.join(root, "node_modules", "tsx", "dist", "loader.mjs")).href;
const child = spawn(process.execPath, ["--import", loader, path.join(root, script), ...args], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"])
	process.on(signal, () => child.kill(signal));
child.on("exit", (code, signal) => process.exit(signal ? 1 : code ?? 1));
