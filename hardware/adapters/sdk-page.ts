import Resource from "Resource";
import type { WebPage } from "../../services/platform";

/** What `npm run web` writes beside the files. */
interface PageList {
	readonly policy: string;
	readonly files: readonly { readonly path: string; readonly file: string; readonly type: string; readonly tag: string; }[];
}

const list = "page.json";

/** The device's page in the build's resources, which stay in flash; `undefined` when the build has none. */
export function readPage(): WebPage | undefined {
	if (!Resource.exists(list))
		return undefined;
	const { policy, files } = JSON.parse(String.fromArrayBuffer(new Resource(list).slice(0))) as PageList;
	return {
		policy,
		files: files.map(({ path, file, type, tag }) => ({ path, type, tag, data: new Resource(file) as unknown as ArrayBuffer })),
	};
}
