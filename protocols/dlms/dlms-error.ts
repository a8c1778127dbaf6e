/** Why a DLMS telegram is refused. Thrown while it is read, caught by the decoder. */
export class DlmsError extends Error {
	/** `short`: the data end before they may; of bytes that have no frame, more may come. `key`: missing, or not the right one. */
	readonly kind: "format" | "short" | "key";

	constructor(message: string, kind: DlmsError["kind"] = "format") {
		super(message);
		this.kind = kind;
	}
}
