import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Ports } from "../../services/platform";
import { Settings } from "../../services/settings/settings";
import { UartPlan } from "../../services/uart-plan";
import { boards } from "../../tools/sdk/toolchain";
import { loadBoard } from "../support/load-board";
import type { LoadedBoard } from "../support/load-board";
import { MapStorage } from "../support/map-storage";

/** Pins that a chip has not, that are its flash's or USB's, or that decide how it starts and are pulled the wrong way by what hangs there. */
const forbidden: Readonly<Record<LoadedBoard["chip"], readonly number[]>> = {
	"ESP32": [0, 1, 6, 7, 8, 9, 10, 11, 12, 20, 24, 28, 29, 30, 31],
	"ESP32-C3": [2, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19],
	"ESP32-S3": [0, 3, 19, 20, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 45, 46],
};
const highest: Readonly<Record<LoadedBoard["chip"], number>> = { "ESP32": 39, "ESP32-C3": 21, "ESP32-S3": 48 };
/** ADC1: the other one is the Wi-Fi's. */
const analog: Readonly<Record<LoadedBoard["chip"], readonly number[]>> = {
	"ESP32": [32, 33, 34, 35, 36, 37, 38, 39],
	"ESP32-C3": [0, 1, 2, 3, 4],
	"ESP32-S3": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
};
/** Their reset pulls them up, or the boot loader talks on them: nothing that switches a supply. */
const pulledUp: Readonly<Record<LoadedBoard["chip"], readonly number[]>> = {
	"ESP32": [5, 14, 15],
	"ESP32-C3": [8, 18, 19, 20, 21],
	"ESP32-S3": [39, 40, 41, 42, 43, 44],
};
const uarts: Readonly<Record<LoadedBoard["chip"], number>> = { "ESP32": 3, "ESP32-C3": 2, "ESP32-S3": 3 };
/** The RMT's channels that can send: one for each software UART that is open. */
const senders: Readonly<Record<LoadedBoard["chip"], number>> = { "ESP32": 8, "ESP32-C3": 2, "ESP32-S3": 4 };

interface Pin {
	readonly pin: number;
	readonly use: string;
}

/** Every pin with what it is for, wherever it stands in the description. */
function pinsOf(ports: Ports): Pin[] {
	const pins: Pin[] = [];
	const walk = (value: unknown, use: string): void => {
		if (typeof value !== "object" || value === null)
			return;
		for (const [key, inner] of Object.entries(value)) {
			if (["pin", "receive", "transmit"].includes(key))
				pins.push({ pin: inner as number, use: key === "pin" ? use : `${use} ${key}` });
			else
				walk(inner, use ? `${use} ${key}` : key);
		}
	};
	walk(ports, "");
	return pins;
}

for (const folder of boards()) {
	describe(`${folder}'s pins`, async () => {
		const { name, chip, ports } = await loadBoard(folder);
		const pins = pinsOf(ports);

		it("are there, and belong to nobody else", () => {
			assert.equal(name, folder);
			for (const { pin, use } of pins) {
				assert.ok(Number.isInteger(pin) && pin >= 0 && pin <= highest[chip] && !forbidden[chip].includes(pin), `${use}: GPIO ${pin}`);
				if (chip === "ESP32" && pin >= 34)
					assert.ok(/receive$|current$|voltage$|pulse\d$|^pulse\d /.test(use), `${use}: GPIO ${pin} is an input only`);
			}
		});

		it("have one use each; the encoder's line is let go by one port before another takes it", () => {
			const line = ports.encoder?.serial.transmit;
			// A C3 has no pins left for CAN: it takes those of the optical port, and whoever comes second is told.
			const can = [ports.can?.receive, ports.can?.transmit], optical = [ports.optical?.serial.receive, ports.optical?.serial.transmit];
			const instead = chip === "ESP32-C3" && String(can) === String(optical);
			const others = pins.filter(({ pin, use }) => (pin !== line || !use.startsWith("encoder ")) && !(instead && use.startsWith("can ")));
			assert.equal(new Set(others.map(({ pin }) => pin)).size, others.length, others.map(({ pin, use }) => `${use} ${pin}`).join(", "));
			if (!ports.encoder)
				return;
			const { hold, currentReceiver, current, voltage } = ports.encoder;
			assert.equal(hold!.pin, line);
			assert.equal(currentReceiver?.serial.transmit ?? line, line);
			assert.ok(!pulledUp[chip].includes(line!), "the meter is not fed while the chip starts");
			for (const sensor of [current, voltage])
				assert.ok(!sensor || analog[chip].includes(sensor.pin), `GPIO ${sensor?.pin} has no ADC`);
		});

		it("and UARTs let P1, optical port, M-Bus and encoder work at once, with the default settings", () => {
			const settings = new Settings({ storage: new MapStorage() });
			settings.set("encoderPort", "on");
			const plan = new UartPlan(ports, setting => settings.get(setting));
			assert.deepEqual(plan.conflicts, []);
			const serials = (["p1", "optical", "mbus", "encoder"] as const).map(port => plan.serial(port));
			const used = serials.flatMap(({ port }) => port === undefined ? [] : [port]);
			assert.equal(new Set(used).size, used.length);
			assert.ok(used.every(port => port < uarts[chip] && (port > 0 || chip !== "ESP32")), "an ESP32's UART 0 is the console's");
			const software = serials.filter(({ port }) => port === undefined);
			assert.ok(software.every(({ io }) => io.name.includes("SoftUART")), software.map(({ io }) => io.name).join(", "));
			assert.ok(software.length <= senders[chip]);
		});
	});
}
