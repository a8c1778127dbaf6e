import { isDigits } from "../../protocols/text-shape";

/** A request's header after the guard: what the server gets to read. */
export interface RequestHead {
	/** Request line and the headers that the firmware looks at, with the empty line at the end. */
	readonly text: string;
	/** Bytes of the body. */
	readonly length: number;
}

export interface RefusedHead {
	readonly status: number;
	readonly message: string;
}

/** The others are left out: the server takes in a header character by character, and keeps it. */
const wanted: readonly string[] = Object.freeze([
	"host",
	"content-length",
	"content-type",
	"cookie",
	"authorization",
	"x-csrf-token",
	"origin",
	"sec-fetch-site",
	"if-none-match",
]);

const methods: readonly string[] = Object.freeze(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"]);
const mostLines = 64;

/**
 * Looks through a request's header (RFC 9112, sections 2 to 6) without its last empty line. Refuses what could be read in two ways: two lengths,
 * folded lines, a body in chunks (which the server would take, and no client of this device sends).
 */
export function readRequestHead(text: string): RequestHead | RefusedHead {
	const lines = text.split("\r\n");
	if (lines.length > mostLines)
		return { status: 431, message: "too many headers" };
	const first = lines[0]!.split(" ");
	const [method, target, protocol] = first;
	if (first.length !== 3 || !target!.startsWith("/") || hasLineEnd(lines[0]!))
		return { status: 400, message: "this is no HTTP request" };
	// The server knows 1.1 only; to a client of 1.0 the answer is the same, as each has a length or ends with the connection.
	if (protocol !== "HTTP/1.1" && protocol !== "HTTP/1.0")
		return { status: 505, message: "HTTP/1.1 only" };
	if (!methods.includes(method!))
		return { status: 501, message: "unknown method" };
	let kept = `${method} ${target} HTTP/1.1\r\n`, length = 0, host = false;
	const seen: string[] = [];
	for (let index = 1; index < lines.length; index++) {
		const line = lines[index]!, colon = line.indexOf(":");
		const name = line.slice(0, colon < 0 ? 0 : colon).toLowerCase();
		if (!name || name.includes(" ") || name.includes("\t"))
			return { status: 400, message: "a header that is none" };
		if (name === "transfer-encoding")
			return { status: 411, message: "a body needs content-length" };
		if (!wanted.includes(name))
			continue;
		if (seen.includes(name) || hasLineEnd(line))
			return { status: 400, message: `header ${name}: twice, or with control characters` };
		seen.push(name);
		const value = line.slice(colon + 1).trim();
		if (name === "content-length") {
			if (!isDigits(value) || value.length > 9)
				return { status: 400, message: "content-length is no length" };
			length = Number(value);
		}
		host ||= name === "host";
		kept += `${name}: ${value}\r\n`;
	}
	if (!host && protocol === "HTTP/1.1")
		return { status: 400, message: "header host is missing" };
	return { text: `${kept}\r\n`, length };
}

function hasLineEnd(text: string): boolean {
	return text.includes("\r") || text.includes("\n") || text.includes("\0");
}
