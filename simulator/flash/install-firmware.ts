import { createHash } from "node:crypto";
import { packAppImage } from "./app-image";
import type { FlashPartitions } from "./flash-partitions";

/** Where a chip has its boot loader, the simulated one has the hash of what was installed over USB. */
const hashAt = 0x1000;

/**
 * What `npm run flash` does for a board: puts the firmware into the first slot and empties `otadata`. A chip that has this very firmware already keeps
 * what it has, also a newer one that came over the network.
 */
export function installFirmware(flash: FlashPartitions, code: string): void {
	const { memory } = flash;
	const image = packAppImage(code);
	const hash = createHash("sha256").update(image).digest();
	if (!Buffer.compare(memory.read(hashAt, hash.length), hash))
		return;
	const slot = flash.find("ota_0"), data = flash.find("otadata");
	if (image.length > slot.length)
		throw new Error(`the firmware has ${image.length} bytes, and a slot ${slot.length}`);
	memory.program(slot.offset, image);
	memory.program(data.offset, new Uint8Array(data.length).fill(0xFF));
	memory.program(hashAt, hash);
}
