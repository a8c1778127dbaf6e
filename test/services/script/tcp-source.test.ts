import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { TcpSource } from "../../../services/script/tcp-source";
import { FakeTcp, type FarEnd } from "../mqtt/fake-tcp";
import { VirtualTimers } from "../../support/virtual-timers";

function make(far: FarEnd) {
	const timers = new VirtualTimers(), heard: string[] = [];
	const open = FakeTcp.open;
	const source = new TcpSource({ socket: { io: FakeTcp.bind(timers, far) }, timers, address: "192.0.2.30", port: 502 });
	source.listen(bytes => heard.push(Buffer.from(bytes).toString("hex")));
	return { timers, source, heard, open: () => FakeTcp.open - open };
}

test("what is sent is answered; a closed source leaves nothing", () => {
	const { timers, source, heard, open } = make({ onData: (socket, bytes) => socket.receive(Uint8Array.of(...bytes, 7)) });
	source.send(Uint8Array.of(1));
	timers.advance(1_000);
	assert.equal(source.status.detected, "connected");
	source.send(Uint8Array.of(1, 2));
	timers.advance(1_000);
	assert.deepEqual(heard, ["010207"]);
	assert.equal(source.status.bytes, 3);
	source.close();
	assert.deepEqual([timers.pending, open()], [0, 0]);
});

for (
	const [name, far, error] of [["refuses", { refuse: true }, /no connection/], [
		"swallows everything",
		{ silent: true },
		/no connection/,
	]] as const
)
	test(`an address that ${name} is tried again`, () => {
		const { timers, source, open } = make(far);
		timers.advance(200_000);
		assert.match(source.status.lastError, error);
		assert.equal(source.status.detected, "");
		source.close();
		assert.deepEqual([timers.pending, open()], [0, 0]);
	});

test("a meter that was asked and says nothing for a minute gets a new connection", () => {
	let connections = 0;
	const { timers, source } = make({ onConnect: () => void connections++ });
	timers.advance(1_000);
	for (let round = 0; round < 100; round++) {
		source.send(Uint8Array.of(1));
		timers.advance(1_000);
	}
	assert.equal(connections, 2);
	assert.match(source.status.lastError, /does not answer/);
	source.close();
});

test("nothing is asked: a quiet connection stays", () => {
	let connections = 0;
	const { timers, source } = make({ onConnect: () => void connections++ });
	timers.advance(600_000);
	assert.equal(connections, 1);
	source.close();
});
