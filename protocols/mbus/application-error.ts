import { hex } from "../octets";

const ERRORS: readonly string[] = Object.freeze([
	"unspecified error",
	"control information not implemented",
	"telegram too long for the meter",
	"too many records",
	"record ended early",
	"more than ten DIFEs",
	"more than ten VIFEs",
	"reserved",
	"application busy",
	"too many readouts",
	"access denied",
	"command unknown",
	"parameter missing or wrong",
	"receiver unknown",
	"decryption failed",
	"encryption method not supported",
	"signature not supported",
]);
const OWN = 0xF0;

/** What a meter complains of (EN 13757-3, 7: "application error"). */
export function applicationErrorWords(code: number | undefined): string {
	if (code === undefined)
		return ERRORS[0]!;
	return ERRORS[code] ?? (code >= OWN ? `the manufacturer's error ${hex(code)}` : `reserved error ${hex(code)}`);
}
