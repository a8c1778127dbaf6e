import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SerialConstructor } from "../../drivers/serial";
import type { Ports } from "../../services/platform";
import { Settings } from "../../services/settings/settings";
import { uartFault, UartPlan } from "../../services/uart-plan";
import type { ScriptDemands, SerialPort } from "../../services/uart-plan";
import { MapStorage } from "../support/map-storage";

const hardware = class Hardware {} as unknown as SerialConstructor;
const software = Object.freeze({ io: class Software {} as unknown as SerialConstructor, maximumBaud: 2400 });
const names: readonly SerialPort[] = ["p1", "optical", "mbus", "encoder"];

/** A board whose ports have these UARTs; a port with a star can do without. */
function board(text: string): Ports {
	const ports: Record<string, { serial: object; }> = {};
	for (const [at, part] of text.split(" ").entries()) {
		if (part !== "-")
			ports[names[at]!] = {
				serial: { io: hardware, receive: at, transmit: at + 10, port: Number.parseInt(part), ...(part.endsWith("*") && { software }) },
			};
	}
	return ports as unknown as Ports;
}

function settingsOf(ports: Ports, changes: Record<string, string> = {}): Settings {
	const settings = new Settings({ storage: new MapStorage(), check: (get, changed) => uartFault(ports, get, changed) });
	for (const name of Object.keys(changes))
		settings.set(name, changes[name]!);
	return settings;
}

/** `U` a UART, `s` software, `-` shut, for each port. */
function shape(ports: Ports, settings: Settings, script?: ScriptDemands): string {
	const plan = new UartPlan(ports, name => settings.get(name), script);
	return names.map(port => {
		try {
			return plan.serial(port).io === hardware ? "U" : "s";
		}
		catch {
			return "-";
		}
	}).join("");
}

describe("UARTs of a board", () => {
	it("one for each port", () => {
		const ports = board("1 0 2 3");
		assert.equal(shape(ports, settingsOf(ports)), "UUU-");
		assert.equal(shape(ports, settingsOf(ports, { encoderPort: "on", opticalMode: "off" })), "U-UU");
	});

	it("where M-Bus and optical port share one, the M-Bus does without while it is slow enough, and gets it when the other is off", () => {
		const ports = board("2 1 1* 1*");
		assert.equal(shape(ports, settingsOf(ports, { encoderPort: "on" })), "UUss");
		assert.equal(shape(ports, settingsOf(ports, { encoderPort: "on", opticalMode: "off" })), "U-Us");
		assert.equal(shape(ports, settingsOf(ports, { encoderPort: "on", opticalMode: "off", mbusPort: "off" })), "U--U");
		assert.equal(shape(ports, settingsOf(ports, { opticalMode: "off", mbusBaud: "9600" })), "U-U-");
		const { receive, transmit, port } = new UartPlan(ports, name => settingsOf(ports).get(name)).serial("mbus");
		assert.deepEqual({ receive, transmit, port }, { receive: 2, transmit: 12, port: undefined });
	});

	it("a rate that would need the other port's UART is refused, with what to do", () => {
		const ports = board("2 1 1* -");
		const sentence =
			"the M-Bus port cannot be used at 9600 baud, for without a UART of the chip 2400 are the most: the optical port has UART 1; "
			+ "set mbusBaud and the rates in mbusMeters to at most 2400, or opticalMode off, or mbusPort off";
		const settings = settingsOf(ports);
		assert.throws(() => settings.set("mbusBaud", "9600"), { name: "RangeError", message: `mbusBaud: ${sentence}` });
		assert.equal(settings.get("mbusBaud"), "2400");
		assert.throws(
			() => settings.set("mbusMeters", "[{\"address\":1,\"baud\":4800}]"),
			/mbusMeters: the M-Bus port cannot be used at 4800 baud/,
		);
		settings.set("opticalMode", "off");
		settings.set("mbusBaud", "9600");
		assert.throws(() => settings.set("opticalMode", "sml"), { message: `opticalMode: ${sentence}` });
		settings.set("mbusPort", "off");
		settings.set("opticalMode", "sml");
		assert.throws(() => settings.set("mbusPort", "on"), /mbusPort: .* the optical port has UART 1/);
	});

	it("several settings at once are judged together, and refused together", () => {
		const ports = board("2 1 1* -");
		const settings = settingsOf(ports);
		assert.equal(settings.change({ mbusBaud: "9600", opticalMode: "off" }), undefined);
		const errors = settings.change({ opticalMode: "auto", topic: "house" });
		assert.deepEqual(Object.keys(errors!), ["opticalMode"]);
		assert.notEqual(settings.get("topic"), "house");
		assert.equal(settings.change({ opticalMode: "auto", mbusBaud: "2400", topic: "house" }), undefined);
		assert.equal(shape(ports, settings), "UUs-");
	});

	it("a board without the software says so, and what is not to blame can be changed", () => {
		const ports = board("2 1 1 -");
		const settings = settingsOf(ports);
		const [conflict] = new UartPlan(ports, name => settings.get(name)).conflicts;
		assert.equal(conflict!.text, "the M-Bus port cannot be used: the optical port has UART 1; set opticalMode off, or mbusPort off");
		settings.set("topic", "house");
		assert.throws(() => settings.set("opticalMode", "sml"), RangeError);
		settings.set("opticalMode", "off");
		assert.equal(shape(ports, settings), "U-U-");
	});

	it("what was stored under other circumstances does not keep the device from starting", () => {
		const storage = new MapStorage();
		const before = new Settings({ storage });
		before.set("mbusBaud", "9600");
		before.save();
		const ports = board("2 1 1* -");
		const settings = new Settings({ storage, check: (get, changed) => uartFault(ports, get, changed) });
		assert.equal(shape(ports, settings), "UU--");
		settings.set("mbusBaud", "2400");
		assert.equal(shape(ports, settings), "UUs-");
	});

	it("a script's ports count although the settings have them off, at the script's rate", () => {
		const ports = board("2 1 1* -");
		const settings = settingsOf(ports, { opticalMode: "off", mbusPort: "off" });
		assert.equal(shape(ports, settings, { optical: undefined, mbus: 2400 }), "UUs-");
		assert.equal(shape(ports, settings, { optical: undefined, mbus: 9600 }), "UU--");
		assert.equal(shape(ports, settings, { mbus: 9600 }), "U-U-");
	});
});
