import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Ports } from "../../services/platform";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** What a board's file says: its modules are the SDK's, so classes that only have a name stand for what runs on the chip. */
export interface LoadedBoard {
	readonly name: string;
	readonly chip: "ESP32" | "ESP32-C3" | "ESP32-S3";
	readonly ports: Ports;
}

export async function loadBoard(folder: string): Promise<LoadedBoard> {
	const { outputFiles } = await build({
		entryPoints: [path.join(root, "hardware/boards", folder, "board.ts")],
		bundle: true,
		write: false,
		format: "iife",
		globalName: "loaded",
		keepNames: true,
		plugins: [{
			name: "sdk",
			setup({ onResolve, onLoad }) {
				onResolve({ filter: /^embedded:/ }, ({ path: name }) => ({ path: name, namespace: "sdk" }));
				onLoad({ filter: /.*/, namespace: "sdk" }, () => ({ contents: "export default class {}", loader: "js" }));
			},
		}],
	});
	const Native = () => class {};

	const evaluate = new Function("Native", `${outputFiles[0]!.text}\nreturn loaded.board;`) as (native: unknown) => LoadedBoard;
	return evaluate(Native);
}
