import { isDigits } from "../../protocols/text-shape";

/** What routers hang on to the names of their network's devices. */
const domains: readonly string[] = Object.freeze([
	"local",
	"lan",
	"home",
	"home.arpa",
	"localdomain",
	"internal",
	"intranet",
	"private",
	"box",
	"fritz.box",
	"speedport.ip",
]);

/**
 * Whether a request's header `Host` means this device: its name, alone or with a domain that home networks use, or an address. Any other name is
 * one that somebody on the internet points at the device, so that a page of theirs could read it (DNS rebinding); an address cannot be such.
 */
export function isOwnHost(host: string, hostname: string): boolean {
	const name = hostName(host);
	if (name === "localhost" || isAddress(name))
		return true;
	const own = hostname.toLowerCase();
	if (name === own)
		return true;
	return name.startsWith(`${own}.`) && domains.includes(name.slice(own.length + 1));
}

/** Without port and final dot, in lower case. */
export function hostName(host: string): string {
	const text = host.toLowerCase(), colon = text.lastIndexOf(":");
	const name = colon > text.lastIndexOf("]") && isDigits(text.slice(colon + 1)) ? text.slice(0, colon) : text;
	return name.endsWith(".") ? name.slice(0, -1) : name;
}

function isAddress(name: string): boolean {
	// IPv6 stands in brackets (RFC 3986, 3.2.2).
	if (name.startsWith("[") && name.endsWith("]"))
		return true;
	const parts = name.split(".");
	return parts.length === 4 && parts.every(part => isDigits(part) && Number(part) < 256);
}
