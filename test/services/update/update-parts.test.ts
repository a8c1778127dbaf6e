import assert from "node:assert/strict";
import { test } from "node:test";
import "../../support/xs-shims";
import { base64Bytes } from "../../../services/update/base64";
import { readChannel } from "../../../services/update/channel-manifest";
import { ChunkReader } from "../../../services/update/chunk-reader";
import { StartGuard } from "../../../services/update/start-guard";
import { compareVersions } from "../../../services/update/version-order";
import { formatWebAddress, parseWebAddress, resolveWebAddress } from "../../../services/update/web-address";
import { MapStorage } from "../../support/map-storage";
import { VirtualTimers } from "../../support/virtual-timers";

test("versions in their order, as semver.org has it", () => {
	const order = [
		"",
		"1.0.0-alpha",
		"1.0.0-alpha.1",
		"1.0.0-alpha.beta",
		"1.0.0-beta",
		"1.0.0-beta.2",
		"1.0.0-beta.11",
		"1.0.0-rc.1",
		"1.0.0",
		"1.0.1",
		"1.2.0",
		"1.10.0",
		"2.0.0",
	];
	for (const [index, version] of order.entries()) {
		assert.equal(compareVersions(version, version), 0);
		for (const later of order.slice(index + 1)) {
			assert.ok(compareVersions(version, later) < 0, `${version} < ${later}`);
			assert.ok(compareVersions(later, version) > 0, `${later} > ${version}`);
		}
	}
});

test("addresses of the web", () => {
	assert.deepEqual(parseWebAddress("http://10.0.0.9"), { secure: false, host: "10.0.0.9", port: 80, path: "/" });
	assert.deepEqual(parseWebAddress("HTTPS://example.org:8443/a/b?c=d#e"), {
		secure: true,
		host: "example.org",
		port: 8443,
		path: "/a/b?c=d",
	});
	for (
		const wrong of [
			"",
			"ftp://x/",
			"http://",
			"http://user@host/",
			"http://host:0/",
			"http://host:x/",
			"http://a b/",
			"http://[::1]/",
			"//host/",
		]
	)
		assert.equal(parseWebAddress(wrong), undefined, wrong);
	const base = parseWebAddress("http://host:81/folder/stable.json?x=/y")!;
	for (
		const [text, address] of [
			["image", "http://host:81/folder/image"],
			["/other", "http://host:81/other"],
			["https://else/where", "https://else/where"],
			["//else/where", "http://else/where"],
		] as const
	)
		assert.equal(formatWebAddress(resolveWebAddress(base, text)!), address);
});

test("a channel's file", () => {
	const base = parseWebAddress("http://host/folder/stable.json")!;
	const text = JSON.stringify({ version: "1.2.3", notes: "x".repeat(999), builds: [{ board: "b", path: "b.update" }] });
	const offer = readChannel(text, base, "b")!;
	assert.equal(offer.version, "1.2.3");
	assert.equal(offer.notes.length, 250);
	assert.equal(formatWebAddress(offer.address), "http://host/folder/b.update");
	assert.equal(readChannel(text, base, "c"), undefined);
	for (const wrong of ["", "[]", "null", "{\"version\":\"1\",\"builds\":[]}", "{\"version\":\"1.0.0\"}", text.replace("b.update", "")])
		assert.throws(() => readChannel(wrong, base, "b"), /the channel's file/, wrong);
});

test("chunks, split at every byte", () => {
	const bytes = Buffer.from("5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nTrailer: 1\r\n\r\nmore");
	for (let cut = 0; cut <= bytes.length; cut++) {
		let text = "";
		const reader = new ChunkReader(data => text += Buffer.from(data).toString("latin1"));
		reader.push(bytes.subarray(0, cut));
		reader.push(bytes.subarray(cut));
		assert.equal(text, "hello world");
		assert.ok(reader.ended);
	}
});

test("base64", () => {
	for (let length = 1; length < 20; length++) {
		const bytes = Buffer.from(Array.from({ length }, (_, index) => index * 37 + length & 0xFF));
		assert.deepEqual([...base64Bytes(bytes.toString("base64"))!], [...bytes]);
	}
	for (const wrong of ["", "A", "ab=c", "a$bc", "====="])
		assert.equal(base64Bytes(wrong), undefined, wrong);
});

test("three restarts of its own accord lead to safe mode, and out of it again", () => {
	const storage = new MapStorage();
	let retries = 0;
	const start = (restartReason: string, ran: number, end: "crash" | "order") => {
		const timers = new VirtualTimers();
		const guard = new StartGuard({ storage, timers, restartReason, onRetry: () => retries++ });
		timers.advance(ran);
		if (end === "order")
			guard.ordered();
		return guard.level;
	};
	assert.equal(start("Power on", 1000, "crash"), "normal");
	assert.equal(start("Exception", 1000, "crash"), "normal");
	// The plug was pulled: neither one more nor a new beginning.
	assert.equal(start("Power on", 1000, "crash"), "normal");
	assert.equal(start("Task watchdog", 1000, "crash"), "normal");
	assert.equal(start("Exception", 1_799_000, "crash"), "safe");
	assert.equal(retries, 0);
	assert.equal(
		start("Exception", 1_801_000, "order"),
		"safe",
		"safe mode that has lasted long enough counts as well; one more restart leads back",
	);
	assert.equal(retries, 1);
	assert.equal(start("Software restart", 1000, "crash"), "normal");
	assert.equal(start("Exception", 1000, "crash"), "safe");
	assert.equal(start("Exception", 1000, "crash"), "bare", "safe mode did not hold");
	assert.equal(start("Exception", 1000, "order"), "bare");
	assert.equal(start("Software restart", 1000, "order"), "safe");
	assert.equal(start("Software restart", 300_000, "crash"), "normal");
	assert.equal(start("Exception", 1000, "crash"), "normal", "after five good minutes the count begins anew");
});
