import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SerialConstructor, SerialOptions } from "../../../drivers/serial";
import { MapStorage } from "../../support/map-storage";
import { MbusServiceBench } from "../../support/mbus-service-bench";

const four = ["kamstrup402", "water1", "water2", "slow"];
const fourNames = ["HeatCost_77001234", "Heat_68123402", "Water_31000017", "Water_31000018"];

function bench(meters: string[], settings: Record<string, string>, look: (bench: MbusServiceBench) => void, more = {}): void {
	const device = new MbusServiceBench(meters, settings, more);
	try {
		look(device);
		assert.deepEqual(device.watch.writes, [], "writes to meters");
	}
	finally {
		device.close();
	}
}

describe("M-Bus service: the first scan", () => {
	it("begins by itself, adds what it finds, and reads it meanwhile", () =>
		bench(four, {}, device => {
			device.run(60);
			assert.ok(device.service.scanning);
			assert.ok(device.updates.some(text => text.startsWith("Heat_68123402 ")), "the first meter is read while the scan goes on");
			device.untilScanned();
			assert.deepEqual(device.names, fourNames);
			assert.deepEqual({ ...device.results.at(-1), Exchanges: 0, Troubles: 0 }, {
				State: "Done",
				Found: 4,
				New: 4,
				Exchanges: 0,
				Troubles: 0,
			});
			const progress = device.results.filter(({ State }) => State === "Searching").map(({ Progress }) => Number(Progress));
			assert.ok(progress.length > 20 && progress.every((value, index) => value >= (progress[index - 1] ?? 0)));
			assert.equal(device.object("Water_31000018")!["Volume"], 87.034);
		}));

	it("is not repeated after a restart, and the meters are read at once", () =>
		bench(four, {}, device => {
			device.untilScanned();
			device.close();
			bench(four, {}, again => {
				again.run(60);
				assert.deepEqual(again.names, fourNames);
				assert.equal(again.service.scanning, false);
				assert.deepEqual(again.results, []);
				assert.equal(again.object("Heat_68123402")!["Energy"], 10);
			}, { storage: device.storage });
		}));

	it("begins again when a restart cut it short", () => {
		const storage = new MapStorage();
		bench(four, {}, device => {
			device.run(30);
			assert.ok(device.list.length > 0 && device.service.scanning);
		}, { storage });
		bench(four, {}, device => {
			device.untilScanned();
			assert.deepEqual(device.names, fourNames);
		}, { storage });
	});

	it("is repeated every hour while nobody is there", () =>
		bench([], {}, device => {
			device.untilScanned();
			device.plug.bus.attach(new MbusServiceBench(["water1"]).plug.bus.slaves[0]!);
			device.run(3500);
			assert.deepEqual(device.names, []);
			device.untilScanned();
			assert.deepEqual(device.names, ["Water_31000017"]);
		}));

	it("does not begin where the user has named a meter, or does not want it", () => {
		for (const [name, text] of [["mbusMeters", "[{\"address\":68,\"name\":\"Heat\"}]"], ["mbusScan", "off"]] as const)
			bench(four, { [name]: text }, device => {
				device.run(100);
				assert.equal(device.service.scanning, false);
				assert.deepEqual(device.results, []);
			});
	});

	it("ends when it is called off, keeps what it has found, and does not begin again", () =>
		bench(four, {}, device => {
			device.run(60);
			device.service.cancelScan();
			device.run(5);
			assert.equal(device.results.at(-1)!["State"], "Canceled");
			assert.ok(device.list.length >= 3);
			device.run(8000);
			assert.equal(device.service.scanning, false);
		}));
});

describe("M-Bus service: scans that are asked for", () => {
	it("take rates and ways, and refuse anything else", () =>
		bench(four, { mbusScan: "off" }, device => {
			assert.throws(() => device.service.scan("tertiary"), /tertiary is neither primary, secondary, stop nor one of the rates/);
			device.service.scan("secondary 2400");
			assert.throws(() => device.service.scan(""), /a scan is under way/);
			device.untilScanned();
			assert.deepEqual(device.names, fourNames.slice(1));
			device.service.scan("secondary,300");
			device.untilScanned();
			assert.deepEqual(device.names, fourNames);
			device.service.scan("1");
			device.untilScanned();
			assert.deepEqual(device.names, fourNames, "nobody is found twice");
			assert.equal(device.results.at(-1)!["New"], 0);
		}));

	it("know a meter that the user has named by its primary address", () =>
		bench(["kamstrup402"], { mbusMeters: "[{\"address\":68,\"name\":\"Heat\"}]" }, device => {
			device.run(20);
			device.service.scan("2400");
			device.untilScanned();
			assert.deepEqual(device.names, ["Heat"]);
			assert.equal(device.results.find(({ State }) => State === "Found")!["Name"], "Heat");
		}));

	it("never keep a readout waiting for longer than one exchange", () =>
		bench(four, { mbusInterval: "20", mbusMinimum: "20", mbusScan: "off" }, device => {
			device.service.add({ name: "Heat", primary: 68 }, true);
			device.run(20);
			device.service.scan("primary");
			device.run(210);
			assert.ok(device.service.scanning);
			const times = device.updates.filter(text => text.startsWith("Heat ")).map(text => Number(text.split(" ")[1]));
			const gaps = times.slice(1).map((time, index) => time - times[index]!);
			assert.ok(gaps.length >= 9 && gaps.every(gap => gap >= 16 && gap <= 22), gaps.join(" "));
		}));
});

describe("M-Bus service: the list of meters", () => {
	it("takes meters, gives them other names, and forgets them", () =>
		bench(four, { mbusScan: "off" }, device => {
			device.service.add({ name: "Meter_68123402", secondary: { id: "68123402" } }, false);
			device.run(10);
			assert.equal(device.object("Meter_68123402")!["Energy"], 10);
			device.service.add({ name: "Heat", secondary: { id: "68123402" }, interval: 3600 }, true);
			device.run(10);
			assert.deepEqual(device.names, ["Heat"]);
			assert.equal(device.service.interval(device.service.meters[0]!), 3600);
			assert.throws(() => device.service.add({ name: "Heat", primary: 1 }, true), /another meter with the name Heat/);
			assert.equal(device.service.remove("Cold"), undefined);
			assert.equal(device.service.remove("68123402"), "Heat");
			assert.deepEqual(device.names, []);
			assert.deepEqual([...device.storage.entries.keys()], []);
		}));

	it("follows the setting: new entries are read, others stay, removed ones go", () =>
		bench(four, { mbusMeters: "[{\"address\":68,\"name\":\"Heat\"}]" }, device => {
			device.run(10);
			const heat = device.list[0];
			device.settings.set("mbusMeters", "[{\"address\":68,\"name\":\"Heat\"},{\"address\":\"31000017\",\"name\":\"Cold\"}]");
			device.run(10);
			assert.deepEqual(device.names, ["Cold", "Heat"]);
			assert.ok(device.list.includes(heat!), "what has not changed goes on");
			assert.equal(device.service.remove("Heat"), "Heat");
			assert.equal(device.settings.get("mbusMeters"), "[{\"name\":\"Cold\",\"address\":\"31000017\"}]");
			device.run(1);
			assert.deepEqual(device.names, ["Cold"]);
			device.settings.set("mbusPort", "off");
			device.run(1);
			assert.deepEqual(device.names, []);
		}));

	it("is kept under as many keys as it needs", () => {
		const storage = new MapStorage();
		bench([], { mbusScan: "off" }, device => {
			for (let number = 0; number < 64; number++)
				device.service.add({
					name: `Meter_with_a_long_name_${number}`,
					secondary: { id: String(10_000_000 + number) },
					key: "0".repeat(32),
				}, true);
			assert.throws(() => device.service.add({ name: "Another", primary: 1 }, true), /there are 64 meters already/);
			assert.ok(storage.entries.size > 1);
			assert.ok([...storage.entries.values()].every(text => text.length <= 4000));
		}, { storage });
		bench([], { mbusScan: "off" }, device => {
			assert.equal(device.list.length, 64);
			for (const name of device.names)
				device.service.remove(name);
			assert.equal(storage.entries.size, 0);
		}, { storage });
	});

	it("survives a broken storage", () =>
		bench(four, {}, device => {
			device.run(100);
			assert.match(device.log[0]!, /the list of found meters cannot be read/);
			assert.ok(device.list.length >= 3);
		}, { storage: new MapStorage({ mbusFound0: "[{" }) }));
});

describe("M-Bus service: a UART that the optical port has", () => {
	const more = { ports: { optical: { serial: { port: 1 } } } };

	it("is left to it until that is switched off", () =>
		bench(four, {}, device => {
			assert.match(device.log[0]!, /opticalMode off/);
			device.run(60);
			assert.deepEqual(device.watch.frames, []);
			device.settings.set("opticalMode", "off");
			device.run(60);
			assert.ok(device.list.length >= 3);
			device.settings.set("opticalMode", "auto");
			assert.deepEqual(device.names, []);
		}, more));

	it("is done without where the board has software for it, and taken as soon as it is free", () => {
		const opened: string[] = [];
		const count = (name: string) => (io: SerialConstructor) =>
			class extends io {
				constructor(options: SerialOptions) {
					super(options);
					opened.push(name);
				}
			};
		bench(four, {}, device => {
			device.run(60);
			assert.ok(device.list.length >= 3);
			assert.deepEqual([...new Set(opened)], ["software"]);
			device.settings.set("opticalMode", "off");
			device.run(60);
			assert.ok(device.list.length >= 3);
			assert.equal(opened.at(-1), "UART");
			device.settings.set("opticalMode", "auto");
			device.run(60);
			assert.equal(opened.at(-1), "software");
			assert.ok(device.list.length >= 3);
			assert.deepEqual(device.log.filter(text => text.includes("cannot be used")), []);
		}, { ...more, hardware: count("UART"), software: count("software") });
	});
});
