import { readFileSync } from "node:fs";
import path from "node:path";
import type { WebPage } from "../services/platform";

interface PageList {
	readonly policy: string;
	readonly files: readonly { readonly path: string; readonly file: string; readonly type: string; readonly tag: string; }[];
}

/** The device's page as `npm run web` has made it in this folder; `undefined` when it has not. */
export function readPage(folder: string): WebPage | undefined {
	let list: PageList;
	try {
		list = JSON.parse(readFileSync(path.join(folder, "page.json"), "utf8")) as PageList;
	}
	catch {
		return undefined;
	}
	return {
		policy: list.policy,
		files: list.files.map(({ path: address, file, type, tag }) => ({
			path: address,
			type,
			tag,
			data: Uint8Array.from(readFileSync(path.join(folder, file))).buffer,
		})),
	};
}
