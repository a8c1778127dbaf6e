import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { boardPartitions } from "../../simulator/flash/partition-table";
import { projectKeys } from "../../simulator/engine/bundle";
import { bundleFolders, writeBundle } from "./bundle/write-bundle";
import { runCommand } from "./run-command";
import { Missing, root } from "./toolchain";

export interface BoardBuild {
	readonly board: string;
	readonly env: NodeJS.ProcessEnv;
	readonly debug?: boolean;
	/** One place for firmware in the flash instead of two: no updates over the network. */
	readonly oneSlot?: boolean;
	/** `name=value` as mcconfig takes them. */
	readonly settings: readonly string[];
}

/** Where mcconfig puts the files of a build: `xs_esp32.bin`, `bootloader.bin`, `partition-table.bin`. */
export function buildFolder(board: string, debug = false): string {
	return path.join(root, "build", "sdk", "bin", "esp32", board, debug ? "debug" : "release", path.basename(root));
}

/** Builds a board's firmware and returns the folder of its files. Throws `Missing` when that fails, or the image does not fit into a slot. */
export async function buildBoard(build: BoardBuild): Promise<string> {
	const { board, debug = false, oneSlot = false } = build;
	const folder = buildFolder(board, debug), image = path.join(folder, "xs_esp32.bin");
	mkdirSync(path.join(root, "build", "sdk"), { recursive: true });
	// The SDK's makefile goes on after a failure of the last step, so an image of an earlier build must not pass for this one's.
	rmSync(image, { force: true });
	if (!debug)
		await writeBundle({ platform: "esp32", board }, build.env["MODDABLE"]!, oneSlot ? { PARTITIONS_FILE: oneSlotPartitions } : {});
	if (await runMake(build, "build") || !existsSync(image))
		throw new Missing(1, `${board}: the build failed, see above.`);
	const { size } = statSync(image), slot = slotLength(oneSlot);
	if (size > slot)
		throw new Missing(
			1,
			`${board}: the image has ${size} bytes, and ${oneSlot ? "the flash" : "an update slot"} only ${slot}.${
				oneSlot ? "" : " With --one-slot it fits, and takes no updates over the network."
			}`,
		);
	return folder;
}

/** Runs one goal of the board's makefile, of a build that `buildBoard` has begun; returns its exit status. */
export function runMake({ board, env, debug = false, oneSlot = false, settings }: BoardBuild, goal: string): Promise<number> {
	const keys = projectKeys();
	return runCommand("mcconfig", [
		...(debug ? ["-d"] : []),
		"-m",
		...boardArguments(board, debug, oneSlot),
		"-t",
		goal,
		"-o",
		path.join(root, "build", "sdk"),
		...settings,
		...(keys.length ? [`updateKeys=${keys.join(",")}`] : []),
	], { cwd: root, env: debug ? { ...env, METERWIRE_DEBUG: "1" } : env });
}

/** Where mcconfig finds board and firmware: as they are for the debugger, as one bundled module otherwise. */
export function boardArguments(board: string, debug: boolean, oneSlot: boolean): string[] {
	if (debug)
		return ["-p", `esp32:./hardware/boards/${board}`, ...(oneSlot ? [oneSlotManifest()] : [])];
	const folders = bundleFolders(board);
	return ["-p", `esp32:${folders.board}`, path.join(folders.firmware, "manifest.json")];
}

const oneSlotPartitions = path.join(root, "hardware", "partitions-one-slot.csv");

/** The firmware's manifest with the other partition table. Its folder has the firmware's name, for mcconfig names the build by it. */
function oneSlotManifest(): string {
	const folder = path.join(root, "build", "one-slot", path.basename(root)), file = path.join(folder, "manifest.json");
	mkdirSync(folder, { recursive: true });
	const manifest = { build: { PARTITIONS_FILE: oneSlotPartitions }, include: ["../../../manifest.json"] };
	writeFileSync(file, `${JSON.stringify(manifest, undefined, "\t")}\n`);
	return file;
}

/** Bytes of an update slot, or of the only place. */
export function slotLength(oneSlot = false): number {
	return boardPartitions(oneSlot).find(({ type }) => type === "app")!.length;
}

/** What a board's `board.ts` calls its chip. */
export function chipOf(board: string): string {
	const text = readFileSync(path.join(root, "hardware", "boards", board, "board.ts"), "utf8");
	const chip = /\bchip: "([^"]+)"/.exec(text)?.[1];
	if (!chip)
		throw new Missing(1, `hardware/boards/${board}/board.ts names no chip.`);
	return chip;
}
