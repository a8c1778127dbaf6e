import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Serial } from "../../drivers/serial";
import { createHouse } from "../../simulator/house";
import type { House } from "../../simulator/house";
import { Scheduler } from "../../simulator/scheduler";

const folder = mkdtempSync(path.join(tmpdir(), "house-"));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
	const full = path.join(folder, name);
	writeFileSync(full, content, "latin1");
	return full;
}

function listen(house: House, options: object = {}) {
	const heard = { text: "", lost: false, serial: undefined as unknown as Serial };
	heard.serial = new house.ports.p1.serial({
		baud: 115_200,
		invert: { receive: true },
		...options,
		onReadable() {
			heard.text += Buffer.from(this.read()!).toString("latin1");
		},
		onError() {
			heard.lost = true;
		},
	});
	return heard;
}

/** Lets virtual time follow the real one until `done`. */
async function follow(scheduler: Scheduler, done: () => boolean): Promise<void> {
	for (let turn = 0; turn < 300 && !done(); turn++) {
		await sleep(10);
		scheduler.runUntil(scheduler.now + 10);
	}
	assert.ok(done(), "in time");
}

test("houses by name", () => {
	const scheduler = new Scheduler();
	assert.equal(createHouse("demo", scheduler).ports.p1.meter!.model.name, "e350");
	assert.equal(createHouse("belgian", scheduler).ports.p1.meter!.model.name, "belgian");
	assert.equal(createHouse("empty", scheduler).ports.p1.meter, undefined);
	assert.throws(
		() => createHouse("castle", scheduler),
		/Unknown house castle\. Known: demo, e350, sx631, dsmr22, belgian, smarty, am550, ma309, sml, .*, mbus8, .*, empty, or a \.json file/,
	);
});

test("houses from a file", () => {
	const scheduler = new Scheduler();
	const house = createHouse(file("good.json", "{\"p1\":{\"meter\":\"sx631\",\"frozen\":true,\"faults\":[\"silent\"]}}"), scheduler);
	assert.deepEqual(house.ports.p1.meter!.faults, ["silent"]);
	const wrong: [string, RegExp][] = [
		["{", /^Cannot read the house .*wrong\.json: /],
		["[]", /wrong\.json: not an object/],
		["{\"p2\":{}}", /unknown key p2\. Known: p1/],
		["{\"p1\":{\"meter\":\"toString\"}}", /p1: meter "toString" is not known\. Known: e350, sx631, dsmr22, belgian/],
		["{\"p1\":{\"metre\":\"e350\"}}", /unknown key metre\. Known: meter, /],
		["{\"p1\":{\"meter\":\"e350\",\"frozen\":1}}", /frozen 1 must be true or false/],
		["{\"p1\":{\"meter\":\"e350\",\"faults\":[\"x\"]}}", /faults \["x"\] must be a list of unplugged, /],
		["{\"p1\":{\"error\":11}}", /error 11 must be a number from -10 to 10/],
	];
	for (const [text, message] of wrong)
		assert.throws(
			() => createHouse(file("wrong.json", text), scheduler),
			error => message.test((error as Error).message) && !/\n/.test((error as Error).message),
			text,
		);
	assert.throws(() => createHouse(path.join(folder, "none.json"), scheduler), /ENOENT/);
});

test("an empty socket: the pull-up holds the line, a break for an inverted UART", () => {
	const scheduler = new Scheduler(), house = createHouse("empty", scheduler), heard = listen(house);
	scheduler.runUntil(10_000);
	assert.equal(heard.text, "\0");
});

test("captured bytes at the wire's speed", () => {
	const scheduler = new Scheduler(), house = createHouse("e350", scheduler);
	house.setSource("p1", file("capture.telegram", "/ABC5\r\n\r\n!\r\n"));
	assert.equal(house.ports.p1.meter, undefined);
	const heard = listen(house);
	scheduler.runUntil(2500);
	assert.equal(heard.text, "/ABC5\r\n\r\n!\r\n".repeat(2));
	house.setSource("p1", file("capture.hex", "2f 41\n42\n"));
	scheduler.runUntil(3700);
	assert.equal(heard.text.slice(24), "/AB");
	const slow = createHouse({ p1: { source: file("slow.telegram", "/ABC5\r\n"), format: "9600 7E1" } }, scheduler);
	const slowly = listen(slow, { baud: 9600, data: 7, parity: "even" });
	scheduler.runUntil(5000);
	assert.equal(slowly.text, "/ABC5\r\n");
});

test("sources that cannot be opened are told in one line", () => {
	const house = createHouse("empty", new Scheduler());
	for (
		const [source, message] of [
			["/nowhere/ttyUSB0", "Cannot open /nowhere/ttyUSB0: there is no such file or device"],
			[folder, `Cannot open ${folder}: neither a file nor a serial device`],
			["tcp://nowhere", "Not an address: tcp://nowhere. It looks like tcp://host:port"],
			[file("empty", ""), `${path.join(folder, "empty")} is empty`],
			[file("odd.hex", "2f4"), `${path.join(folder, "odd.hex")} does not hold hexadecimal text`],
		] as const
	)
		assert.throws(() => house.setSource("p1", source), { message });
	assert.throws(() => house.setSource("p9", "x"), /Unknown port p9\. Known: p1/);
});

test("bytes from the network, both ways, until it is gone", async () => {
	let got = "";
	const server = createServer(socket => {
		socket.write("/ABC5\r\n");
		socket.on("data", bytes => {
			got += bytes;
			socket.destroy();
		});
	});
	await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
	const scheduler = new Scheduler(), house = createHouse("e350", scheduler);
	house.setSource("p1", `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
	const heard = listen(house);
	await follow(scheduler, () => heard.text === "/ABC5\r\n");
	heard.serial.write(Buffer.from("?"));
	await follow(scheduler, () => got === "?");
	await follow(scheduler, () => heard.lost);
	heard.serial.close();
	server.close();
	const errors: string[] = [];
	const away = createHouse("empty", scheduler);
	away.ports.p1.setSource("tcp://127.0.0.1:1", text => errors.push(text));
	const nobody = listen(away);
	await follow(scheduler, () => nobody.lost);
	assert.deepEqual(errors, ["Cannot use tcp://127.0.0.1:1: ECONNREFUSED"]);
});

const hasSocat = spawnSync("socat", ["-V"]).status === 0;
test("bytes from a pseudo-terminal, both ways", { skip: hasSocat ? false : "needs socat" }, async () => {
	const near = path.join(folder, "near");
	const socat = spawn("socat", ["-", `pty,raw,echo=0,link=${near}`]);
	let got = "";
	socat.stdout.on("data", bytes => got += bytes);
	try {
		const scheduler = new Scheduler(), house = createHouse("empty", scheduler);
		await follow(scheduler, () => spawnSync("test", ["-c", near]).status === 0);
		house.setSource("p1", near);
		const heard = listen(house);
		await sleep(50);
		socat.stdin.write("/ABC5\r\n\u0003!");
		await follow(scheduler, () => heard.text === "/ABC5\r\n\u0003!");
		heard.serial.write(Buffer.from("/?!\r\n"));
		await follow(scheduler, () => got === "/?!\r\n");
		heard.serial.configure({ baud: 9600, data: 7, parity: "even" });
		socat.kill();
		await follow(scheduler, () => heard.lost);
		heard.serial.close();
		house.close();
	}
	finally {
		socat.kill();
	}
});
