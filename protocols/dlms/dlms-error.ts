/** Why a DLMS telegram is refused. Thrown while it is read, caught by the decoder. */
export class DlmsError extends Error {
	/** `short`: the data end before they may; of bytes that have no frame, more may come. */
	readonly kind: "format" | "short";

	constructor(message: string, kind: "format" | "short" = "format") {
		super(message);
		this.kind = kind;
	}
}
