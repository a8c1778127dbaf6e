import type { english } from "./en";

/** All texts of the page. A language that lacks one does not compile. */
export type Texts = typeof english;

/** A language as the device serves it: the texts alone, in the order of the English ones. */
export function packTexts(texts: Texts, order: Texts): string[] {
	const packed: string[] = [];
	for (const [section, names] of Object.entries(order))
		for (const name of Object.keys(names))
			packed.push((texts as Sections)[section]![name]!);
	return packed;
}

/** The reverse of `packTexts`. */
export function unpackTexts(packed: readonly string[], order: Texts): Texts {
	let at = 0;
	const entries = Object.entries(order).map(([section, names]) => [
		section,
		Object.fromEntries(Object.keys(names).map(name => [name, packed[at++] ?? ""])),
	]);
	return Object.fromEntries(entries) as Texts;
}

type Sections = Record<string, Record<string, string>>;
