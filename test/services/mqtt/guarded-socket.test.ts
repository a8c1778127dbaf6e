import "../../support/xs-shims";
import assert from "node:assert/strict";
import { test } from "node:test";
import { GuardedSocket, type SocketWatch } from "../../../services/mqtt/guarded-socket";
import { TlsTransport } from "../../../services/mqtt/tls-transport";
import type { Socket, SocketConstructor, SocketOptions } from "../../../services/platform";
import { VirtualTimers } from "../../support/virtual-timers";
import { FakeTcp, type FarEnd } from "./fake-tcp";

const pingresp = [0xD0, 0];

function open(
	options: Partial<SocketOptions> = {},
	far: FarEnd = {},
	watch: SocketWatch = {},
): { socket: GuardedSocket; tcp: FakeTcp; timers: VirtualTimers; } {
	const timers = new VirtualTimers();
	let tcp!: FakeTcp;
	const socket = new GuardedSocket({
		...options,
		inner: { io: FakeTcp.bind(timers, { ...far, onConnect: socket => tcp = socket }) },
		timers,
		maximumPayload: 1000,
		watch,
	});
	timers.advance(10);
	return { socket, tcp, timers };
}

test("reads: bytes, counts, buffers, all, and not more than there is", () => {
	const { socket, tcp, timers } = open();
	tcp.receive(Uint8Array.of(...pingresp, ...pingresp, ...pingresp));
	tcp.receive(Uint8Array.of(...pingresp, 0x90, 3, 0, 1, 0));
	timers.advance(5);
	socket.format = "number";
	assert.equal(socket.read(), 0xD0);
	socket.format = "buffer";
	assert.deepEqual(new Uint8Array(socket.read(2) as ArrayBuffer), Uint8Array.of(0, 0xD0));
	const target = new Uint8Array(5);
	assert.equal(socket.read(target.subarray(1)), 4);
	assert.deepEqual(target, Uint8Array.of(0, 0, 0xD0, 0, 0xD0));
	assert.throws(() => socket.read(7), /invalid/);
	assert.deepEqual(new Uint8Array(socket.read() as ArrayBuffer), Uint8Array.of(0, 0x90, 3, 0, 1, 0));
	assert.equal(socket.read(), undefined);
});

test("an exception of the client becomes one error, and closes the socket below", () => {
	const reasons: string[] = [];
	let errors = 0;
	const { tcp, timers } = open(
		{
			onReadable() {
				throw new Error("client broke");
			},
			onError: () => void errors++,
		},
		{},
		{ onFault: reason => void reasons.push(reason) },
	);
	tcp.receive(Uint8Array.of(...pingresp));
	tcp.receive(Uint8Array.of(...pingresp));
	timers.advance(5);
	assert.deepEqual(reasons, ["client broke"]);
	assert.equal(errors, 1);
	assert.equal(tcp.closed, true);
});

test("a write that does not fit ends in an error, but not inside the write", () => {
	const reasons: string[] = [];
	const { socket, timers } = open({}, { room: 4 }, { onFault: reason => void reasons.push(reason) });
	assert.equal(socket.write(new ArrayBuffer(5)), 0);
	assert.deepEqual(reasons, []);
	timers.advance(1);
	assert.deepEqual(reasons, ["would block"]);
	assert.equal(socket.write(new ArrayBuffer(1)), 0);
});

test("closing twice, in a callback, and using it afterwards is harmless", () => {
	const opened: ReturnType<typeof open> = open({
		onReadable() {
			opened.socket.close();
			opened.socket.format = "number";
			assert.equal(opened.socket.read(), undefined);
		},
	});
	const { socket } = opened;
	opened.tcp.receive(Uint8Array.of(...pingresp, ...pingresp));
	opened.timers.advance(5);
	assert.equal(opened.tcp.closed, true);
	socket.close();
	assert.equal(socket.write(new ArrayBuffer(1)), 0);
});

test("a constructor that throws is an error later", () => {
	const timers = new VirtualTimers();
	const reasons: string[] = [];
	const Broken = class {
		constructor() {
			throw new Error("no socket");
		}
	} as unknown as SocketConstructor;
	const socket = new GuardedSocket({
		inner: { io: Broken },
		timers,
		maximumPayload: 1000,
		watch: { onFault: reason => void reasons.push(reason) },
	});
	assert.equal(socket.write(new ArrayBuffer(1)), 0);
	timers.advance(1);
	assert.deepEqual(reasons, ["no socket"]);
});

/** A TLS socket with the SDK's habits: throws from its callbacks, goes on with a second record from a timer, counts on its TCP's `readable`. */
function fakeTls(timers: VirtualTimers, plainTextAfterRefusal = false): SocketConstructor {
	return class FakeTls implements Socket {
		format: "buffer" | "number" = "buffer";
		#tcp: Socket & { readable: number; };
		#data: ArrayBuffer | undefined;
		#options: SocketOptions;

		constructor(options: SocketOptions) {
			this.#options = options;
			const TCP = (options.TCP as { io: SocketConstructor; }).io;
			this.#tcp = new TCP({
				...options,
				onReadable: count => this.#onReadable(count),
				onWritable: count => this.#options.onWritable?.call(this, count),
				onError: () => this.#options.onError?.call(this),
			}) as Socket & { readable: number; };
			this.#tcp.readable = 0;
		}

		#onReadable(count: number): void {
			this.#tcp.readable = count;
			if (this.#data)
				return;
			// A "record" is two bytes; 0xFF is a bad one.
			const record = this.#tcp.read(2) as ArrayBuffer;
			this.#tcp.readable -= 2;
			if (new Uint8Array(record)[0] === 0xFF)
				throw new Error("bad record");
			this.#data = record;
			this.#options.onReadable?.call(this, 2);
		}

		read(): ArrayBuffer | undefined {
			const data = this.#data;
			this.#data = undefined;
			if (this.#tcp.readable)
				timers.set(() => this.#onReadable(this.#tcp.readable), 0);
			return data;
		}

		write(): number {
			return this.#tcp.write(
				plainTextAfterRefusal ? Uint8Array.of(23, 3, 3, 0, 1, 0) : Uint8Array.of(20, 3, 3, 0, 1, 1, 23, 3, 3, 0, 1, 0),
			);
		}

		close(): void {
			this.#tcp.close();
		}
	};
}

function openTls(
	plainText = false,
): { socket: GuardedSocket; tcp: FakeTcp; timers: VirtualTimers; reasons: string[]; seen: number[]; sent: number[]; } {
	const timers = new VirtualTimers();
	const reasons: string[] = [], seen: number[] = [], sent: number[] = [];
	let tcp!: FakeTcp;
	const inner = {
		io: fakeTls(timers, plainText),
		link: { reading: false, reason: "" },
		TCP: {
			io: TlsTransport as unknown as SocketConstructor,
			inner: { io: FakeTcp.bind(timers, { onConnect: socket => tcp = socket, onData: (_socket, bytes) => void sent.push(...bytes) }) },
		},
	};
	const socket: GuardedSocket = new GuardedSocket({
		inner,
		timers,
		maximumPayload: 1000,
		watch: { onFault: reason => void reasons.push(reason) },
		onReadable: () => void seen.push(...new Uint8Array(socket.read() as ArrayBuffer)),
	});
	timers.advance(10);
	return { socket, tcp, timers, reasons, seen, sent };
}

test("TLS: all records of a segment are read, without the TLS socket's own timer", () => {
	const { tcp, timers, seen, reasons } = openTls();
	tcp.receive(Uint8Array.of(...pingresp, ...pingresp, ...pingresp));
	timers.advance(1);
	assert.deepEqual(seen, [...pingresp, ...pingresp, ...pingresp]);
	assert.equal(timers.pending, 0);
	assert.deepEqual(reasons, []);
});

test("TLS: what is thrown for a bad record, also the second of a segment, is told once with its words", () => {
	const { tcp, timers, seen, reasons } = openTls();
	tcp.receive(Uint8Array.of(...pingresp, 0xFF, 0));
	timers.advance(100);
	assert.deepEqual(seen, pingresp);
	assert.deepEqual(reasons, ["TLS: bad record"]);
	assert.equal(tcp.closed, true);
});

test("TLS: nothing is sent in clear after a handshake that failed", () => {
	const { socket, timers, reasons, sent } = openTls(true);
	assert.equal(socket.write(new ArrayBuffer(1)), 0);
	timers.advance(10);
	assert.deepEqual(sent, []);
	assert.deepEqual(reasons, ["TLS handshake failed"]);
	const good = openTls();
	good.socket.write(new ArrayBuffer(1));
	good.timers.advance(10);
	assert.equal(good.sent.length, 12);
});
