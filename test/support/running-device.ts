import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "..");

/** `npm start` in a process of its own, in real time: what a browser needs. */
export class RunningDevice {
	readonly url: string;
	readonly #child: ChildProcess;

	private constructor(url: string, child: ChildProcess) {
		this.url = url;
		this.#child = child;
	}

	/** @param args as behind `npm start --`. */
	static open(...args: readonly string[]): Promise<RunningDevice> {
		return new Promise((resolve, reject) => {
			const command = ["--import", "tsx", path.join(root, "simulator", "start.ts"), "--json", "--http", "0", ...args];
			const child = spawn(process.execPath, command, { cwd: root });
			let output = "";
			const read = (text: string) => {
				output += text;
				const [, url] = /"event":"ready"[^\n]*"page":"([^"]+)"/.exec(output) ?? [];
				if (url)
					resolve(new RunningDevice(url, child));
			};
			child.stdout.setEncoding("utf8").on("data", read);
			child.stderr.setEncoding("utf8").on("data", read);
			child.on("close", status => reject(new Error(`the simulator ended with ${status}:\n${output}`)));
		});
	}

	async close(): Promise<void> {
		const ended = new Promise(resolve => this.#child.once("close", resolve));
		this.#child.kill("SIGTERM");
		await ended;
	}
}
