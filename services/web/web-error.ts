/** What a route throws to answer with a status and a sentence for the person who asked. */
export class WebError extends Error {
	readonly status: number;
	/** The name of the member that is wrong, where there is one. */
	readonly field: string | undefined;
	/** Headers that belong to the status. */
	readonly headers: Readonly<Record<string, string>> | undefined;

	constructor(status: number, message: string, field?: string, headers?: Readonly<Record<string, string>>) {
		super(message);
		this.status = status;
		this.field = field;
		this.headers = headers;
	}
}
