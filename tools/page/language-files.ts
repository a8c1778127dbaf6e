import type { PageFile } from "./page-file";

/** The page's texts in the languages that are not in the page itself: a browser asks for one of them. */
export async function languageFiles(_folder: string): Promise<readonly PageFile[]> {
	return [];
}
