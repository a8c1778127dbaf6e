import { language } from "../languages/language";

/**
 * A meter's number as the reader writes numbers: grouped, with their decimal sign. Every digit stays, also leading and trailing zeros. What is no
 * plain number stays as it is.
 *
 * @param isAmount Not a number that only names something, such as a serial number.
 */
export function formatNumber(text: string, isAmount = true): string {
	const [, sign = "", whole, , fraction] = /^([-+]?)(\d+)(\.(\d+))?$/.exec(text) ?? [];
	if (whole === undefined)
		// A meter's clock is easier to read with a blank in it.
		return /^\d{4}-\d\d-\d\dT\d\d:/.test(text) ? text.replace("T", " ") : text;
	const { group, decimal } = signs();
	const grouped = isAmount && whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, group) : whole;
	return `${sign === "-" ? "−" : sign}${grouped}${fraction === undefined ? "" : decimal + fraction}`;
}

/** A number that the page itself has worked out. */
export function formatCount(number: number, digits = 0): string {
	return new Intl.NumberFormat(language(), { maximumFractionDigits: digits }).format(number);
}

/** The exact sum of decimal numbers. */
export function addNumbers(texts: readonly string[]): string {
	const digits = Math.max(0, ...texts.map(text => text.split(".")[1]?.length ?? 0));
	let sum = 0n;
	for (const text of texts) {
		const [whole = "0", fraction = ""] = text.split(".");
		if (/^[-+]?\d+$/.test(whole + fraction))
			sum += BigInt(whole + fraction.padEnd(digits, "0"));
	}
	const shown = (sum < 0n ? -sum : sum).toString().padStart(digits + 1, "0");
	const at = shown.length - digits;
	return `${sum < 0n ? "-" : ""}${shown.slice(0, at)}${digits ? `.${shown.slice(at)}` : ""}`;
}

function signs(): { group: string; decimal: string; } {
	const parts = new Intl.NumberFormat(language()).formatToParts(12345.6);
	const find = (type: string) => parts.find(part => part.type === type)?.value ?? "";
	return { group: find("group"), decimal: find("decimal") };
}
