import { isDigit, isLetter, isWithin } from "../../protocols/text-shape";

const words: readonly string[] = Object.freeze(["true", "false", "null"]);

/**
 * A JSON text with `~` in the place of each text, number and word, and behind each name: `{"a":~~}` of `{"a":1}`. It looks into short pieces only: the
 * engine counts a long text's characters from its begin each time.
 */
export function jsonShape(text: string): string {
	const pieces = text.split("\""), shapes = [bareShape(pieces[0]!)];
	for (let at = 1; at < pieces.length;) {
		let last = at;
		while (last < pieces.length && isEscaping(pieces[last]!))
			last++;
		const behind = pieces[last + 1];
		if (behind === undefined)
			// Nothing ends it.
			shapes.push("\"", bareShape(pieces[at++]!));
		else {
			const isName = behind.startsWith(":");
			if (isName)
				shapes.push("\"", pieces.slice(at, last + 1).join("\""), "\":");
			shapes.push("~", bareShape(isName ? behind.slice(1) : behind));
			at = last + 2;
		}
	}
	return shapes.join("");
}

/** The shape of what stands outside quotation marks. */
function bareShape(text: string): string {
	let shape = "";
	for (let at = 0; at < text.length;) {
		const end = valueEnd(text, at);
		shape += end > at ? "~" : text.charAt(at);
		at = Math.max(end, at + 1);
	}
	return shape;
}

/** Where the number or word ends that begins here; the same place where none does. */
function valueEnd(text: string, start: number): number {
	let end = text.charAt(start) === "-" ? start + 1 : start;
	if (!isDigit(text.charCodeAt(end)))
		return isLetter(text.charCodeAt(end)) ? start + (words.find(word => text.startsWith(word, start)) ?? "").length : start;
	while (isWithin(text.charCodeAt(end), "09..eeEE++--"))
		end++;
	return end;
}

/** The quotation mark behind this is part of the text. */
function isEscaping(text: string): boolean {
	let end = text.length;
	while (text.charAt(end - 1) === "\\")
		end--;
	return (text.length - end) % 2 > 0;
}
