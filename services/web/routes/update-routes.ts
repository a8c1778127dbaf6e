import { freezeTable } from "../../../protocols/freeze-table";
import type { Update } from "../../update/update";
import { UpdateError } from "../../update/update-error";
import { WebError } from "../web-error";
import type { WebContext } from "../web-context";
import type { WebReply, WebRequest, WebRoute, WebUpload } from "../web-route";

/** New firmware: what there is, and how it gets in. */
export const updateRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/update", handle: (_request, reply, { update }) => reply.json(update.status) },
	{ method: "POST", path: "/api/v1/update/image", upload: takeImage },
	{ method: "POST", path: "/api/v1/update/pull", limit: 1024, handle: pull },
	{ method: "POST", path: "/api/v1/update/check", handle: check },
]);

const refused = 422;

function takeImage(request: WebRequest, reply: WebReply, length: number, { update }: WebContext): WebUpload {
	const force = request.query("force") === "1";
	const intake = attempt(() => update.receive(length, force));
	return {
		write: data => intake.write(new Uint8Array(data)),
		// Only now, also when the first bytes were wrong: a browser reads no answer while it sends.
		end: () => intake.end(error => error ? reply.error(refused, sentence(error)) : reply.json({})),
		abort: () => intake.abort(),
	};
}

function pull(request: WebRequest, reply: WebReply, { update }: WebContext): void {
	const { url, force } = (request.json() ?? {}) as { url?: unknown; force?: unknown; };
	if (url !== undefined && typeof url !== "string")
		throw new WebError(400, "url: should be a text", "url");
	attempt(() => update.pull(url, force === true));
	reply.json({});
}

function check(_request: WebRequest, reply: WebReply, { update }: WebContext): void {
	// What goes wrong on the way stands in `error` of the status.
	attempt(() => update.check(() => reply.json(update.status)));
}

function attempt<Result>(action: () => Result): Result {
	try {
		return action();
	}
	catch (error) {
		if (error instanceof UpdateError)
			throw new WebError(refused, sentence(error));
		throw error;
	}
}

/** `Update` puts its sentences into lines of a log; on the page they stand alone. */
function sentence({ message }: UpdateError): string {
	return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}

/** For `WebContext`. */
export type UpdateControl = Pick<Update, "status" | "receive" | "pull" | "check">;
