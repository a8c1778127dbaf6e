import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import net from "node:net";
import path from "node:path";
import { Certificate } from "../../test/support/certificates";
import { FileHandler } from "../../test/support/file-handler";
import { makeUpdateFile, makeUpdateKeys } from "../release/update-file";
import { buildApp, runApp, SerialLine } from "./headless";

const address = "127.0.0.1", place = "/image.update";
const refused =
	`the certificate of ${address} is refused: it is not by the authority that is set, not for this name, or not valid on this day`;
const outdated = `a certificate is not valid on this day: that of ${address}, or the authority's that is set`;

type Report = (name: string, problem?: string) => void;
interface Status {
	readonly state: string;
	readonly error: string;
}

/**
 * An update of the whole firmware on the SDK's own modules: fetched over https with its TLS and its check of certificates, and pushed; signature and hash by
 * its native code. In place of the slot there is a file.
 */
export async function testUpdate(loader: string, env: NodeJS.ProcessEnv, report: Report): Promise<void> {
	const app = await buildApp("test/sdk/update", env);
	const keys = makeUpdateKeys();
	// What `esp_ota_end` would look at is not looked at here.
	const image = Buffer.from(Array.from({ length: 60_000 }, (_, index) => index ? index * 7 >> 3 & 0xFF : 0xE9));
	const file = makeUpdateFile(image, { board: "linux", chip: "Linux", version: "9.0.0", privateKey: keys.privateKey });
	const altered = Buffer.from(file);
	altered[file.length - 100]! ^= 1;
	for (const kind of ["ec", "rsa"] as const) {
		const authority = new Certificate({ kind }), stranger = new Certificate({ kind });
		const good = new Certificate({ names: [address, "update.example"], by: authority });
		const device = await Device.start(loader, app, keys.key, authority.base64);
		try {
			for (
				const [name, secure, sentence] of [
					["another authority", new Certificate({ names: [address], by: stranger }).server(stranger), refused],
					["another address", new Certificate({ names: ["127.0.0.2", "localhost"], by: authority }).server(authority), refused],
					["an expired certificate", new Certificate({ names: [address], by: authority, from: -30, to: -1 }).server(authority), outdated],
					["a certificate of its own", new Certificate({ names: [address] }).server(), refused],
					// It compares names only where something was sent behind the certificate.
					["a good certificate without its authority behind it", good.server(), refused],
				] as const
			)
				await withServer(secure, async (url, handler) => {
					handler.files[place] = file;
					const { error } = await device.pull(url);
					const asked = handler.requests.length ? ` (and was asked for ${handler.requests[0]})` : "";
					report(`https, ${kind}: ${name} is refused`, error === sentence && !asked ? undefined : `${error}${asked}; ${device.said}`);
				});
			// What docs/update.md says of the SDK's check: to be known when it is repaired.
			await withServer(new Certificate({ names: [address], by: stranger }).server(authority), async (url, handler) => {
				handler.files[place] = altered;
				const { error } = await device.pull(url);
				report(
					`https, ${kind}: a chain whose links do not fit is taken by SDK 8.2.3, and the altered image is not`,
					handler.requests.length && error.includes("does not have the hash that was signed") ? undefined : `${error}; ${device.said}`,
				);
			});
			if (kind === "ec") {
				const sentence = await device.push(altered);
				report(
					"pushed: an altered image is refused",
					sentence.includes("does not have the hash that was signed") ? undefined : `${sentence}; ${device.said}`,
				);
				const other = Buffer.from(file);
				other[200]! ^= 1;
				const forged = await device.push(other);
				report("pushed: a wrong signature is refused", forged.includes("signature is wrong") ? undefined : `${forged}; ${device.said}`);
			}
			await withServer(good.server(authority), async (url, handler) => {
				handler.files[place] = file;
				handler.breakAfter = { bytes: 2500, times: 2 };
				await device.pull(url);
				await device.ended;
				const slot = device.slot;
				report(
					`https, ${kind}: the image comes whole, over connections that break`,
					slot && !Buffer.compare(slot, image) && device.said.includes("slot complete")
						? undefined
						: `${slot?.length ?? "no"} bytes; ${device.said}`,
				);
				const resumed = handler.requests.includes(`${place} bytes=2500-6595`);
				report(`https, ${kind}: it goes on where it was`, resumed ? undefined : handler.requests.slice(0, 4).join(" | "));
			});
		}
		finally {
			await device.close();
		}
	}
	const device = await Device.start(loader, app, keys.key, "");
	try {
		const answer = await device.push(file);
		await device.ended;
		const { slot } = device;
		report("pushed: the image is in the slot", slot && !Buffer.compare(slot, image) ? undefined : `${answer}; ${device.said}`);
	}
	finally {
		await device.close();
	}
}

/** The firmware in a process, asked over HTTP. */
class Device {
	readonly ended: Promise<unknown>;
	readonly #line: SerialLine;
	readonly #url: string;
	readonly #log: string[] = [];
	readonly #stop = new AbortController();

	private constructor(loader: string, app: string, line: SerialLine, port: number, env: NodeJS.ProcessEnv) {
		this.#line = line;
		this.#url = `http://${address}:${port}/api/v1`;
		this.ended = runApp(loader, app, line.folder, 120, {
			env: { METERWIRE_HTTP: String(port), METERWIRE_STATE: "settings", METERWIRE_SLOT: "slot", ...env },
			signal: this.#stop.signal,
			onLine: text => void this.#log.push(text),
		});
	}

	static async start(loader: string, app: string, key: string, authority: string): Promise<Device> {
		const line = await SerialLine.open();
		writeFileSync(path.join(line.folder, "settings"), JSON.stringify({ authority }));
		const device = new Device(loader, app, line, await freePort(), { METERWIRE_KEY: key });
		for (let tries = 0; tries < 100 && !await device.#status(); tries++)
			await pause();
		return device;
	}

	get said(): string {
		return this.#log.join(" | ");
	}

	/** What was written to the slot. */
	get slot(): Buffer | undefined {
		const file = path.join(this.#line.folder, "slot");
		return existsSync(file) ? readFileSync(file) : undefined;
	}

	/** Has it fetch an update, and waits until that has failed, or the device restarts. */
	async pull(url: string): Promise<Status> {
		await fetch(`${this.#url}/update/pull`, { method: "POST", body: JSON.stringify({ url }) });
		for (let tries = 0; tries < 300; tries++) {
			const status = await this.#status();
			if (!status || status.state === "restarting" || status.state === "idle")
				return status ?? { state: "restarting", error: "" };
			await pause();
		}
		return { state: "receiving", error: "it does not come to an end" };
	}

	/** What is wrong with a file. */
	async push(file: Buffer): Promise<string> {
		const answer = await fetch(`${this.#url}/update/image`, { method: "POST", body: file });
		return (await answer.json() as { error?: string; }).error ?? "";
	}

	async close(): Promise<void> {
		this.#stop.abort();
		await this.ended;
		this.#line.close();
	}

	async #status(): Promise<Status | undefined> {
		try {
			return await (await fetch(`${this.#url}/update`, { signal: AbortSignal.timeout(5_000) })).json() as Status;
		}
		catch {
			return undefined;
		}
	}
}

async function withServer(
	secure: { key: string; cert: string; },
	action: (url: string, handler: FileHandler) => Promise<void>,
): Promise<void> {
	const handler = new FileHandler();
	const server = createServer({ ...secure, maxVersion: "TLSv1.2" }, (request, response) => handler.handle(request, response));
	await new Promise<void>(resolve => server.listen(0, address, resolve));
	try {
		await action(`https://${address}:${(server.address() as net.AddressInfo).port}${place}`, handler);
	}
	finally {
		server.close();
		server.closeAllConnections();
	}
}

function freePort(): Promise<number> {
	return new Promise(resolve => {
		const server = net.createServer().listen(0, address, () => {
			const { port } = server.address() as net.AddressInfo;
			server.close(() => resolve(port));
		});
	});
}

function pause(): Promise<void> {
	return new Promise(resolve => setTimeout(resolve, 100));
}
