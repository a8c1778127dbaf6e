import { AxdrReader } from "./axdr-reader";
import { DlmsError } from "./dlms-error";
import { readHead } from "./notification-head";

/** Tag of a data notification (IEC 62056-5-3, 8). */
export const NOTIFICATION = 0x0F;

/** Octets of a data notification without a frame that begins at `at`; 0 when none does, −1 when that cannot be told yet. */
export function notificationSize(bytes: Uint8Array, at: number, end: number): number {
	const reader = new AxdrReader(bytes.subarray(0, end), at);
	try {
		readHead(reader);
		reader.skip();
		return reader.at - at;
	}
	catch (error) {
		if (error instanceof DlmsError)
			return error.kind === "short" ? -1 : 0;
		throw error;
	}
}
