import { createCipheriv } from "node:crypto";
import { decimal, integer, join } from "./telegram-builder";
import type { SlaveIdentity } from "./telegram-builder";

const block = 16;
const filler = 0x2F;
const mode5 = 0x0500;

/** What a meter with a key sends instead of its records, and its configuration field: AES-128-CBC, mode 5 (EN 13757-7, 7.6.5). */
export function encryptRecords(
	key: string,
	{ id, manufacturer, version, medium }: SlaveIdentity,
	access: number,
	records: Uint8Array,
): { data: Uint8Array; configuration: number; } {
	const blocks = Math.ceil((records.length + 2) / block);
	const plain = new Uint8Array(blocks * block).fill(filler);
	plain.set(records, 2);
	const vector = new Uint8Array(block).fill(access);
	vector.set(join(integer(2, manufacturer), decimal(4, id), Uint8Array.of(version, medium)));
	const cipher = createCipheriv("aes-128-cbc", Buffer.from(key, "hex"), vector).setAutoPadding(false);
	const data = Uint8Array.from(Buffer.concat([cipher.update(plain), cipher.final()]));
	return { data, configuration: mode5 | blocks << 4 };
}
