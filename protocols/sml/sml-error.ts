/** Why a SML file is refused. Thrown while it is read, caught by the decoder. */
export class SmlError extends Error {
	/** `format`: a type where another one must stand, or a length beyond the end. `check`: a message's check sum is wrong. */
	readonly kind: "format" | "check";

	constructor(message: string, kind: "format" | "check" = "format") {
		super(message);
		this.kind = kind;
	}
}
