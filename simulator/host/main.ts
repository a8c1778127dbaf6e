import "./shims";
import { entry } from "./firmware-entry";
import { HostMachine } from "./host-machine";

/*
	First module of the bundle that runs in the engine: the firmware on the simulator's platform.
*/
const machine = new HostMachine(entry);
Object.assign(globalThis, { handleCommand: (command: ArrayBuffer) => machine.command(command) });
