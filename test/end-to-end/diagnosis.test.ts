import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { waterMeter } from "../../simulator/mbus/example-slaves";
import type { HouseSpec } from "../../simulator/house-spec";
import type { SimulationOptions } from "../../simulator/simulation";
import { Inverter } from "../../simulator/wire/inverter";
import { english } from "../../web/languages/en";
import { ask } from "../support/push";
import { SimulatedDevice } from "../support/simulated-device";

/** A fault of the wire, and what the device says of the port after so many seconds, worst first. */
interface Case {
	readonly name: string;
	readonly house: HouseSpec;
	readonly port: string;
	readonly options?: Pick<SimulationOptions, "settings" | "defaults" | "fewUarts">;
	/** Seconds of a good time before the fault. */
	readonly before?: number;
	fault?(device: SimulatedDevice): void;
	readonly seconds: number;
	readonly codes: readonly string[];
}

const key = "000102030405060708090A0B0C0D0E0F", otherKey = `1${key.slice(1)}`;
const dark = { upsideDown: true, echo: false };
const bits = { rate: 60, width: 0.2, spread: true, seed: 1 };
/** One meter at address 77, and no search for others. */
const one = (entry: object = {}) => ({ settings: { mbusMeters: JSON.stringify([{ address: 77, ...entry }]), mbusScan: "off" } });
const attach = (...ids: string[]) => ({ house: { ports: { mbus: { bus } } } }: SimulatedDevice) =>
	ids.forEach(id => bus.attach(waterMeter(id, 2_718, { address: 77 })));
const encrypted = ({ house: { ports: { mbus: { bus } } } }: SimulatedDevice) =>
	bus.attach(waterMeter("55667788", 2_718, { address: 77, key }));
const mbus: HouseSpec = { mbus: { meters: ["water1"] } };

const cases: readonly Case[] = [
	{ name: "a good meter", house: { p1: { meter: "e350" } }, port: "p1", seconds: 30, codes: ["good"] },
	{ name: "nothing is plugged in", house: {}, port: "p1", seconds: 30, codes: ["no-bytes-request", "searching"] },
	{
		name: "the plug is pulled out",
		house: { p1: { meter: "e350" } },
		port: "p1",
		before: 30,
		fault: device => device.house.ports.p1.close(),
		seconds: 60,
		codes: ["no-bytes-request"],
	},
	{
		name: "a telegram with a wrong check",
		house: { p1: { meter: "e350", faults: ["wrong-crc"] } },
		port: "p1",
		seconds: 20,
		codes: ["check-errors", "searching"],
	},
	{
		name: "glitches on the wire and no meter",
		house: {},
		port: "p1",
		fault: device => device.house.ports.p1.receiveWire.setNoise(bits),
		seconds: 30,
		codes: ["noise", "searching"],
	},
	{
		name: "the device is held up for longer than its ring is",
		house: { p1: { meter: "sx631" } },
		port: "p1",
		before: 30,
		fault: device => device.simulation.machine.stall(40_000),
		seconds: 45,
		codes: ["overrun"],
	},
	{
		name: "a head in the dark",
		house: { optical: { meter: "lk11", ...dark } },
		port: "optical",
		options: { settings: { opticalMode: "listen" } },
		seconds: 30,
		codes: ["no-bytes", "searching"],
	},
	{
		name: "a head that sees only itself",
		house: { optical: { meter: "lk11", upsideDown: true } },
		port: "optical",
		options: { settings: { opticalMode: "ask" } },
		seconds: 30,
		codes: ["echo-only", "searching"],
	},
	{
		name: "a lamp",
		house: { optical: { meter: "lk11", ...dark, noise: true } },
		port: "optical",
		options: { settings: { opticalMode: "ask" } },
		seconds: 30,
		codes: ["too-much-light", "searching"],
	},
	{
		name: "a head whose signal is upside down",
		house: { optical: { meter: "sml", ...dark } },
		port: "optical",
		options: { settings: { opticalMode: "sml", opticalBaud: "9600" } },
		fault: ({ house: { ports: { optical } } }) => void new Inverter(optical.lightWire, optical.receiveWire, "open-collector"),
		seconds: 30,
		codes: ["polarity", "searching"],
	},
	{
		name: "damaged bytes",
		house: { optical: { meter: "sml" } },
		port: "optical",
		before: 20,
		fault: device => device.house.ports.optical.receiveWire.setNoise(bits),
		seconds: 30,
		codes: ["framing"],
	},
	{
		name: "damaged bits",
		house: { optical: { meter: "lk11" } },
		port: "optical",
		options: { settings: { opticalMode: "ask", opticalInterval: "10" } },
		before: 30,
		fault: device => device.house.ports.optical.receiveWire.setNoise(bits),
		seconds: 60,
		codes: ["parity"],
	},
	{
		name: "a meter that waits for its PIN",
		house: { optical: { meter: "sml", pin: false } },
		port: "optical",
		seconds: 20,
		codes: ["pin-needed"],
	},
	{ name: "a meter on a battery", house: { optical: { meter: "uh50" } }, port: "optical", seconds: 60, codes: ["battery"] },
	{ name: "a meter of the M-Bus that is not there", house: mbus, port: "mbus", options: one(), seconds: 30, codes: ["no-answer"] },
	{
		name: "two meters at one address",
		house: mbus,
		port: "mbus",
		options: one(),
		fault: attach("55667788", "11223344"),
		seconds: 30,
		codes: ["collision"],
	},
	{ name: "a meter that encrypts", house: mbus, port: "mbus", options: one(), fault: encrypted, seconds: 30, codes: ["encrypted"] },
	{
		name: "its wrong key",
		house: mbus,
		port: "mbus",
		options: one({ key: otherKey }),
		fault: encrypted,
		seconds: 30,
		codes: ["wrong-key"],
	},
	{ name: "its right key", house: mbus, port: "mbus", options: one({ key }), fault: encrypted, seconds: 30, codes: ["good"] },
	{
		name: "a short circuit",
		house: { encoder: { condition: "short" } },
		port: "encoder",
		options: { settings: { encoderPort: "on" } },
		seconds: 60,
		codes: ["line-short", "searching"],
	},
	{
		name: "an open plug",
		house: { encoder: { condition: "open" } },
		port: "encoder",
		options: { settings: { encoderPort: "on" } },
		seconds: 300,
		codes: ["line-open", "searching"],
	},
	{
		name: "a disc under its sensor",
		house: { pulse1: { disc: true, rate: 100 } },
		port: "pulse1",
		options: { settings: { pulse1Kind: "ferraris" } },
		seconds: 20,
		codes: ["good"],
	},
	{
		name: "a port without a UART",
		house: { p1: { meter: "e350" }, optical: { meter: "sml" }, ...mbus },
		port: "mbus",
		options: { fewUarts: true, defaults: { mbusBaud: "9600" } },
		seconds: 20,
		codes: ["not-opened"],
	},
];

describe("what is wrong at a port", () => {
	const reached = new Set<string>();

	for (const { name, house, port, options = {}, before, fault, seconds, codes } of cases)
		it(`${name}: ${codes.join(", ")}`, async () => {
			const device = await SimulatedDevice.open(house, options);
			try {
				if (before)
					await device.run(before);
				fault?.(device);
				await device.run(seconds);
				const { ports } = (await ask(device, "GET", "/api/v1/ports")).body as {
					ports: { port: string; diagnosis: { code: string; }[]; }[];
				};
				const found = ports.find(one => one.port === port)!.diagnosis.map(({ code }) => code);
				found.forEach(code => reached.add(code));
				// The fault may show in more than one way; the worst is told first.
				assert.equal(found[0], codes[0], found.join(", "));
				assert.deepEqual(codes.filter(code => !found.includes(code)), [], found.join(", "));
				assert.equal(device.simulation.machine.exceptions, 0);
			}
			finally {
				await device.close();
			}
		});

	after(() => assert.deepEqual(Object.keys(english.diagnosis).filter(code => !reached.has(code)), [], "codes that no fault has led to"));
});
