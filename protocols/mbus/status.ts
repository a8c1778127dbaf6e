const APPLICATION: readonly string[] = Object.freeze(["", "application busy", "application error", "abnormal condition"]);
const BITS: readonly string[] = Object.freeze([
	"power low",
	"permanent error",
	"temporary error",
	"manufacturer's bit 5",
	"manufacturer's bit 6",
	"manufacturer's bit 7",
]);

/** The status octet of a header in words (EN 13757-3, 5.10); empty when all is well. */
export function statusWords(status: number): readonly string[] {
	const words = BITS.filter((_, i) => status & (4 << i));
	const application = APPLICATION[status & 3]!;
	return application === "" ? words : [application, ...words];
}
