/** A query's value by its name, decoded: `a=1&b=%20`. `undefined` when it is not there. Throws a `RangeError` for a broken escape. */
export function queryValue(query: string, name: string): string | undefined {
	const parts = query.split("&");
	for (let index = 0; index < parts.length; index++) {
		const part = parts[index]!, equals = part.indexOf("=");
		if (decodePart(equals < 0 ? part : part.slice(0, equals)) === name)
			return equals < 0 ? "" : decodePart(part.slice(equals + 1));
	}
	return undefined;
}

/** `+` stands for a blank, as forms send it. */
function decodePart(text: string): string {
	return decodeEscapes(text.includes("+") ? text.split("+").join(" ") : text);
}

/** Percent escapes of UTF-8. Throws a `RangeError` for a broken one. */
export function decodeEscapes(text: string): string {
	if (!text.includes("%"))
		return text;
	try {
		return decodeURIComponent(text);
	}
	catch {
		throw new RangeError("a broken escape in the address");
	}
}
