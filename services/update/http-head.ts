import { UpdateError } from "./update-error";

/** What a server said before the body. */
export interface HttpHead {
	readonly status: number;
	/** Bytes of the body; `undefined`: until the connection ends, or in chunks. */
	readonly length: number | undefined;
	readonly chunked: boolean;
	/** Where the body's first byte stands in the whole, and how long that is, from `Content-Range`. */
	readonly from: number | undefined;
	readonly total: number | undefined;
	readonly location: string | undefined;
	/** The server ends the connection after this answer. */
	readonly closes: boolean;
}

/** Reads the lines of an answer's head (RFC 9112). Throws an `UpdateError` when it is none. */
export function parseHttpHead(text: string): HttpHead {
	const lines = text.split("\r\n");
	const [protocol = "", code = ""] = lines[0]!.split(" ");
	const status = Number(code);
	if (!protocol.startsWith("HTTP/1.") || !Number.isInteger(status) || status < 100 || status > 599)
		throw new UpdateError("the server does not speak HTTP");
	const fields: Record<string, string> = {};
	for (let index = 1; index < lines.length; index++) {
		const line = lines[index]!, colon = line.indexOf(":");
		if (colon > 0)
			fields[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
	}
	const length = number(fields["content-length"]);
	const range = fields["content-range"] ?? "";
	const slash = range.indexOf("/");
	const from = range.startsWith("bytes ") ? number(range.slice(6, range.indexOf("-"))) : undefined;
	const connection = (fields["connection"] ?? "").toLowerCase();
	return {
		status,
		length,
		chunked: (fields["transfer-encoding"] ?? "").toLowerCase() === "chunked",
		from,
		total: slash < 0 ? undefined : number(range.slice(slash + 1)),
		location: fields["location"],
		closes: connection === "close" || protocol === "HTTP/1.0",
	};
}

function number(text: string | undefined): number | undefined {
	const value = text === undefined || text === "" ? NaN : Number(text);
	return Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
