/** One line for a log or a page out of whatever was thrown. */
export function describeError(error: unknown, otherwise = "unknown error"): string {
	if (error instanceof Error)
		return error.message || otherwise;
	return error === undefined || error === null ? otherwise : String(error);
}

/** The text of UTF-8 bytes, `undefined` when they are not UTF-8. */
export function decodeText(bytes: ArrayBuffer): string | undefined {
	try {
		return String.fromArrayBuffer(bytes);
	}
	catch {
		return undefined;
	}
}
