import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { LinkedNames } from "./shrink-linked";

/**
 * Names that must stay in a build.
 *
 * @param folder The SDK's `xs/sources`. In its `xsCommon.c` is the table of names that the engine begins with.
 * @param args What the linker was called with; among it the lists of names that native code asks for (`.xsi`, from `xsid`).
 */
export function readLinkedNames(folder: string, args: readonly string[]): LinkedNames {
	const source = readFileSync(path.join(folder, "xsCommon.c"), "utf8");
	const table = /\bgxIDStrings\[XS_ID_COUNT\] = \{(.*?)\n\};/s.exec(source)?.[1] ?? "";
	const lastOfEngine = [...table.matchAll(/"((?:[^"\\]|\\.)*)"/g)].at(-1)?.[1];
	if (lastOfEngine === undefined)
		throw new Error("xsCommon.c has no table of names");
	const native = new Set<string>();
	for (const file of args.filter(name => name.endsWith(".xsi"))) {
		for (const [name] of readFileSync(file, "latin1").matchAll(/[\w$]+/g))
			native.add(name);
	}
	return { lastOfEngine, engine: askedByEngine(folder), native };
}

/** Names that the engine's code uses otherwise than to make the object that a function of its own belongs to. */
function askedByEngine(folder: string): Set<string> {
	const names = new Set<string>();
	for (const file of readdirSync(folder).filter(name => name.endsWith(".c"))) {
		for (const line of readFileSync(path.join(folder, file), "latin1").split("\n")) {
			if (/\bfx(?:Build|New|Next|SetHost)\w*\(/.test(line))
				continue;
			for (const [, name] of line.matchAll(/\bmxID\(_(\w+)\)/g))
				names.add(name!);
		}
	}
	return names;
}
