/** An identification line or STX, data sets, `!`. */
const readout = /(?:\/[A-Za-z]{3}[ -~]+\r?\n|\x02)[\s\S]*\([^()]*\)[\s\S]*!/;
const blockStart = /(?:^|\n)\s*\x02/;
/** `1.8.0(`, `F.F(`: codes without medium and channel; or with the sixth group that P1 leaves out. */
const code = /^(?:[0-9A-F]+(?:\.[0-9A-Z]+)+(?:\*\d+)?|[0-9]+-[0-9]+:[0-9A-Z]+(?:\.[0-9A-Z]+)+\*\d+)\(/m;
const p1Check = /^![0-9A-Fa-f]{4}/m;

/** True for a data readout of IEC 62056-21, 7E1 received as 8N1 included, and false for P1, whose telegrams look much like it. */
export function isIec62056(bytes: Uint8Array): boolean {
	const text = Buffer.from(bytes.map(byte => byte & 0x7F)).toString("latin1");
	return readout.test(text) && !p1Check.test(text) && (blockStart.test(text) || code.test(text));
}
