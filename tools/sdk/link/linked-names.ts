import { readFileSync } from "node:fs";
import type { LinkedNames } from "./shrink-linked";

/**
 * Names that must stay in a build.
 *
 * @param source The SDK's `xs/sources/xsCommon.c`, whose table of names the engine begins with.
 * @param args What the linker was called with; among it the lists of names that native code asks for (`.xsi`, from `xsid`).
 */
export function readLinkedNames(source: string, args: readonly string[]): LinkedNames {
	const table = /\bgxIDStrings\[XS_ID_COUNT\] = \{(.*?)\n\};/s.exec(source)?.[1] ?? "";
	const lastOfEngine = [...table.matchAll(/"((?:[^"\\]|\\.)*)"/g)].at(-1)?.[1];
	if (lastOfEngine === undefined)
		throw new Error("xsCommon.c has no table of names");
	const native = new Set<string>();
	for (const file of args.filter(name => name.endsWith(".xsi"))) {
		for (const [name] of readFileSync(file, "latin1").matchAll(/[\w$]+/g))
			native.add(name);
	}
	return { lastOfEngine, native };
}
