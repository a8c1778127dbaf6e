import { Firmware } from "../../services/firmware";
import type { FirmwareEntry } from "./host-machine";

/** The firmware that the simulator runs. */
export const entry: FirmwareEntry = {
	checkSettings: settings => Firmware.checkSettings(settings),
	start: (platform, changes, defaults, script) => new Firmware(platform, { defaults, changes, ...(script !== undefined && { script }) }),
};
