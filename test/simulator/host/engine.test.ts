import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineGone } from "../../../simulator/engine/engine";
import type { Engine } from "../../../simulator/engine/engine";
import { NetstringReader } from "../../../simulator/engine/netstring-reader";
import { NodeEngine } from "../../../simulator/engine/node-engine";
import { XsEngine } from "../../../simulator/engine/xs-engine";

const echo = `
	globalThis.handleCommand = command => {
		const bytes = new Uint8Array(command);
		if (bytes[0] === 0x21) throw new RangeError("bad command");
		if (bytes[0] === 0x3F) return { result: issueCommand(command) };
		let later = 0;
		Promise.resolve().then(() => later = 7);
		return { get result() { return new Uint8Array([...bytes, later]).buffer; } };
	};`;

const engines: [string, (() => Engine) | undefined][] = [
	["XS", XsEngine.worker ? () => new XsEngine() : undefined],
	["Node", () => new NodeEngine()],
];

for (const [name, open] of engines) {
	test(`${name}: commands, requests, exceptions`, { skip: open ? false : "needs the XS engine" }, async () => {
		const engine = open!();
		try {
			await engine.evaluate(echo);
			assert.deepEqual([...(await engine.command(Uint8Array.of(1, 2, 255))).bytes], [1, 2, 255, 7], "promise jobs run before the reply");
			engine.onRequest = request => Uint8Array.of(request.length, 9);
			assert.deepEqual([...(await engine.command(Uint8Array.of(0x3F, 0, 0))).bytes], [3, 9]);
			await assert.rejects(engine.command(Uint8Array.of(0x21)), /bad command/);
			await assert.rejects(engine.evaluate("throw new Error('no')"), /no/);
			const many = await Promise.all(Array.from({ length: 200 }, (_, at) => engine.command(Uint8Array.of(64 + at % 100))));
			assert.deepEqual(many.map(reply => reply.bytes[0]), Array.from({ length: 200 }, (_, at) => 64 + at % 100));
		}
		finally {
			engine.close();
			engine.close();
		}
		await assert.rejects(engine.command(Uint8Array.of(1)), EngineGone);
	});

	test(`${name}: nothing of Node is there`, { skip: open ? false : "needs the XS engine" }, async () => {
		const engine = open!();
		try {
			const { bytes } = await engine.evaluate(`
				const there = ["process", "require", "Buffer", "setTimeout", "console", "fetch"].filter(name => globalThis[name] !== undefined);
				new Uint8Array(new TextEncoder().encode(there.join())).buffer`);
			assert.equal(Buffer.from(bytes).toString(), "");
		}
		finally {
			engine.close();
		}
	});
}

test(
	"XS: usage is counted, an endless loop ends with a reason in words",
	{ skip: XsEngine.worker ? false : "needs the XS engine" },
	async () => {
		const engine = new XsEngine({ limit: 10_000_000 });
		await engine.evaluate(echo);
		const { usage } = await engine.command(Uint8Array.of(1));
		assert.ok(usage.compute! > 10 && usage.compute! < 2000, `compute ${usage.compute}`);
		assert.ok(usage.heapCount! > 1000);
		await assert.rejects(engine.evaluate("for (;;) ;"), (error: Error) => {
			assert.ok(error instanceof EngineGone);
			assert.match(error.message, /too much computation/);
			return true;
		});
		engine.close();
	},
);

test("netstrings in any slices", () => {
	const stream = Buffer.from("5:hello,0:,12:0123456789ab,");
	for (let size = 1; size <= stream.length; size++) {
		const got: string[] = [];
		const reader = new NetstringReader(message => got.push(message.toString()));
		for (let at = 0; at < stream.length; at += size)
			reader.push(stream.subarray(at, at + size));
		assert.deepEqual(got, ["hello", "", "0123456789ab"]);
	}
	for (const bad of ["x", "5:hellox", "99999999999:"])
		assert.throws(() => new NetstringReader(() => {}).push(Buffer.from(bad)), /not a netstring/);
});
