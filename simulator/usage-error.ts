/** The user asked for something that cannot be: one line on standard error, exit status 2. */
export class UsageError extends Error {
	override readonly name = "UsageError";
}
