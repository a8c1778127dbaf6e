/** One file of the page, before it is packed. */
export interface PageFile {
	/** Address on the device. */
	readonly path: string;
	/** Name of the packed file, without `.gz`. */
	readonly name: string;
	readonly type: string;
	readonly text: string;
}

/** The page: its files, and the `Content-Security-Policy` that lets them, and nothing else, run. */
export interface Page {
	readonly files: readonly PageFile[];
	readonly policy: string;
}
