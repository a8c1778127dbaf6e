import { base64Bytes } from "./base64";
import { UpdateError } from "./update-error";

/**
 * Options of the TLS socket for an update server: it is checked against the certificate that the user has set, DER in base64. Throws an `UpdateError`
 * when there is none, or no clock to hold it against.
 */
export function updateTrust(certificate: string, clockIsSet: boolean): object {
	if (!certificate)
		throw new UpdateError(
			"an https server cannot be checked: set its certificate authority (updateCa), or use http; images are signed either way",
		);
	if (!clockIsSet)
		throw new UpdateError("an https server cannot be checked: the clock is not set yet");
	const bytes = base64Bytes(certificate);
	if (!bytes)
		throw new UpdateError("the certificate authority (updateCa) is no base64 text");
	return { verify: true, certificate: bytes.buffer };
}
