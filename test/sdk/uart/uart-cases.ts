/*
	What a native UART does on any platform, held against its page (docs/drivers/uart.md) on the SDK's engine. The two ends of a pseudo terminal are the
	ports `a` and `b`.
*/
import Timer from "timer";
import type { Serial, SerialOptions } from "../../../drivers/serial";
import type { UART } from "../../../drivers/uart/uart";

export type Case = () => Promise<void> | void;
export type Open = (device: "a" | "b", options?: Partial<SerialOptions>) => UART;

export function pause(delay: number): Promise<void> {
	return new Promise(resolve => void Timer.set(() => resolve(), delay));
}

export function check(condition: unknown, what: string): void {
	if (!condition)
		throw new Error(what);
}

export function same(actual: unknown, expected: unknown, what: string): void {
	if (actual !== expected)
		throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

export function throws(kind: new(message?: string) => Error, action: () => unknown, what: string): void {
	try {
		action();
	}
	catch (error) {
		check(error instanceof kind, `${what}: throws ${String(error)}`);
		return;
	}
	throw new Error(`${what}: does not throw`);
}

export function bytes(text: string): Uint8Array {
	return Uint8Array.from(text, letter => letter.charCodeAt(0));
}

export function text(data: ArrayBuffer | undefined): string | undefined {
	return data && String.fromCharCode(...new Uint8Array(data));
}

export function pattern(length: number, from = 0): Uint8Array {
	return Uint8Array.from({ length }, (_, index) => (from + index) * 7 & 0xff);
}

/**
 * `open`: the ports that are open. `patience`: how many times longer than usual each case waits, where threads take part that a busy machine lets wait.
 */
export function uartCases(uart: Open, open: readonly UART[], patience = 1): Record<string, Case> {
	const wait = (delay: number) => pause(delay * patience);
	return {
		"first onWritable": async () => {
			let inside = true, calls = 0, room = 0;
			uart("a", {
				onWritable(count) {
					check(!inside, "called from the constructor");
					calls += 1;
					room = count;
				},
			});
			inside = false;
			await wait(150);
			same(calls, 1, "calls");
			check(room >= 256, "room");
		},

		"write and read": async () => {
			let count = 0;
			const a = uart("a"),
				b = uart("b", {
					onReadable(available) {
						check(this === b, "this");
						count = available;
					},
				});
			same(b.read(), undefined, "read of nothing");
			same(b.read(new Uint8Array(4)), undefined, "read of nothing into a buffer");
			a.write(bytes("hello, meter").subarray(7));
			await wait(150);
			same(count, 5, "count");
			same(text(b.read(2)), "me", "read(2)");
			const part = new Uint8Array(2);
			same(b.read(part), 2, "read(buffer)");
			same(text(part.buffer), "te", "bytes in the buffer");
			const larger = new Uint8Array(8);
			same(b.read(larger), 1, "read(larger buffer)");
			same(larger[0], 114, "byte in the larger buffer");
			throws(RangeError, () => b.read(0), "read(0)");
			b.write(bytes("x").buffer as ArrayBuffer);
			await wait(150);
			same(text(a.read(100)), "x", "read of more than there is");
		},

		"write is all or nothing": async () => {
			let room = 0;
			const a = uart("a", { onWritable: count => room = count }), b = uart("b");
			await wait(150);
			throws(Error, () => a.write(new Uint8Array(room + 1)), "too much");
			await wait(150);
			same(b.read(), undefined, "nothing sent");
			a.write(pattern(room));
			throws(Error, () => a.write(new Uint8Array(1)), "full");
			await wait(200);
			same(b.read()?.byteLength, room, "all sent");
		},

		"all values of a byte": async () => {
			const a = uart("a"), b = uart("b");
			a.write(pattern(256));
			await wait(150);
			same(new Uint8Array(b.read()!).join(), pattern(256).join(), "bytes");
		},

		"quiet": async () => {
			const arrivals: number[] = [];
			const a = uart("a");
			uart("b", {
				quiet: 300 * patience,
				onReadable(count) {
					arrivals.push(count);
					this.read();
				},
			});
			for (let piece = 0; piece < 8; piece++) {
				a.write(pattern(10));
				await wait(25);
			}
			same(arrivals.length, 0, "woken while the line was busy");
			await wait(600);
			same(arrivals.join(), "80", "arrivals");
		},

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
				await wait(20);
			}
			same(arrivals.join(), "300", "arrivals");
			b.configure({ quiet: 0 });
			await wait(20);
			a.write(pattern(3));
			await wait(150);
			same(arrivals.join(), "300,3", "arrivals without quiet");
		},

		"a full ring": async () => {
			const a = uart("a"), b = uart("b", { bufferSize: 200 });
			for (let piece = 0; piece < 10; piece++) {
				a.write(pattern(100, piece * 100));
				await wait(10);
			}
			const got: number[] = [];
			for (let turn = 0; turn < 60; turn++) {
				const part = b.read(70);
				if (part)
					got.push(...new Uint8Array(part));
				await wait(5);
			}
			same(got.join(), pattern(1000).join(), "bytes");
		},

		"configure": async () => {
			const order: string[] = [];
			const a = uart("a"), b = uart("b");
			a.write(pattern(200));
			let inside = true;
			a.configure({ baud: 9600, data: 7, parity: "even" }, function(this: Serial) {
				check(!inside && this === a, "called from inside, or for another instance");
				order.push("first");
			});
			a.configure({ baud: 300 }, () => order.push("second"));
			inside = false;
			await wait(200);
			same(order.join(), "first,second", "callbacks");
			same(b.read()?.byteLength, 200, "what was written before");
			throws(RangeError, () => a.configure({ baud: 1 }, () => order.push("wrong")), "baud");
			throws(RangeError, () => a.configure({ parity: "space" as never }), "parity");
			a.write(bytes("z"));
			await wait(200);
			same(order.length, 2, "no callback of what was refused");
			same(text(b.read()), "z", "the port goes on");
		},

		"flush": async () => {
			const a = uart("a"), b = uart("b");
			a.write(bytes("old"));
			await wait(150);
			b.flush(true, false);
			same(b.read(), undefined, "received bytes");
			b.flush();
			a.write(bytes("new"));
			await wait(150);
			b.flush(false, true);
			same(text(b.read()), "new", "input is kept when only the output goes");
		},

		"break": async () => {
			const a = uart("a"), b = uart("b");
			a.write(bytes("before"));
			a.set({ break: true });
			a.write(bytes("after"));
			await wait(150);
			same(text(b.read()), "before", "during the break");
			a.set({ break: false });
			await wait(150);
			same(text(b.read()), "after", "after the break");
		},

		"close": async () => {
			let calls = 0;
			const a = uart("a");
			const b = uart("b", {
				onReadable() {
					calls += 1;
					this.close();
					this.close();
				},
				onWritable: () => calls += 100,
				onError: () => calls += 1000,
			});
			await wait(150);
			a.write(bytes("one"));
			await wait(150);
			same(calls, 101, "calls");
			a.write(bytes("two"));
			await wait(150);
			same(calls, 101, "calls after close");
			for (
				const action of [
					() => b.read(),
					() => b.write(bytes("x")),
					() => b.configure({}),
					() => b.flush(),
					() => b.set({ break: true }),
				]
			)
				throws(Error, action, String(action));
			uart("b", { onWritable: () => calls += 10_000, onReadable: () => calls += 10_000 }).close();
			await wait(150);
			same(calls, 101, "calls of a port that was closed at once");
		},

		"close in the callback of configure": async () => {
			let calls = 0;
			const a = uart("a", { onWritable: () => calls += 10 });
			await wait(20);
			a.configure({ baud: 300 }, function(this: Serial) {
				calls += 1;
				this.close();
			});
			a.configure({ baud: 600 }, () => calls += 1);
			await wait(150);
			same(calls, 11, "calls");
			uart("a").configure({ baud: 300 }, () => calls += 1);
			open.at(-1)!.close();
			await wait(150);
			same(calls, 11, "calls after close");
		},
	};
}

/** Runs the cases and prints `ok NAME` or `not ok NAME: why` for each; at the end `done`. */
export async function runCases(cases: Record<string, Case>, open: UART[]): Promise<void> {
	for (const [name, action] of Object.entries(cases)) {
		try {
			await action();
			trace(`ok ${name}\n`);
		}
		catch (error) {
			trace(`not ok ${name}: ${String(error)}\n`);
		}
		for (const port of open.splice(0))
			port.close();
		await pause(20);
	}
	trace("done\n");
}
