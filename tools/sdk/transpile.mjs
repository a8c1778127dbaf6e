/*
	`tsc -p FILE` for the Moddable SDK's makefiles, which call it once for each TypeScript file: takes the types out of the one file that the
	configuration names, and makes it small for the flash (not in a build for the debugger, `METERWIRE_DEBUG`). The types themselves are tested once for the
	whole tree (`npm run check`), so a build need not start the compiler five hundred times. Plain JavaScript on purpose: it is started as often.
*/
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import { arrowFunctions } from "./arrow-functions.mjs";
import { literalConstants } from "./literal-constants.mjs";
import { publicMembers } from "./public-members.mjs";

const [option, file, ...more] = process.argv.slice(2);
if (option !== "-p" || !file || more.length) {
	console.error("usage: tsc -p TSCONFIG.json");
	process.exit(2);
}
const { compilerOptions: { outDir, rootDir }, files, include } = JSON.parse(readFileSync(file, "utf8"));
if (!outDir || !rootDir || files?.length !== 1 || include) {
	console.error(`${file}: not the configuration of one file, as mcconfig writes it`);
	process.exit(2);
}
const [source] = files;
const target = path.join(outDir, path.relative(rootDir, source).replace(/\.ts$/, ".js"));
const common = { target: "esnext", sourcemap: "external", sourcefile: path.relative(path.dirname(target), source) };
try {
	const plain = transformSync(readFileSync(source, "utf8"), {
		...common,
		loader: "ts",
		tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
	});
	// Names inside a module become short, so that all modules have the same few.
	const { code, map } = process.env.METERWIRE_DEBUG
		? plain
		: transformSync(arrowFunctions(literalConstants(publicMembers(plain.code))), { ...common, format: "esm", minifyIdentifiers: true });
	mkdirSync(path.dirname(target), { recursive: true });
	// xsc does not survive a module of types only, which is empty.
	writeFileSync(target, `${code || "export {};\n"}//# sourceMappingURL=${path.basename(target)}.map\n`);
	writeFileSync(`${target}.map`, map);
}
catch (error) {
	console.error(`${source}: ${error.message}`);
	process.exit(1);
}
