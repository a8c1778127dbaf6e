import type { WebPage } from "../../services/platform";
import type { Peer } from "./peer";

/** One file of the page, in the simulated flash. */
export class PagePeer implements Peer {
	readonly #data: Uint8Array;

	constructor(page: WebPage | undefined, path: string) {
		this.#data = new Uint8Array(page?.files.find(file => file.path === path)?.data ?? []);
	}

	read(): Uint8Array {
		return this.#data;
	}

	close(): void {}
}
