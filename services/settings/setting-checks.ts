import { parseMbusEntries } from "../../meters/mbus-entry";
import { consistsOf, isHexadecimal, isLetter, replaceEach } from "../../protocols/text-shape";
import { PosixTimeZone } from "../clock/posix-time-zone";

/* Checks of settings that a range does not say. Each returns what is wrong with a text, in words that follow the setting's name. */

/** IEC 62056-21 section 6.3.1. */
export function deviceAddress(text: string): string | undefined {
	return consistsOf(text, "09AZaz  ") ? undefined : "may hold letters, digits and blanks only";
}

/** IEEE 802.11, 9.4.2.2: 32 bytes, whatever the number of characters. */
export function wifiName(text: string): string | undefined {
	return ArrayBuffer.fromString(text).byteLength > 32 ? "is longer than 32 bytes" : undefined;
}

/** WPA2 passphrases have 8 … 63 characters (IEEE 802.11, J.4.1). */
export function wifiPassword(text: string): string | undefined {
	return text && text.length < 8 ? "is shorter than 8 characters" : undefined;
}

/** A key of AES-128. */
export function hexKey(text: string): string | undefined {
	return text && !(text.length === 32 && isHexadecimal(text)) ? "must have 32 hexadecimal digits" : undefined;
}

/** RFC 1123, 2.1. */
export function hostname(text: string): string | undefined {
	const isGood = consistsOf(text, "AZaz09--") && !text.startsWith("-") && !text.endsWith("-");
	return isGood ? undefined : "may hold letters, digits and inner hyphens only";
}

export function noBlanks(text: string): string | undefined {
	return text.includes(" ") || text.includes("/") ? "may not hold blanks or slashes" : undefined;
}

export function noWildcards(text: string): string | undefined {
	return text.includes("+") || text.includes("#") || text.includes(" ") ? "may not hold +, # or blanks" : undefined;
}

export function fullTopic(text: string): string | undefined {
	return noWildcards(text) ?? (text.includes("%topic%") ? undefined : "must hold %topic%");
}

export function mbusMeters(text: string): string | undefined {
	try {
		parseMbusEntries(text);
		return undefined;
	}
	catch (error) {
		return (error as Error).message;
	}
}

export function timeZone(text: string): string | undefined {
	try {
		new PosixTimeZone(text);
		return undefined;
	}
	catch (error) {
		return `is not a time zone: ${(error as Error).message}`;
	}
}

export function pulseLabel(text: string): string | undefined {
	const isGood = isLetter(text.charCodeAt(0)) && consistsOf(text, "AZaz09__--");
	return isGood ? undefined : "may hold letters, digits, - and _ only, and begins with a letter";
}

export function pulseValue(text: string): string | undefined {
	const parts = replaceEach(text, ",", ".").split("."), [whole, fraction = "0"] = parts;
	const isGood = !text || parts.length < 3 && consistsOf(whole!, "09", 1, 12) && consistsOf(fraction, "09", 1, 6);
	return isGood ? undefined : "must look like 1234.567";
}

/** IPv4 in dots. */
export function ipAddress(text: string): string | undefined {
	const parts = text.split(".");
	const isGood = !text || parts.length === 4 && parts.every(part => consistsOf(part, "09", 1, 3) && Number(part) < 256);
	return isGood ? undefined : "is not an address like 192.168.1.50";
}

export function ipAddresses(text: string): string | undefined {
	for (const address of text.split(" ")) {
		const fault = ipAddress(address);
		if (fault)
			return fault;
	}
	return undefined;
}
