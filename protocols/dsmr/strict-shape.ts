const object = /^\d{1,3}-\d{1,3}:\d{1,3}\.\d{1,3}\.\d{1,3}(?:\*\d{1,3})?\([\x20-\x7E]*\)$/;
const continuation = /^\([\x20-\x7E]*\)$/;

/**
 * Looks for the first line that does not have the shape of an object. For meters that send no check sum: there a line bent by noise must
 * not pass as a line that is only odd. `undefined` when all is in order.
 *
 * @param text from `/` to before `!`
 */
export function findBentLine(text: string): string | undefined {
	const lines = text.split("\n");
	let objects = 0;
	for (let at = 1; at < lines.length; at++) {
		// Not trimEnd: in XS 13.3 it leaves one character of a text that is all blanks.
		const line = lines[at]!.trim();
		if (object.test(line))
			objects++;
		else if (line ? !(objects && continuation.test(line)) : at > 1 && at < lines.length - 1)
			return line.slice(0, 60);
	}
	return objects ? undefined : lines[0]!.trim();
}
