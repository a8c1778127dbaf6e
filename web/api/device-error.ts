/** The device refused a request, or could not be reached. */
export class DeviceError extends Error {
	/** HTTP status; 0: no answer. */
	readonly status: number;
	/** The member of the request that is to blame. */
	readonly field: string | undefined;
	/** What is wrong with each setting. */
	readonly errors: Readonly<Record<string, string>>;
	/** Seconds to wait before the next try. */
	readonly wait: number;

	constructor(status: number, message: string, { field, errors = {}, wait = 0 }: {
		field?: string | undefined;
		errors?: Readonly<Record<string, string>> | undefined;
		wait?: number;
	} = {}) {
		super(message);
		this.status = status;
		this.field = field;
		this.errors = errors;
		this.wait = wait;
	}
}
