import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Serial, SerialOptions } from "../../../drivers/serial";
import { ImprovDecoder } from "../../../services/network/improv/improv-decoder";
import { improvPacket, improvResult } from "../../../services/network/improv/improv-packet";
import { ImprovSerial } from "../../../services/network/improv/improv-serial";
import type { Network } from "../../../services/network/network";
import type { NetworkSetup } from "../../../services/network/network-setup";
import type { ScannedNetwork } from "../../../services/network/wifi-scan";
import type { TrialStatus } from "../../../services/network/wifi-trial";
import { inSlices, mutate, Random } from "../../support/random";
import { VirtualTimers } from "../../support/virtual-timers";

/** What a PC sends, written out: request of the device's facts, of its state, and the name `ab` with the password `cdefghij`. */
const asks = Object.freeze({
	device: [0x49, 0x4D, 0x50, 0x52, 0x4F, 0x56, 1, 3, 2, 3, 0, 0xE6, 0x0A],
	state: [0x49, 0x4D, 0x50, 0x52, 0x4F, 0x56, 1, 3, 2, 2, 0, 0xE5, 0x0A],
});

const text = (value: string) => [value.length, ...Buffer.from(value)];
const command = (number: number, data: number[] = []) => improvPacket(3, [number, data.length, ...data]);
const settings = (name: string, password: string) => command(1, [...text(name), ...text(password)]);

function decoder(most = 255) {
	const seen: string[] = [];
	const inner = new ImprovDecoder(most, {
		onPacket: (type, data) => seen.push(`${type}:${Buffer.from(data).toString("hex")}`),
		onFault: () => seen.push("fault"),
	});
	return { inner, seen };
}

test("packets are made as the protocol's description has them", () => {
	assert.deepEqual([...command(3)], asks.device);
	assert.deepEqual([...command(2)], asks.state);
	assert.deepEqual([...improvResult(4, ["Ä", "-5", "YES"])], [4, 10, 2, 0xC3, 0x84, 2, 0x2D, 0x35, 3, 0x59, 0x45, 0x53]);
	assert.deepEqual([...improvResult(4, [])], [4, 0]);
	assert.throws(() => improvPacket(4, new Uint8Array(256)), RangeError);
});

test("texts that have no room are cut, never within a character", () => {
	for (let before = 0; before < 4; before++) {
		const data = improvResult(3, ["x".repeat(before), "€".repeat(200), "end"]);
		assert.ok(data.length <= 255 && data[1] === data.length - 2);
		const count = data[3 + before]!;
		assert.match(Buffer.from(data.subarray(4 + before, 4 + before + count)).toString(), /^€+$/);
	}
});

test("each packet, split at every byte", () => {
	for (const packet of [command(2), command(3), command(4), settings("house", "secret word"), improvPacket(2, [0]), improvPacket(9, [])])
		for (let at = 0; at <= packet.length; at++) {
			const { inner, seen } = decoder();
			inner.push(packet.subarray(0, at));
			inner.push(packet.subarray(at));
			inner.push(packet);
			const whole = `${packet[7]}:${Buffer.from(packet.subarray(9, -2)).toString("hex")}`;
			assert.deepEqual(seen, [whole, whole]);
		}
});

test("garbage and text between packets, and a header that begins anew, are passed over", () => {
	const { inner, seen } = decoder();
	for (const noise of ["", "I (312) wifi: IMPROV\r\n", "IIMPRO", "IMPROV\x02", "IMPIMPROVI", "\0\xFF\xFF"]) {
		inner.push(Buffer.from(noise, "latin1"));
		inner.push(Uint8Array.from(asks.state));
	}
	assert.deepEqual(seen, Array(6).fill("3:0200"));
	assert.equal(inner.pending, false);
});

test("a wrong sum is told, for every byte of a packet that may be wrong; the next packet is understood", () => {
	for (let at = 9; at < asks.state.length - 1; at++) {
		const { inner, seen } = decoder();
		inner.push(Uint8Array.from(asks.state, (byte, index) => index === at ? byte ^ 0x10 : byte));
		inner.push(Uint8Array.from(asks.state));
		assert.deepEqual(seen, ["fault", "3:0200"], `byte ${at}`);
	}
});

test("a packet that is too long is told once, at its end", () => {
	const { inner, seen } = decoder(20);
	inner.push(improvPacket(3, new Uint8Array(20)));
	inner.push(improvPacket(3, new Uint8Array(21)));
	inner.push(improvPacket(3, new Uint8Array(255).fill(0x49)));
	inner.push(Uint8Array.from(asks.state));
	assert.deepEqual(seen, [`3:${"00".repeat(20)}`, "fault", "fault", "3:0200"]);
});

/** The service at a port that a test reads and writes. */
function make({ room = 1024, refuse = false } = {}) {
	const timers = new VirtualTimers();
	const log: string[] = [], tried: string[] = [], scans: ((error: string | undefined, networks: ScannedNetwork[]) => void)[] = [];
	const port = { options: undefined as SerialOptions | undefined, input: [] as number[], sent: [] as number[], closed: 0, busy: false };
	class Port {
		constructor(options: SerialOptions) {
			if (refuse)
				throw new Error("port in use");
			port.options = options;
		}
		read(): ArrayBuffer | undefined {
			const bytes = port.input.splice(0);
			return bytes.length ? Uint8Array.from(bytes).buffer : undefined;
		}
		write(data: Uint8Array): void {
			if (port.busy)
				throw new Error("output full");
			port.sent.push(...data);
		}
		close(): void {
			port.closed++;
		}
	}
	const net = { state: "off", address: "192.0.2.7", trying: undefined as TrialStatus | undefined, wifi: true };
	const network = {
		get state() {
			return net.state;
		},
		get status() {
			return { trying: net.trying, address: net.address };
		},
		try({ SSID, password }: { SSID: string; password: string; }) {
			if (!net.wifi)
				throw new Error("this device has no Wi-Fi");
			tried.push(`${SSID}/${password}`);
			net.trying = { ssid: SSID, state: "connecting", error: "" };
			improv.changed();
		},
	} as unknown as Network;
	const setup = { scan: (done: (typeof scans)[0]) => scans.push(done) } as unknown as NetworkSetup;
	const improv: ImprovSerial = new ImprovSerial({
		timers,
		serial: { io: Port as unknown as new(options: SerialOptions) => Serial, port: 0, receive: 3, transmit: 1 },
		network,
		setup,
		device: () => ["Meterwire", "1.2.3", "ESP32", "Cellar"],
		url: () => `http://${net.address}/`,
		onLog: line => log.push(line),
	});
	const instance = {} as Serial;
	port.options!.onWritable!.call(instance, room);
	const say = (bytes: ArrayLike<number>) => {
		port.input.push(...Array.from(bytes));
		port.options!.onReadable!.call(instance, bytes.length);
	};
	const heard = () => {
		const { inner, seen } = decoder();
		inner.push(Uint8Array.from(port.sent.splice(0)));
		return seen.map(packet =>
			packet.replace(/^4:(..)..(.*)$/, (_all, number: string, rest: string) => {
				const texts: string[] = [], bytes = Buffer.from(rest, "hex");
				for (let at = 0; at < bytes.length; at += 1 + bytes[at]!)
					texts.push(bytes.subarray(at + 1, at + 1 + bytes[at]!).toString());
				return [`4:${number}`, ...texts].join("|");
			})
		);
	};
	const end = (state: "connected" | "failed", error = "", ssid = net.trying!.ssid) => {
		net.trying = { ssid, state, error };
		net.state = state === "connected" ? "online" : "off";
		improv.changed();
	};
	return { timers, improv, port, net, log, tried, scans, say, heard, end, instance };
}

test("says nothing unasked; tells facts and state", () => {
	const { say, heard, net, improv } = make();
	improv.changed();
	assert.deepEqual(heard(), []);
	say(asks.state);
	assert.deepEqual(heard(), ["1:02"]);
	say(asks.device);
	assert.deepEqual(heard(), ["4:03|Meterwire|1.2.3|ESP32|Cellar"]);
	net.state = "online";
	say(asks.state);
	assert.deepEqual(heard(), ["1:04", "4:02|http://192.0.2.7/"]);
});

test("wrong password: unable to connect, and ready for the next attempt, which works", () => {
	const { say, heard, tried, end, improv } = make();
	say(settings("House", "guess"));
	assert.deepEqual([heard(), tried], [["1:03"], ["House/guess"]]);
	improv.changed();
	say(asks.state);
	assert.deepEqual(heard(), ["1:03"]);
	end("failed", "wrong password");
	assert.deepEqual(heard(), ["2:03", "1:02"]);
	improv.changed();
	assert.deepEqual(heard(), []);
	say(settings("House", ""));
	assert.deepEqual([heard(), tried[1]], [["2:00", "1:03"], "House/"]);
	end("connected");
	assert.deepEqual(heard(), ["1:04", "4:01|http://192.0.2.7/"]);
});

test("what works and cannot be saved, a device without Wi-Fi, an attempt that the page takes over", () => {
	const { say, heard, end, net } = make();
	say(settings("House", "12345678"));
	end("connected", "it works, and cannot be saved");
	assert.deepEqual(heard(), ["1:03", "2:ff", "1:04"]);
	net.wifi = false;
	say(settings("House", "12345678"));
	assert.deepEqual(heard(), ["2:00", "1:03", "2:ff", "1:04"]);
	net.wifi = true;
	say(settings("House", "12345678"));
	end("connected", "", "Another");
	assert.deepEqual(heard(), ["2:00", "1:03", "2:03", "1:04"]);
});

test("networks: one result each, then an empty one; a second request while it looks is the same", () => {
	const { say, heard, scans } = make();
	say(command(4));
	say(command(4));
	assert.equal(scans.length, 1);
	scans[0]!(undefined, [{ ssid: "House", rssi: -57, secure: true }, { ssid: "Guest", rssi: -63, secure: false }]);
	assert.deepEqual(heard(), ["4:04|House|-57|YES", "4:04|Guest|-63|NO", "4:04"]);
	say(command(4));
	scans[1]!("no scan now", []);
	assert.deepEqual(heard(), ["2:ff"]);
});

test("what is no command gets an error or nothing, and nothing is tried", () => {
	const { say, heard, tried } = make();
	const answers: [ArrayLike<number>, string[]][] = [
		[command(5), ["2:02"]],
		[improvPacket(3, [1]), ["2:01"]],
		[improvPacket(3, [2, 1]), ["2:01"]],
		[improvPacket(1, [2]), []],
		[improvPacket(4, [1, 0]), []],
		[command(1), ["2:00", "2:01"]],
		[command(1, [...text("House")]), ["2:00", "2:01"]],
		[command(1, [...text("House"), 9, 65]), ["2:00", "2:01"]],
		[command(1, [...text("House"), ...text("12345678"), 0]), ["2:00", "2:01"]],
		[settings("", "12345678"), ["2:00", "2:01"]],
		[settings("x".repeat(33), "12345678"), ["2:00", "2:01"]],
		[command(1, [1, 0xFF, 1, 0x41]), ["2:00", "2:01"]],
		[improvPacket(3, new Uint8Array(200)), ["2:01"]],
		[asks.state, ["2:00", "1:02"]],
	];
	for (const [bytes, answer] of answers) {
		say(bytes);
		// The error before is taken back by the next packet that is whole.
		assert.deepEqual(heard(), answer, Buffer.from(Uint8Array.from(Array.from(bytes))).toString("hex"));
	}
	assert.deepEqual(tried, []);
});

test("half a packet does not swallow the next one when there is silence between", () => {
	const { say, heard, timers } = make();
	say(settings("House", "12345678").subarray(0, 15));
	timers.advance(1000);
	say(asks.state);
	assert.deepEqual(heard(), ["1:02"]);
});

test("a slow line: what waits leaves when there is room, in order and whole; a line that refuses is told", () => {
	const { say, heard, port, instance, scans, log } = make({ room: 0 });
	say(command(4));
	scans[0]!(undefined, Array.from({ length: 24 }, (_value, index) => ({ ssid: `Network ${index}`, rssi: -index, secure: true })));
	const all: string[] = [];
	for (let turn = 0; turn < 30; turn++) {
		port.options!.onWritable!.call(instance, 64);
		assert.ok(port.sent.length <= 64);
		all.push(...heard());
	}
	assert.equal(all.length, 25);
	assert.deepEqual([all[0], all[23], all[24]], ["4:04|Network 0|0|YES", "4:04|Network 23|-23|YES", "4:04"]);
	port.options!.onWritable!.call(instance, 0);
	for (let turn = 0; turn < 1000; turn++)
		say(asks.state);
	port.options!.onWritable!.call(instance, 1_000_000);
	assert.equal(heard().length, 40);
	port.busy = true;
	say(asks.state);
	assert.match(log.at(-1)!, /output full/);
});

test("lines of the log leave whole between packets, long ones cut; none after it is closed, and one about the line itself does no harm", () => {
	const { improv, say, port, heard, instance, log } = make({ room: 20 });
	improv.print("first line of the log");
	say(asks.state);
	improv.print("é".repeat(1000));
	assert.equal(port.sent.length, 0);
	port.options!.onWritable!.call(instance, 1024);
	const all = Buffer.from(Uint8Array.from(port.sent)).toString("latin1");
	assert.match(all, /^first line of the log\r\nIMPROV\x01\x01\x01\x02.\n/);
	assert.equal(all.length, 23 + 12 + 480);
	assert.deepEqual(heard(), ["1:02"]);
	port.busy = true;
	improv.print("lost");
	assert.deepEqual(log, ["Improv: output full"]);
	improv.close();
	port.busy = false;
	assert.equal(improv.print("late"), false);
	assert.equal(port.sent.length, 0);
});

test("a port that nobody reads keeps eight lines and says of the others that they are not there; then all goes on", () => {
	const { improv, say, port, heard, instance } = make({ room: 0 });
	port.options!.onWritable!.call(instance, 0);
	const taken = Array.from({ length: 100 }, (_, line) => improv.print(`line ${line}`));
	assert.deepEqual(taken, taken.map((_, line) => line < 8));
	say(asks.state);
	assert.equal(port.sent.length, 0);
	port.options!.onWritable!.call(instance, 1024);
	const all = Buffer.from(Uint8Array.from(port.sent)).toString("latin1");
	assert.deepEqual(all.match(/line \d+/g), ["line 0", "line 1", "line 2", "line 3", "line 4", "line 5", "line 6", "line 7"]);
	assert.deepEqual(heard(), ["1:02"]);
	assert.equal(improv.print("again"), true);
});

test("closed twice: no answer any more; a port that is taken throws; one that goes closes", () => {
	const { improv, say, port, scans, heard, instance, end, net } = make();
	say(command(4));
	say(settings("House", "12345678"));
	heard();
	improv.close();
	improv.close();
	assert.equal(port.closed, 1);
	scans[0]!(undefined, [{ ssid: "House", rssi: -57, secure: true }]);
	net.trying ??= { ssid: "House", state: "connecting", error: "" };
	end("connected");
	assert.deepEqual(heard(), []);
	const other = make();
	other.port.options!.onError!.call(instance);
	assert.deepEqual([other.port.closed, other.log], [1, ["Improv: the serial port is gone"]]);
	assert.throws(() => make({ refuse: true }), /port in use/);
});

test("random and damaged bytes: nothing is thrown, and a good packet after silence is understood", () => {
	const random = new Random(7);
	const { say, heard, timers, port, instance, end, net, tried } = make({ room: 1_000_000 });
	const packets = [command(1), command(2), command(3), settings("House", "12345678"), settings("Guest", ""), command(200)];
	for (let round = 0; round < 4000; round++) {
		const bytes = random.below(3) ? mutate(packets[random.below(packets.length)]!, random) : random.bytes(random.below(400));
		inSlices(bytes, random, say);
		if (net.trying?.state === "connecting" && random.below(2))
			end("failed", "wrong password");
	}
	if (net.trying?.state === "connecting")
		end("failed");
	timers.advance(1000);
	port.sent.splice(0);
	port.options!.onWritable!.call(instance, 1_000_000);
	port.sent.splice(0);
	say(asks.state);
	assert.equal(heard().at(-1), "1:02");
	// With a sum of one byte some damage gets through; what is then tried is still a name and a password.
	assert.ok(tried.every(each => each.includes("/")));
});
