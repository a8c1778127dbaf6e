import { isDigit } from "../../protocols/text-shape";
import { dtostrf } from "../dtostrf";
import { readNumber } from "./read-number";
import { ScriptError } from "./script-note";
import type { SourceLine } from "./script-sections";

/** Decimals of a number variable where `%name%` names none. */
const usualDecimals = 2;

/** The variables of `>D` as they stand at the start: what `%name%` in the meter section means. */
export class ScriptVariables {
	readonly #values = new Map<string, string | number>();

	/** Reads `name=12.5`, `name="text"`, with the marks that Tasmota puts before a name (`p:`, `t:`, `i:`, `g:`, `m:`). False: is no definition. */
	define({ text }: SourceLine): boolean {
		const equals = text.indexOf("=");
		if (equals < 1)
			return false;
		const left = text.slice(0, equals).trim(), right = text.slice(equals + 1).trim();
		const name = left.charAt(1) === ":" ? left.slice(2).trim() : left;
		if (!name || name.includes(" "))
			return false;
		if (right.startsWith("\"")) {
			const end = right.indexOf("\"", 1);
			this.#values.set(name, right.slice(1, end < 0 ? right.length : end));
		}
		// An IP address without quotes and the like is kept as text where it is none.
		else
			this.#values.set(name, isNumber(right) ? readNumber(right, 0).value : right);
		return true;
	}

	has(name: string): boolean {
		return this.#values.has(name);
	}

	/** Replaces `%name%`, `%2name%` (so many decimals) and `%%`; then `\n`, `\r`, `\\` and `\#`. Throws a `ScriptError` for a name that is none. */
	expand(text: string): string {
		return text.includes("%") || text.includes("\\") ? unescape(this.#replace(text)) : text;
	}

	#replace(text: string): string {
		const parts = text.split("%");
		let result = parts[0]!, at = result.length + 1;
		for (let index = 1; index < parts.length; index++) {
			const word = parts[index]!;
			if (index === parts.length - 1)
				// A single % at the end stands for itself.
				result += `%${word}`;
			else if (word === "")
				result += `%${parts[++index]!}`;
			else {
				result += this.#value(word, at) + parts[++index]!;
			}
			at += word.length + 1 + (parts[index]?.length ?? 0) + 1;
		}
		return result;
	}

	#value(word: string, at: number): string {
		const digit = word.charCodeAt(0);
		const decimals = isDigit(digit) ? digit - 0x30 : undefined;
		const name = decimals === undefined || this.#values.has(word) ? word : word.slice(1);
		const value = this.#values.get(name);
		if (value === undefined)
			throw new ScriptError(`%${word}%: there is no variable ${name} in >D`, at);
		return typeof value === "string" ? value : dtostrf(value, decimals ?? usualDecimals);
	}
}

function isNumber(text: string): boolean {
	return text !== "" && !Number.isNaN(Number(text));
}

function unescape(text: string): string {
	if (!text.includes("\\"))
		return text;
	return text.split("\\\\").map(part => part.split("\\n").join("\n").split("\\r").join("\r").split("\\#").join("#")).join("\\");
}
