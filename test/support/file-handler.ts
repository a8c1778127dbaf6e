import type { IncomingMessage, ServerResponse } from "node:http";

/** What a web server does with requests for files: ranges, and what can go wrong. */
export class FileHandler {
	/** Files by their path. */
	readonly files: Record<string, Buffer> = {};
	/** Does not know ranges. */
	plain = false;
	/** Breaks each connection off after so many bytes of bodies, as often as the second number says. */
	breakAfter: { bytes: number; times: number; } | undefined;
	/** Path and range of each. */
	readonly requests: string[] = [];

	handle(request: IncomingMessage, response: ServerResponse): void {
		const path = request.url ?? "", file = this.files[path];
		this.requests.push(`${path} ${request.headers.range ?? ""}`);
		if (!file) {
			response.writeHead(404).end();
			return;
		}
		const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
		const part = from === undefined || this.plain ? file : file.subarray(Number(from), Number(to) + 1);
		if (part !== file)
			response.writeHead(206, {
				"content-length": part.length,
				"content-range": `bytes ${from}-${Number(from) + part.length - 1}/${file.length}`,
			});
		else
			response.writeHead(200, { "content-length": file.length });
		const cut = this.breakAfter;
		if (cut && cut.times > 0 && part.length > cut.bytes) {
			cut.times--;
			response.write(part.subarray(0, cut.bytes), () => response.destroy());
			return;
		}
		response.end(part);
	}
}
