import type { UpdateHardware } from "../platform";
import { UpdateError } from "./update-error";
import { headerLength, parseUpdateHeader, signatureAt } from "./update-header";
import type { UpdateHeader } from "./update-header";
import { compareVersions } from "./version-order";

export interface HeaderCheck {
	readonly hardware: UpdateHardware;
	readonly board: string;
	readonly chip: string;
	/** Version that runs. */
	readonly version: string;
	/** Takes an older version too. */
	readonly force?: boolean;
}

/** Bytes of an uncompressed point on P-256 (SEC 1, 2.3.3). */
const keyLength = 65;

/**
 * Everything that can be said of an update before a byte of the flash is touched. Throws an `UpdateError` with the reason against it. The signature
 * is checked first: what the header says of board and version counts only from somebody who may say it.
 */
export function checkHeader(bytes: Uint8Array, check: HeaderCheck): UpdateHeader {
	const { hardware, board, chip, version, force = false } = check;
	const header = parseUpdateHeader(bytes);
	checkSignature(bytes.subarray(0, headerLength), header, hardware);
	if (header.board !== board)
		throw new UpdateError(`the update is for the board ${header.board}, this is ${board}`);
	if (header.chip !== chip)
		throw new UpdateError(`the update is for the chip ${header.chip}, this is ${chip}`);
	if (!header.length || header.length > hardware.slotLength)
		throw new UpdateError(`the update has ${header.length} bytes, and the slot ${hardware.slotLength}`);
	if (header.minimumVersion && compareVersions(version, header.minimumVersion) < 0)
		throw new UpdateError(`the update ${header.version} needs version ${header.minimumVersion} first, this is ${version}`);
	if (!force && compareVersions(header.version, version) < 0)
		throw new UpdateError(`the update ${header.version} is older than ${version}, which runs; only a forced update goes back`);
	return header;
}

function checkSignature(bytes: Uint8Array, { keyId }: UpdateHeader, hardware: UpdateHardware): void {
	if (!hardware.keys.length)
		throw new UpdateError("this firmware was built without a key: it takes no updates over the network");
	const key = hardware.keys.map(keyBytes).find(each => sameBytes(digest(hardware, each).subarray(0, keyId.length), keyId));
	if (!key)
		throw new UpdateError("the update is signed with a key that this firmware does not know");
	if (!hardware.verify(key, bytes.slice(0, signatureAt), bytes.slice(signatureAt)))
		throw new UpdateError("the update's signature is wrong: the file was altered");
}

/** SHA-256. */
export function digest(hardware: UpdateHardware, bytes: Uint8Array): Uint8Array {
	const sum = hardware.digest();
	sum.write(bytes);
	return new Uint8Array(sum.close());
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	if (a.length !== b.length)
		return false;
	for (let at = 0; at < a.length; at++) {
		if (a[at] !== b[at])
			return false;
	}
	return true;
}

function keyBytes(text: string): Uint8Array {
	const bytes = new Uint8Array(keyLength);
	for (let at = 0; at < keyLength; at++)
		bytes[at] = parseInt(text.slice(2 * at, 2 * at + 2), 16);
	return bytes;
}
