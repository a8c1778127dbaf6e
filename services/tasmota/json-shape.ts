import { isDigit, isLetter, isWithin } from "../../protocols/text-shape";

const words: readonly string[] = Object.freeze(["true", "false", "null"]);

/** A JSON text with `~` in the place of each value that is no object or list, and before what a name names: `{"a":~1}` has the shape `{"a":~~}`. */
export function jsonShape(text: string): string {
	const kept: string[] = [];
	let from = 0, at = 0;
	while (at < text.length) {
		const end = valueEnd(text, at);
		if (end === at) {
			at++;
			continue;
		}
		// A name is kept, with its colon.
		const isName = text.charAt(at) === "\"" && text.charAt(end) === ":", next = isName ? end + 1 : end;
		kept.push(text.slice(from, isName ? next : at));
		at = from = next;
	}
	kept.push(text.slice(from));
	return kept.join("~");
}

/** Where the text, number or word ends that begins here; the same place where none does. */
function valueEnd(text: string, start: number): number {
	if (text.charAt(start) === "\"")
		return quotedEnd(text, start);
	let end = text.charAt(start) === "-" ? start + 1 : start;
	if (!isDigit(text.charCodeAt(end)))
		return isLetter(text.charCodeAt(end)) ? start + (words.find(word => text.startsWith(word, start)) ?? "").length : start;
	while (isWithin(text.charCodeAt(end), "09..eeEE++--"))
		end++;
	return end;
}

/** Behind the closing quotation mark; `start`, where the opening one stands, without. */
function quotedEnd(text: string, start: number): number {
	for (let at = start + 1;;) {
		const quote = text.indexOf("\"", at), escape = text.indexOf("\\", at);
		if (quote < 0)
			return start;
		if (escape < 0 || escape > quote)
			return quote + 1;
		at = escape + 2;
	}
}
