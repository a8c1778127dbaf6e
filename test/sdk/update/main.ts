import { buildSettings } from "../../../hardware/build-settings";
import { Chip } from "../../../hardware/chip/chip";
import { createPlatform } from "hardware/target/platform";
import { Firmware } from "../../../services/firmware";
import { FileSlots } from "./file-slots";

/*
	The whole firmware, with a file in place of the slot that does not run: `METERWIRE_SLOT`, its path, and `METERWIRE_KEY`, the public key that updates
	are taken from.
*/
const update = new FileSlots(Chip.environment("METERWIRE_SLOT")!, Chip.environment("METERWIRE_KEY")!);
new Firmware({ ...createPlatform(), update }, { defaults: buildSettings() });
