import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./toolchain";

/**
 * What the compiler finds in the TypeScript files of a build, with the SDK's own typings: mcconfig has written one configuration for each file into
 * `output`, and starts it for each; here it is started once for all. `undefined` when it finds nothing.
 */
export function typeFaults(output: string): string | undefined {
	const names = readdirSync(output, { recursive: true, encoding: "utf8" }).map(name => path.join(output, name));
	const base = names.find(name => path.basename(name) === "tsconfig-base.json");
	const files = names.filter(name => name.endsWith("-tsconfig.json")).flatMap(name =>
		(JSON.parse(readFileSync(name, "utf8")) as { files?: string[]; }).files ?? []
	);
	if (!base || !files.length)
		return "mcconfig wrote no configuration for TypeScript";
	const project = path.join(output, "all-files.json");
	writeFileSync(project, JSON.stringify({ extends: base, compilerOptions: { noEmit: true }, files }));
	const { status, stdout, error } = spawnSync(path.join(root, "node_modules", ".bin", "tsc"), ["-p", project], { encoding: "utf8" });
	return status === 0 ? undefined : (stdout?.trim() || error?.message) ?? "the compiler failed";
}
