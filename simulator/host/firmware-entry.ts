import type { FirmwareEntry } from "./host-machine";
import { PlaceholderFirmware } from "./placeholder-firmware";

/** The firmware that the simulator runs. */
export const entry: FirmwareEntry = {
	checkSettings: settings => PlaceholderFirmware.checkSettings(settings),
	start: (platform, settings) => new PlaceholderFirmware(platform, settings),
};
