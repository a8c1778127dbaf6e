/** An address of the web, taken apart. */
export interface WebAddress {
	readonly secure: boolean;
	readonly host: string;
	readonly port: number;
	/** With the query; begins with a slash. */
	readonly path: string;
}

/** Reads `http://host:port/path`. `undefined` for anything else, also for one with a user name. IPv6 addresses are not known. */
export function parseWebAddress(text: string): WebAddress | undefined {
	const lower = text.toLowerCase();
	const secure = lower.startsWith("https://");
	if (!secure && !lower.startsWith("http://") || hasBlank(text))
		return undefined;
	const rest = text.slice(secure ? 8 : 7);
	const end = firstOf(rest, "/?#");
	const authority = rest.slice(0, end), hash = rest.indexOf("#");
	const path = rest.slice(end, hash < 0 ? undefined : hash);
	const colon = authority.indexOf(":");
	const host = colon < 0 ? authority : authority.slice(0, colon);
	const port = colon < 0 ? secure ? 443 : 80 : Number(authority.slice(colon + 1) || NaN);
	if (
		!host || host.includes("@") || authority.includes("@") || host.includes("[") || !(port > 0 && port < 65536) || !Number.isInteger(port)
	)
		return undefined;
	return { secure, host, port, path: path.startsWith("/") ? path : `/${path}` };
}

/** The address that `text` means when it stands in a document from `base`. `undefined` when it is none. */
export function resolveWebAddress(base: WebAddress, text: string): WebAddress | undefined {
	if (text.includes("://"))
		return parseWebAddress(text);
	if (text.startsWith("//"))
		return parseWebAddress(`${base.secure ? "https" : "http"}:${text}`);
	if (!text || hasBlank(text))
		return undefined;
	if (text.startsWith("/"))
		return { ...base, path: text };
	const query = base.path.indexOf("?");
	const folder = query < 0 ? base.path : base.path.slice(0, query);
	return { ...base, path: folder.slice(0, folder.lastIndexOf("/") + 1) + text };
}

export function formatWebAddress({ secure, host, port, path }: WebAddress): string {
	return `${secure ? "https" : "http"}://${host}${port === (secure ? 443 : 80) ? "" : `:${port}`}${path}`;
}

function firstOf(text: string, characters: string): number {
	for (let at = 0; at < text.length; at++) {
		if (characters.includes(text.charAt(at)))
			return at;
	}
	return text.length;
}

function hasBlank(text: string): boolean {
	for (let at = 0; at < text.length; at++) {
		if (text.charCodeAt(at) <= 0x20)
			return true;
	}
	return false;
}
