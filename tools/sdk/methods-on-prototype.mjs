const begin = String.raw`^\t(?:static |async |get |set |readonly |\*)*#(\w+)`;
const methods = new RegExp(String.raw`${begin}\(`, "gm"), fields = new RegExp(String.raw`${begin}[^\w(]`, "gm");

/**
 * Makes ordinary methods of a class's private ones: `#open()` becomes `_open()`. The engine gives each instance a slot of memory for each private
 * method (16 bytes on a chip), while ordinary ones stand once on the prototype, in flash. That they are private is tested with the types, for the whole tree.
 *
 * Classes that extend another are left as they are: two of the same name would meet there. The text must be formatted as this tree is.
 *
 * @param {string} source
 * @returns {string}
 */
export function methodsOnPrototype(source) {
	if (/\bclass\b[^{]*\sextends\s/.test(source))
		return source;
	const kept = new Set([...source.matchAll(fields)].map(match => match[1]));
	const names = [...new Set([...source.matchAll(methods)].map(match => match[1]))].filter(name => !kept.has(name));
	if (!names.length)
		return source;
	// Where a method is declared, and behind a point: not in comments and texts.
	return source.replace(new RegExp(String.raw`(^\t(?:static |async |get |set |\*)*|\.)#(${names.join("|")})\b`, "gm"), "$1_$2");
}
