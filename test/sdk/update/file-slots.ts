// The SDK's own typings leave the class out, ours have it (typings/sdk.d.ts).
/* eslint-disable @typescript-eslint/ban-ts-comment */
// @ts-ignore
import { Digest } from "crypt";
import { File } from "file";
import { verifyP256 } from "../../../hardware/adapters/sdk-signature";
import type { UpdateDigest, UpdateHardware, UpdateSlot } from "../../../services/platform";

/** Takes images into a file. Nothing starts from it. Digest and signature are the SDK's own, as on the chip. */
export class FileSlots implements UpdateHardware {
	readonly keys: readonly string[];
	readonly slot = "a";
	readonly slotLength = 0x1F0000;
	readonly pending = false;
	readonly #path: string;

	constructor(path: string, key: string) {
		this.#path = path;
		this.keys = [key];
	}

	digest(): UpdateDigest {
		return new Digest("SHA256") as unknown as UpdateDigest;
	}

	verify(key: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean {
		return verifyP256(key, data, signature);
	}

	open(): UpdateSlot {
		if (File.exists(this.#path))
			File.delete(this.#path);
		const file = new File(this.#path, true);
		let isOpen = true;
		return {
			write: data => file.write(data.slice().buffer),
			read: (offset, count) => {
				file.position = offset;
				return file.read(ArrayBuffer, count);
			},
			complete: () => trace("slot complete\n"),
			close: () => {
				if (isOpen)
					file.close();
				isOpen = false;
			},
		};
	}

	confirm(): void {
		throw new Error("nothing is on trial");
	}

	rollBack(): void {
		throw new Error("there is no other image");
	}
}
