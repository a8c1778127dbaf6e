import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

/** Why a test that needs Mosquitto is skipped; `false` where it is installed, and in CI, where it must be. */
export const skipWithoutMosquitto: string | false = process.env["CI"] === "true" || spawnSync("mosquitto", ["-h"]).error === undefined
	? false
	: "needs mosquitto";

/** A real broker on 127.0.0.1 that lets in one user with one password. */
export class Mosquitto {
	readonly port: number;
	readonly user = "meter";
	readonly password = "s3cret/word:@";
	readonly #folder: string;
	readonly #process;

	private constructor(port: number) {
		this.port = port;
		this.#folder = mkdtempSync(path.join(tmpdir(), "mosquitto-"));
		const passwords = path.join(this.#folder, "passwords");
		writeFileSync(passwords, "", { mode: 0o600 });
		execFileSync("mosquitto_passwd", ["-b", passwords, this.user, this.password], { stdio: "ignore" });
		const file = path.join(this.#folder, "mosquitto.conf");
		// As root Mosquitto becomes another user, who could not read the file.
		writeFileSync(file, `listener ${port} 127.0.0.1\nallow_anonymous false\npassword_file ${passwords}\nuser root\n`);
		this.#process = spawn("mosquitto", ["-c", file], { stdio: "ignore" });
	}

	static async open(): Promise<Mosquitto> {
		const mosquitto = new Mosquitto(await freePort());
		await mosquitto.#listening();
		return mosquitto;
	}

	/** With user and password. */
	get url(): string {
		return `mqtt://${this.user}:${encodeURIComponent(this.password)}@127.0.0.1:${this.port}`;
	}

	close(): void {
		this.#process.kill();
		rmSync(this.#folder, { recursive: true, force: true });
	}

	async #listening(): Promise<void> {
		for (let attempt = 0; attempt < 100; attempt++) {
			const open = await new Promise<boolean>(resolve => {
				const socket = net.connect(this.port, "127.0.0.1", () => resolve(true));
				socket.on("error", () => resolve(false));
				socket.on("connect", () => socket.destroy());
			});
			if (open)
				return;
			await new Promise(resolve => setTimeout(resolve, 50));
		}
		throw new Error("Mosquitto does not start");
	}
}

function freePort(): Promise<number> {
	return new Promise(resolve => {
		const server = net.createServer().listen(0, "127.0.0.1", () => {
			const { port } = server.address() as net.AddressInfo;
			server.close(() => resolve(port));
		});
	});
}
