import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Missing } from "./toolchain";

export interface CommandOptions {
	readonly cwd: string;
	readonly env: NodeJS.ProcessEnv;
	/** Hears each line that it prints, which is shown all the same. */
	onLine?(line: string): void;
}

/** Runs a command with its output on ours; resolves to its exit status. Throws `Missing` when it cannot be started. */
export function runCommand(command: string, args: readonly string[], { cwd, env, onLine }: CommandOptions): Promise<number> {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd,
			env,
			stdio: onLine ? ["inherit", "pipe", "pipe"] : "inherit",
			shell: process.platform === "win32",
		});
		for (const [input, show] of [[child.stdout, console.log], [child.stderr, console.error]] as const) {
			if (input)
				createInterface({ input }).on("line", line => {
					show(line);
					onLine?.(line);
				});
		}
		child.on("error", () => reject(new Missing(1, `${command} could not be started.`)));
		// Not `exit`: the last lines may come after it.
		child.on("close", code => resolve(code ?? 1));
	});
}
