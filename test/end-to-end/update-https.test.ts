import assert from "node:assert/strict";
import { test } from "node:test";
import { Certificate } from "../support/certificates";
import { ask } from "../support/push";
import { newVersion, oldVersion, updateFile, withBench } from "../support/update-bench";
import { SimulatedWebServer } from "../support/web-server";

const address = "10.0.0.10", path = "/meterwire/image.update";
const authority = new Certificate();

/** The device knows `authority`; what the server shows is given. Returns the status after the update was begun, and the server. */
async function pull(
	secure: { key: string; cert: string; },
	look: (status: Record<string, unknown>, server: SimulatedWebServer, log: readonly string[]) => void,
	{ ca = authority.base64, breakAfter }: { ca?: string; breakAfter?: SimulatedWebServer["breakAfter"]; } = {},
): Promise<void> {
	await withBench(
		async bench => {
			const { device } = bench;
			const server = new SimulatedWebServer(device.simulation.network, address, 443, undefined, secure);
			try {
				server.files[path] = await updateFile();
				server.breakAfter = breakAfter;
				await device.run(30);
				const answer = await ask(device, "POST", "/api/v1/update/pull", JSON.stringify({ url: `https://${address}${path}` }));
				assert.equal(answer.status, 200);
				await device.run(120);
				const { exceptions } = device.simulation.machine;
				assert.equal(exceptions, 0);
				look((await ask(device, "GET", "/api/v1/update")).body, server, bench.log);
			}
			finally {
				server.close();
			}
		},
		"e350",
		{ defaults: { authority: ca, updateUrl: "" } },
	);
}

test("pulled over https: the certificate is checked, a connection that breaks goes on where it was, and the new version stays", () =>
	pull(new Certificate({ names: [address], by: authority }).server(authority), (status, server, log) => {
		assert.deepEqual([status["version"], status["state"], status["error"]], [newVersion, "idle", ""]);
		assert.equal(log.filter(line => line.endsWith("it goes on in a moment")).length, 2);
		// 3,000 bytes of the first part of 4 kB came, then the rest from there on.
		assert.deepEqual(server.requests.slice(0, 2), [`${path} bytes=0-4095`, `${path} bytes=3000-7095`]);
	}, { breakAfter: { bytes: 3000, times: 2 } }));

const stranger = new Certificate(), outdated = new Certificate({ from: -30, to: -1 });
const refused =
	`the certificate of ${address} is refused: it is not by the authority that is set, not for this name, or not valid on this day`;
for (
	const [name, secure, sentence, ca] of [
		["another authority", new Certificate({ names: [address], by: stranger }).server(stranger), refused],
		["another address", new Certificate({ names: ["10.0.0.11", "server.example"], by: authority }).server(authority), refused],
		["expired yesterday", new Certificate({ names: [address], by: authority, from: -30, to: -1 }).server(authority), refused],
		["valid from tomorrow on", new Certificate({ names: [address], by: authority, from: 1, to: 30 }).server(authority), refused],
		["signed by itself", new Certificate({ names: [address] }).server(), refused],
		[
			"an authority that has expired",
			new Certificate({ names: [address], by: outdated }).server(outdated),
			`a certificate is not valid on this day: that of ${address}, or the authority's that is set`,
			outdated.base64,
		],
		["no authority set", new Certificate({ names: [address], by: authority }).server(authority), undefined, ""],
	] as const
) {
	test(`an https server is refused at once, in words, and the old version goes on: ${name}`, () =>
		pull(secure, (status, server) => {
			assert.deepEqual([status["version"], status["state"]], [oldVersion, "idle"]);
			assert.equal(
				status["error"],
				sentence
					?? "the download failed: an https server cannot be checked: set the certificate authority, or use http",
			);
			assert.equal(server.requests.length, 0, "nothing was asked of it");
			assert.ok(server.connections <= 1);
		}, ca === undefined ? {} : { ca }));
}
