/** Why an update is refused or failed: a sentence for the user. */
export class UpdateError extends Error {
	override readonly name = "UpdateError";
}
