import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "../toolchain";
import { bundleFirmware, bundleName } from "./bundle-firmware";
import type { BundleTarget } from "./bundle-firmware";
import { BundleManifest } from "./bundle-manifest";

export interface BundleFolders {
	/** Folder of mcconfig's manifest of the firmware. mcconfig names a build by it, so it has this tree's name. */
	readonly firmware: string;
	/** The board's, from the tree's root, for mcconfig's `-p esp32:…`. mcconfig makes that whole word lower case, so it holds no folder of the user's. */
	readonly board: string;
}

/** Where the bundle of a board is, or that for `lin`. */
export function bundleFolders(target: string): BundleFolders {
	const board = `./build/bundle/${target}`;
	return { board, firmware: path.join(root, board, path.basename(root)) };
}

/**
 * Writes the firmware as one module, with manifests for mcconfig, into `build/bundle/`.
 *
 * @param sdk The SDK's folder.
 * @param build What the manifest's `build` has beside: another partition table, say.
 */
export async function writeBundle(target: BundleTarget, sdk: string, build: Readonly<Record<string, string>> = {}): Promise<BundleFolders> {
	const { board, platform } = target;
	const folders = bundleFolders(board ?? platform), folder = path.join(root, folders.board);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folders.firmware, { recursive: true });
	const manifests = new BundleManifest({ root, sdk, folder: path.join(folder, "manifests"), platform, modules: folders.firmware });
	manifests.write(path.join(root, "manifest.json"), path.join(folders.firmware, "manifest.json"), {
		build,
		modules: { [bundleName]: `./${bundleName}` },
		preload: [bundleName],
	});
	if (board !== undefined)
		manifests.write(path.join(root, "hardware", "boards", board, "manifest.json"), path.join(folder, "manifest.json"));
	const { inner, outer } = await bundleFirmware(target, manifests.outer, manifests.inner);
	for (const [name, text] of outer.set(bundleName, inner))
		writeFileSync(path.join(folders.firmware, `${name}.js`), text);
	return folders;
}
