import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** `npm start -- …` in a process of its own, to its end. */
export function runSimulator(...args: string[]): Promise<{ status: number | null; output: string; }> {
	return new Promise(resolve => {
		const child = spawn(process.execPath, ["--import", "tsx", path.join(root, "simulator", "start.ts"), ...args], { cwd: root });
		let output = "";
		child.stdout.setEncoding("utf8").on("data", text => output += text);
		child.stderr.setEncoding("utf8").on("data", text => output += text);
		child.on("close", status => resolve({ status, output }));
	});
}
