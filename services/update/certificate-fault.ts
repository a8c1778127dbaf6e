/**
 * Parts of what the SDK says (`ssl_cert.js`, `ssl_handshake.js`): the check failed; an authority that the SDK knows by name was looked for among files that the
 * build does not have; a signature was held against a key of another kind.
 */
const refused: readonly string[] = Object.freeze(["auth err", "Resource not found", "cannot coerce undefined"]);
/** The server's own, or the authority's. */
const outdated = "date validation failed";

/**
 * In words, when a connection failed because of a certificate: then another try is of no use. The SDK does not tell a wrong name from a wrong authority.
 * `undefined` for all other reasons.
 */
export function certificateFault(reason: string, host: string): string | undefined {
	if (reason.includes(outdated))
		return `a certificate is not valid on this day: that of ${host}, or the authority's that is set`;
	return refused.some(part => reason.includes(part))
		? `the certificate of ${host} is refused: it is not by the authority that is set, not for this name, or not valid on this day`
		: undefined;
}
