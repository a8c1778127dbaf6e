import { createPlatform } from "hardware/target/platform";
import { buildSettings } from "./hardware/build-settings";
import { Firmware } from "./services/firmware";

new Firmware(createPlatform(), { defaults: buildSettings() });
