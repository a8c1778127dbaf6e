import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv } from "node:crypto";
import { describe, it } from "node:test";
import type { MbusDecrypt } from "../../protocols/mbus/encryption";
import { longFrame } from "../../protocols/mbus/frames";
import { kamstrup402 } from "../../simulator/mbus/example-slaves";
import { decimal, integer, join, octets, record, slaveIdentity } from "../../simulator/mbus/telegram-builder";
import { VirtualSlave } from "../../simulator/mbus/virtual-slave";
import { MbusReader } from "../../meters/mbus-reader";
import type { MbusReaderOptions } from "../../meters/mbus-reader";
import { MbusMeter } from "../../meters/mbus-meter";
import type { MbusFrame } from "../../protocols/mbus/frame";
import { MbusFramer } from "../../protocols/mbus/framer";
import { BusMeter } from "../../drivers/mbus-master/bus-meter";
import { MbusBus } from "../../simulator/mbus/mbus-bus";
import { Scheduler } from "../../simulator/scheduler";
import { VirtualUart } from "../../simulator/wire/virtual-uart";

const identity = slaveIdentity("12345678", "ABC", 1, 7);

/** A reader on a bus with these slaves, and what it told. */
function bench(slaves: VirtualSlave[], options: Partial<MbusReaderOptions> = {}) {
	const scheduler = new Scheduler();
	const bus = new MbusBus(scheduler);
	for (const slave of slaves)
		bus.attach(slave);
	scheduler.runUntil(1000);
	const log: string[] = [], updates: number[] = [];
	const reader = new MbusReader({
		serial: { io: VirtualUart.bind({ scheduler, receiveWire: bus.receive, transmitWire: bus.transmit }) },
		timers: scheduler.timers,
		baud: 2400,
		interval: 900,
		minimum: 60,
		onUpdate: () => updates.push(Math.round(scheduler.now / 1000)),
		onState: meter => log.push(`${Math.round(scheduler.now / 1000)} ${meter.name} ${meter.state}`),
		onLog: (meter, text) => log.push(`${meter.name}: ${text}`),
		onError: text => log.push(text),
		...options,
	});
	const run = (seconds: number) => scheduler.runUntil(scheduler.now + seconds * 1000);
	const object = (meter: MbusMeter) => {
		const text = meter.sensor();
		return text === undefined ? undefined : (JSON.parse(`{${text}}`) as Record<string, Record<string, unknown>>)[meter.name];
	};
	return { bus, reader, log, updates, run, object };
}

function waterSlave(...telegrams: Uint8Array[]): VirtualSlave {
	return new VirtualSlave({ identity, address: 9, telegrams });
}

describe("M-Bus meter", () => {
	it("has the forum meter's values under names with the printed units", () => {
		const { reader, run } = bench([kamstrup402()]);
		const meter = reader.add({ name: "Heat", primary: 68 });
		assert.equal(meter.sensor(), undefined, "nothing before it was read");
		assert.equal(meter.state, "waiting");
		run(5);
		assert.equal(
			meter.sensor(),
			"\"Heat\":{\"Meter\":\"68123402\",\"FabricationNumber\":\"68123402\",\"Energy\":10,\"Volume\":2.720,\"OnTime\":2423,"
				+ "\"FlowTemperature\":18.36,\"ReturnTemperature\":18.16,\"TemperatureDifference\":0.20,\"Power\":0,\"Power_max\":47,"
				+ "\"VolumeFlow\":0,\"VolumeFlow_max\":1390,\"Status\":\"ok\"}",
		);
		const units = ["Energy", "Volume", "OnTime", "FlowTemperature", "TemperatureDifference", "Power_max", "VolumeFlow", "Status"];
		assert.deepEqual(units.map(name => meter.unitOf(name)), ["kWh", "m3", "h", "°C", "K", "W", "l/h", undefined]);
		assert.deepEqual(meter.identity, { id: "68123402", manufacturer: "KAM", medium: "heat (outlet)", version: 0x19 });
		const { detected, decoder, lastError } = meter.status;
		assert.deepEqual([detected, decoder.telegrams, lastError], ["2400 baud, primary address 68", 1, ""]);
		reader.close();
	});

	it("is read at its own interval, the setting's, and never below the floor", () => {
		for (const [entry, seconds] of [[{}, 900], [{ interval: 300 }, 300], [{ interval: 5 }, 60]] as const) {
			const { reader, run, updates } = bench([kamstrup402()]);
			reader.add({ name: "Heat", primary: 68, ...entry });
			run(4 * seconds + 10);
			assert.equal(updates.length, 5);
			for (let index = 1; index < 5; index++)
				assert.ok(Math.abs(updates[index]! - updates[index - 1]! - seconds) <= 1, updates.join(" "));
			reader.close();
		}
	});

	it("follows another interval at once", () => {
		const { reader, run, updates } = bench([kamstrup402()]);
		reader.add({ name: "Heat", primary: 68 });
		run(100);
		reader.configure({ interval: 60 });
		run(200);
		assert.ok(updates.length >= 4, updates.join(" "));
		reader.close();
	});

	it("is withheld after three readouts without an answer, and comes back", () => {
		const slave = kamstrup402();
		const { reader, run, log, object } = bench([slave]);
		const meter = reader.add({ name: "Heat", primary: 68, interval: 60 });
		run(10);
		slave.dead = true;
		run(60);
		assert.equal(meter.state, "ok", "one failure is no silence");
		run(60);
		assert.equal(meter.state, "silent");
		assert.equal(meter.sensor(), undefined);
		assert.match(meter.status.lastError, /the meter does not answer/);
		assert.ok(meter.counters.failures >= 3);
		slave.dead = false;
		run(70);
		assert.equal(object(meter)!["Energy"], 10);
		assert.deepEqual(log.map(text => text.replace(/^\d+ /, "")), [
			"Heat ok",
			"Heat: the meter does not answer",
			"Heat silent",
			"Heat ok",
		]);
		reader.close();
	});

	it("makes one object of several telegrams; what comes twice counts once", () => {
		const number = record("0C 78", decimal(4, 12345678));
		const slave = waterSlave(
			join(number, record("04 13", integer(4, 1000))),
			join(number, record("44 13", integer(4, 900)), record("04 13", integer(4, 1001))),
		);
		const { reader, run, object } = bench([slave]);
		const meter = reader.add({ name: "Cold", secondary: { id: "12345678" } });
		run(5);
		assert.deepEqual(object(meter), {
			Meter: "12345678",
			FabricationNumber: "12345678",
			Volume: 1,
			Volume_S1: 0.9,
			Volume_2: 1.001,
			Status: "ok",
		});
		reader.close();
	});

	it("removed in the middle of a readout says nothing more", () => {
		const { reader, run, updates } = bench([kamstrup402()]);
		const meter = reader.add({ name: "Heat", primary: 68 });
		run(0.3);
		reader.remove(meter);
		run(1000);
		assert.deepEqual(updates, []);
		assert.deepEqual(reader.meters, []);
		reader.close();
		reader.close();
	});

	it("reports a port that does not open when it is made", () => {
		class Taken {
			constructor() {
				throw new Error("in use");
			}
		}
		assert.throws(() => bench([], { serial: { io: Taken as unknown as MbusReaderOptions["serial"]["io"] } }), /in use/);
	});
});

/** One meter without a bus: frames are handed to it. */
function single(entry: object, decrypt?: MbusDecrypt) {
	const log: string[] = [];
	const meter = new MbusMeter({
		entry: { name: "Cold", primary: 9, ...entry },
		line: new BusMeter({ primary: 9 }),
		timers: new Scheduler().timers,
		...(decrypt && { decrypt }),
		faults: { overrun: 0, framing: 0, parity: 0, break: 0 },
		onUpdate: () => log.push("update"),
		onLog: (_meter, text) => log.push(text),
	});
	const read = (bytes: Uint8Array) => {
		const more: (boolean | undefined)[] = [];
		meter.begin();
		new MbusFramer({ onFrame: (frame: MbusFrame) => more.push(meter.take(frame)) }).push(bytes);
		meter.finish(null);
		return more;
	};
	return { meter, log, read };
}

function telegram(status: number, configuration: number, data: Uint8Array): Uint8Array {
	const header = join(
		decimal(4, identity.id),
		integer(2, identity.manufacturer),
		Uint8Array.of(1, 7, 42, status),
		integer(2, configuration),
	);
	return longFrame(0x08, 9, 0x72, join(header, data));
}

describe("M-Bus meter's status", () => {
	it("is told in words", () => {
		const { meter, log, read } = single({});
		read(telegram(0x0C, 0, record("04 13", integer(4, 1000))));
		assert.equal(meter.sensor(), "\"Cold\":{\"Meter\":\"12345678\",\"Volume\":1.000,\"Status\":\"power low, permanent error\"}");
		assert.equal(meter.status.note, "power low, permanent error");
		read(telegram(0, 0, record("04 13", integer(4, 1001))));
		assert.deepEqual(log, ["power low, permanent error", "update", "all is well", "update"]);
	});

	it("leaves a telegram without sense to the driver, and the last values as they are", () => {
		const { meter, read } = single({});
		read(telegram(0, 0, record("04 13", integer(4, 1000))));
		assert.deepEqual(read(longFrame(0x08, 9, 0x70, Uint8Array.of(8))), [undefined]);
		assert.match(meter.status.lastError, /application busy/);
		assert.match(meter.sensor()!, /"Volume":1\.000/);
		assert.equal(meter.failures, 1);
	});
});

describe("an encrypted M-Bus meter", () => {
	const key = "000102030405060708090A0B0C0D0E0F";
	const iv = new Uint8Array(16).fill(42);
	iv.set(join(integer(2, identity.manufacturer), decimal(4, identity.id), Uint8Array.of(1, 7)));
	const plain = join(octets("2F 2F"), record("04 13", integer(4, 2718)), octets("2F 2F 2F 2F 2F 2F 2F 2F"));
	const cipher = createCipheriv("aes-128-cbc", Buffer.from(key, "hex"), iv).setAutoPadding(false);
	const sent = telegram(0, 0x0510, Uint8Array.from(Buffer.concat([cipher.update(plain), cipher.final()])));
	const decrypt: MbusDecrypt = (key, iv, data) => {
		const decipher = createDecipheriv("aes-128-cbc", key, iv).setAutoPadding(false);
		return Uint8Array.from(Buffer.concat([decipher.update(data), decipher.final()]));
	};

	it("says that it needs its key", () => {
		const { meter, log, read } = single({}, decrypt);
		assert.deepEqual(read(sent), [undefined]);
		assert.equal(meter.sensor(), "\"Cold\":{\"Meter\":\"12345678\",\"Status\":\"encrypted: needs its key\"}");
		assert.deepEqual(log, ["encrypted: needs its key", "update"]);
	});

	it("is read with its key", () => {
		const { meter, read } = single({ key }, decrypt);
		assert.deepEqual(read(sent), [false]);
		assert.equal(meter.sensor(), "\"Cold\":{\"Meter\":\"12345678\",\"Volume\":2.718,\"Status\":\"ok\"}");
	});

	it("gives nothing with a wrong key", () => {
		const { meter, read } = single({ key: key.replace("00", "FF") }, decrypt);
		read(sent);
		assert.equal(meter.sensor(), undefined);
		assert.match(meter.status.lastError, /the key does not fit/);
		assert.equal(meter.status.decoder.checkErrors, 1);
	});

	it("says when the build has no AES", () => {
		const { meter, read } = single({ key });
		read(sent);
		assert.match(meter.status.note!, /this build cannot decrypt/);
	});
});
