/*
	`xsl …` for the Moddable SDK's makefiles: the SDK's linker, and then what it wrote with code that stays in flash (`link/code-in-flash.ts`) and made smaller
	(`link/shrink-linked.ts`; not in a build for the debugger, which asks for the names).
*/
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { keepCodeInFlash, readInstructions } from "./link/code-in-flash";
import { readLinkedNames } from "./link/linked-names";
import { shrinkLinked } from "./link/shrink-linked";
import { giveUp, Missing, toolsFolder } from "./toolchain";

try {
	const args = process.argv.slice(2), sdk = process.env["MODDABLE"], folder = args[args.indexOf("-o") + 1];
	if (!sdk || !args.includes("-o") || !folder)
		throw new Missing(2, "xsl is called by the SDK's makefiles, with MODDABLE set and -o FOLDER.");
	const { status } = spawnSync(path.join(toolsFolder(sdk), "xsl"), args, { stdio: "inherit" });
	if (status !== 0)
		process.exit(status ?? 1);
	const file = path.join(folder, "mc.xs.c");
	try {
		const sources = path.join(sdk, "xs", "sources"),
			instructions = readInstructions(readFileSync(path.join(sources, "xsCommon.c"), "utf8"));
		const { text } = keepCodeInFlash(readFileSync(file, "latin1"), instructions);
		if (process.env["METERWIRE_DEBUG"])
			writeFileSync(file, text, "latin1");
		else {
			const shrunk = shrinkLinked(text, instructions, readLinkedNames(sources, args));
			writeFileSync(file, shrunk.file.toString(), "latin1");
			const { code, slots } = shrunk;
			// Linked for a chip, without what nothing uses.
			if (text.includes("fxDeadStrip") && text.includes("fx_RegExp_prototype_exec"))
				console.log(
					"### warning: the engine's RegExp is in the image, 23 kB: a module uses one, or has a member called match, matchAll or search",
				);
			console.log(`# slots ${slots.before} to ${slots.after}, code ${code.before} to ${code.after} bytes`);
		}
	}
	catch (error) {
		// make must not take it for a finished one the next time.
		rmSync(file, { force: true });
		throw new Missing(1, `${file}: ${(error as Error).message}. This tree is made for the Moddable SDK 8.2.3.`);
	}
}
catch (error) {
	giveUp(error);
}
