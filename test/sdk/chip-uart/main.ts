/*
	The chip's UART class (drivers/uart/esp32) on a made-up ESP-IDF (fake/), whose UARTs 1 and 2 are at the ends of a pseudo terminal.
*/
import type { SerialOptions } from "../../../drivers/serial";
import { UART } from "../../../drivers/uart/uart";
import { bytes, type Case, pattern, pause, runCases, same, text, throws, uartCases } from "../uart/uart-cases";

const patience = 3;
const open: UART[] = [];
const pins = { a: { port: 1, receive: 4, transmit: 5 }, b: { port: 2, receive: 6, transmit: 7 } };

function wait(delay: number): Promise<void> {
	return pause(delay * patience);
}

function uart(device: "a" | "b", options: Partial<SerialOptions> = {}): UART {
	const port = new UART({ ...pins[device], baud: 115_200, ...options });
	open.push(port);
	return port;
}

/** Byte by byte: thousands of arguments are more than the stack holds. */
function add(to: number[], data: ArrayBuffer | undefined): void {
	for (const byte of new Uint8Array(data ?? new ArrayBuffer(0)))
		to.push(byte);
}

/** Nothing else runs meanwhile. */
function work(time: number): void {
	for (const until = Date.now() + time; Date.now() < until;);
}

const cases: Record<string, Case> = {
	"pins and ports": () => {
		throws(RangeError, () => new UART({ port: 1, baud: 9600 }), "no pin");
		throws(RangeError, () => uart("a", { port: 3 }), "port");
		throws(RangeError, () => uart("a", { receive: 40 }), "receive");
		throws(RangeError, () => uart("a", { transmit: 34 }), "transmit");
		throws(RangeError, () => uart("a", { transmit: 4 }), "one pin for both");
		throws(Error, () => uart("a", { baud: 921_600 }), "refused by the driver");
		const first = uart("a");
		throws(Error, () => uart("a", { port: 2 }), "pins");
		throws(Error, () => uart("b", { port: 1 }), "UART");
		first.close();
		uart("a", { receive: 6, transmit: 7 });
	},

	"no transmit pin": () => {
		const port = new UART({ port: 1, receive: 4, baud: 9600, onReadable() {} });
		open.push(port);
		throws(Error, () => port.write(bytes("x")), "write");
		port.configure({ baud: 300 });
		port.flush();
	},

	...uartCases(uart, open, patience),

	// The task moves on what the line takes, so it is full only when that is.
	"write is all or nothing": async () => {
		let room = 0;
		const a = uart("a", { onWritable: count => room = count }), b = uart("b");
		await wait(150);
		throws(Error, () => a.write(new Uint8Array(room + 1)), "too much");
		await wait(150);
		same(b.read(), undefined, "nothing sent");
		let sent = 0, got = 0;
		try {
			for (; sent < 100 * room; sent += room)
				a.write(new Uint8Array(room));
		}
		catch {
			// Full.
		}
		same(sent < 100 * room, true, "is full some time");
		for (let turn = 0; turn < 100 && got < sent; turn++) {
			await wait(10);
			got += b.read()?.byteLength ?? 0;
		}
		same(got, sent, "all sent that was taken");
	},

	// The driver hands on what is there, so not all comes with the first call.
	"half full": async () => {
		const arrivals: number[] = [];
		const a = uart("a");
		const b = uart("b", {
			bufferSize: 512,
			quiet: 10_000,
			onReadable(count) {
				arrivals.push(count);
				this.read();
			},
		});
		for (let piece = 0; piece < 3; piece++) {
			a.write(pattern(100));
			await wait(60);
		}
		same(arrivals.length === 1 && arrivals[0]! >= 256, true, `arrivals ${arrivals.join()}`);
		b.configure({ quiet: 0 });
		await wait(150);
		a.write(pattern(3));
		await wait(150);
		same(arrivals.reduce((sum, count) => sum + count), 303, `sum of ${arrivals.join()}`);
	},

	"what a full ring has kept out is told of, too": async () => {
		const got: number[] = [];
		const a = uart("a");
		uart("b", {
			bufferSize: 200,
			quiet: 400,
			onReadable() {
				work(60);
				add(got, this.read());
			},
		});
		a.write(pattern(254));
		await wait(1500);
		same(got.join(), pattern(254).join(), "bytes");
	},

	"a busy machine loses nothing": async () => {
		const got: number[] = [];
		const a = uart("a");
		uart("b", {
			onReadable() {
				add(got, this.read());
				work(40);
			},
		});
		for (let piece = 0; piece < 40; piece++) {
			a.write(pattern(100, piece * 100));
			work(15);
			await wait(5);
		}
		await wait(400);
		same(got.join(), pattern(4000).join(), "bytes");
	},

	"opened and closed while bytes come in": async () => {
		let calls = 0;
		const a = uart("a", { onReadable() {} });
		for (let turn = 0; turn < 60; turn++) {
			let closed = false;
			const b = uart("b", {
				onReadable() {
					same(closed, false, "a call after close");
					calls++;
					if (turn % 3 === 0) {
						closed = true;
						this.close();
					}
				},
			});
			a.write(pattern(150));
			b.write(pattern(50));
			b.configure({ baud: 300 + turn });
			await pause(turn % 7);
			closed = true;
			b.close();
		}
		same(calls > 5, true, `${calls} calls`);
	},

	"settings that the hardware refuses": async () => {
		let errors = 0, done = 0;
		const a = uart("a", { onError: () => errors++ });
		a.configure({ baud: 921_600 }, () => done++);
		await wait(100);
		same([errors, done].join(), "1,0", "errors, callbacks");
	},

	"faults of the line": async () => {
		const seen: string[] = [];
		uart("a", { onFault: ({ overrun, framing, parity, break: broken }) => void seen.push([overrun, framing, parity, broken].join()) });
		const b = uart("b");
		b.set({ break: true });
		await wait(300);
		same(seen.join(" "), "0,0,0,1", "faults");
		b.set({ break: false });
		b.write(bytes("after"));
		await wait(100);
		same(text(open[0]!.read()), "after", "the port goes on");
	},
};

void runCases(cases, open);
