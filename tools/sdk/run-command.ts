import { spawn } from "node:child_process";
import { Missing } from "./toolchain";

/** Runs a command with its output on ours; resolves to its exit status. Throws `Missing` when it cannot be started. */
export function runCommand(command: string, args: readonly string[], options: { cwd: string; env: NodeJS.ProcessEnv; }): Promise<number> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, { ...options, stdio: "inherit", shell: process.platform === "win32" });
		child.on("error", () => reject(new Missing(1, `${command} could not be started.`)));
		child.on("exit", code => resolve(code ?? 1));
	});
}
