import assert from "node:assert/strict";
import { test } from "node:test";
import { P1Port } from "../../../drivers/p1-port/p1-port";
import { SerialLine } from "../../../drivers/serial-line/serial-line";
import type { SerialConstructor } from "../../../drivers/serial";
import { VirtualTimers } from "../../support/virtual-timers";

/** A serial port whose bytes come without anybody being told, as on a machine that is busy. */
class SilentSerial {
	static waiting: number[] = [];
	static told: () => void;

	constructor(options: { onReadable(this: SilentSerial, count: number): void; }) {
		SilentSerial.told = () => options.onReadable.call(this, SilentSerial.waiting.length);
	}

	read(buffer: Uint8Array): number | undefined {
		const bytes = SilentSerial.waiting.splice(0, buffer.length);
		buffer.set(bytes);
		return bytes.length || undefined;
	}

	configure(): void {}

	close(): void {}
}

const io = SilentSerial as unknown as SerialConstructor;

for (const name of ["P1 port", "serial line"]) {
	test(`${name}: bytes that came while the machine was busy are read before the line counts as quiet`, () => {
		const timers = new VirtualTimers(), heard: string[] = [];
		const options = {
			serial: { io, receive: 1 },
			timers,
			onData: (bytes: Uint8Array) => heard.push(String.fromCharCode(...bytes)),
			onIdle: () => heard.push("quiet"),
		};
		const port = name === "P1 port" ? new P1Port(options) : new SerialLine({ ...options, format: { baud: 9600 }, idleTime: 250 });
		const arrive = (text: string) => SilentSerial.waiting.push(...Buffer.from(text));
		arrive("!69");
		SilentSerial.told();
		timers.advance(200);
		arrive("72\r\n");
		// The timer's time has come first.
		timers.advance(60);
		assert.deepEqual(heard, ["!69", "72\r\n"]);
		timers.advance(300);
		assert.deepEqual(heard, ["!69", "72\r\n", "quiet"]);
		port.close();
	});
}
