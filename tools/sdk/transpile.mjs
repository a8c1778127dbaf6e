/*
	`tsc -p FILE` for the Moddable SDK's makefiles, which call it once for each TypeScript file: takes the types out of the one file that the
	configuration names. The types themselves are tested once for the whole tree (`npm run check`), so a build need not start the
	compiler five hundred times. Private methods become ordinary ones. Plain JavaScript on purpose: it is started as often.
*/
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { transformSync } from "esbuild";
import { methodsOnPrototype } from "./methods-on-prototype.mjs";

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
try {
	const { code, map } = transformSync(methodsOnPrototype(readFileSync(source, "utf8")), {
		loader: "ts",
		target: "esnext",
		sourcefile: path.relative(path.dirname(target), source),
		sourcemap: "external",
		// As tsc leaves them: no shortcuts that the engine would have to undo.
		keepNames: false,
		tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
	});
	mkdirSync(path.dirname(target), { recursive: true });
	writeFileSync(target, `${code}//# sourceMappingURL=${path.basename(target)}.map\n`);
	writeFileSync(`${target}.map`, map);
}
catch {
	// esbuild has said on standard error what it does not like.
	process.exit(1);
}
