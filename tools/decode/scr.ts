/** A sign-on answer with a blank where other meters have the baud character, and a volume in the data. */
const answer = /\/[A-Za-z]{3} [ -~]*\r?\n\x02[^\x02\x03]*\([^()]*\*m3\)/;

/** True for answers of SCR encoders, 7E1 received as 8N1 included. */
export function isScr(bytes: Uint8Array): boolean {
	return answer.test(Buffer.from(bytes.map(byte => byte & 0x7F)).toString("latin1"));
}
