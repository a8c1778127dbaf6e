import { freezeTable } from "../../../protocols/freeze-table";
import { version } from "../../version";
import type { WebContext } from "../web-context";
import { WebError } from "../web-error";
import { textMember } from "../web-body";
import type { WebReply, WebRequest, WebRoute } from "../web-route";
import { sessionCookie } from "../web-sessions";

/** Logging in, and the password itself. */
export const sessionRoutes: readonly WebRoute[] = freezeTable<WebRoute[]>([
	{ method: "GET", path: "/api/v1/session", access: "open", handle: tellSession },
	{ method: "POST", path: "/api/v1/session", access: "open", limit: 512, handle: logIn },
	{ method: "DELETE", path: "/api/v1/session", handle: logOut },
	{ method: "PUT", path: "/api/v1/password", limit: 512, handle: setPassword },
]);

function tellSession(request: WebRequest, reply: WebReply, { access, settings, platform, hostname, portal, safeMode }: WebContext): void {
	const session = access.session(request);
	reply.json({
		passwordSet: access.password.isSet,
		loggedIn: session !== undefined,
		csrf: session?.csrf ?? null,
		portal: portal() !== undefined,
		safeMode,
		name: settings.get("deviceName") || hostname,
		version,
		board: platform.device.board,
		language: settings.get("language"),
	});
}

function logIn(request: WebRequest, reply: WebReply, { access }: WebContext): void {
	if (!access.password.isSet)
		throw new WebError(409, "no password is set yet");
	access.login(textMember(request, "password"), refusal => {
		if (refusal)
			return reply.error(refusal.status, refusal.message, refusal.field, refusal.headers);
		openSession(reply, access);
	});
}

function logOut(request: WebRequest, reply: WebReply, { access }: WebContext): void {
	const session = access.session(request);
	if (session)
		access.sessions.close(session);
	reply.json({}, 200, { "set-cookie": sessionCookie(undefined) });
}

function setPassword(request: WebRequest, reply: WebReply, { access, log }: WebContext): void {
	const password = textMember(request, "password");
	const change = () =>
		access.password.set(password, error => {
			if (error)
				return reply.error(500, error.message);
			log("web: the password was set");
			access.forget();
			openSession(reply, access);
		});
	access.password.check(password);
	if (!access.password.isSet)
		return change();
	access.login(textMember(request, "old"), refusal => {
		if (refusal)
			return reply.error(refusal.status, refusal.message, "old", refusal.headers);
		change();
	});
}

function openSession(reply: WebReply, access: WebContext["access"]): void {
	const session = access.sessions.open();
	reply.json({ csrf: session.csrf }, 200, { "set-cookie": sessionCookie(session) });
}
