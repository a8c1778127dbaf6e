/*
	The firmware with a fault: the first bytes from the P1 port are an exception that nobody catches.
*/
import "../../simulator/host/shims";
import type { SerialConstructor, SerialOptions } from "../../drivers/serial";
import { Firmware } from "../../services/firmware";
import { HostMachine } from "../../simulator/host/host-machine";

function broken(Serial: SerialConstructor): SerialConstructor {
	return class extends Serial {
		constructor(options: SerialOptions) {
			super({
				...options,
				onReadable() {
					throw new Error("a fault in the firmware");
				},
			});
		}
	};
}

const machine = new HostMachine({
	checkSettings: () => undefined,
	start(platform, changes, defaults) {
		const p1 = platform.ports.p1!;
		const serial = { ...p1.serial, io: broken(p1.serial.io) };
		return new Firmware({ ...platform, ports: { ...platform.ports, p1: { ...p1, serial } } }, { changes, defaults });
	},
});
Object.assign(globalThis, { handleCommand: (command: ArrayBuffer) => machine.command(command) });
