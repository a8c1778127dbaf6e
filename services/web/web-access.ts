import type { Timers } from "../../drivers/timers";
import type { Storage, WebHardware } from "../platform";
import { decodeText } from "../text";
import { decodeBase64 } from "./base64";
import { isSameSecret } from "./constant-time";
import { hexText } from "./hex-bytes";
import { LoginLimit } from "./login-limit";
import { hostName, isOwnHost } from "./own-host";
import { WebError } from "./web-error";
import { WebPassword } from "./web-password";
import type { WebRequest, WebRoute } from "./web-route";
import { WebSessions } from "./web-sessions";
import type { WebSession } from "./web-sessions";

export interface WebAccessOptions {
	readonly timers: Timers;
	readonly storage: Storage;
	readonly hardware: Pick<WebHardware, "random" | "digest">;
	/** Name in the network, without domain. */
	readonly hostname: string;
	/** The name that it has in `.local` where somebody else has its own. */
	localName?(): string | undefined;
	onLog(text: string): void;
}

/** The only user. */
const user = "admin";

/** Who may ask what: the one rule for all routes. */
export class WebAccess {
	readonly sessions: WebSessions;
	readonly password: WebPassword;
	readonly #options: WebAccessOptions;
	readonly #limit: LoginLimit;
	/** Mixed into the digest of the last header that was right, so that a program which sends it each time is known at once. */
	#salt: Uint8Array | undefined;
	#known = "";
	#checking = false;

	constructor(options: WebAccessOptions) {
		const { timers, hardware } = options;
		this.#options = options;
		this.#limit = new LoginLimit(timers);
		this.password = new WebPassword(options);
		this.sessions = new WebSessions(timers, count => hardware.random(count));
	}

	/** Whether the request was sent to this device, and not to a name that only leads here. */
	isOwn(request: WebRequest): boolean {
		const host = request.header("host");
		if (host === undefined || isOwnHost(host, this.#options.hostname))
			return true;
		const local = this.#options.localName?.();
		return local !== undefined && hostName(host) === `${local.toLowerCase()}.local`;
	}

	/** `done` gets why not, or nothing; maybe later. */
	check(request: WebRequest, route: WebRoute, done: (refusal?: WebError) => void): void {
		const refusal = this.#refuseForeign(request);
		if (refusal || route.access === "open" || !this.password.isSet)
			return done(refusal);
		const session = this.session(request);
		if (session)
			return done(
				request.method === "GET" || isSameSecret(request.header("x-csrf-token") ?? "", session.csrf)
					? undefined
					: new WebError(403, "the header X-CSRF-Token is missing or wrong"),
			);
		const authorization = request.header("authorization");
		if (authorization !== undefined)
			return this.#checkBasic(authorization, done);
		if (route.queryLogin && request.query("password") !== undefined)
			return this.#checkLogin(request.query("user") ?? user, request.query("password") ?? "", done);
		done(new WebError(401, "log in first"));
	}

	/** The session that the request belongs to. */
	session(request: WebRequest): WebSession | undefined {
		return this.sessions.find(request.header("cookie"));
	}

	/** Tries a password, as often as the limit lets. */
	login(password: string, done: (refusal?: WebError) => void): void {
		const { wait } = this.#limit;
		if (wait || this.#checking)
			return done(
				new WebError(429, `too many wrong passwords: try again in ${wait || 1} s`, undefined, { "retry-after": String(wait || 1) }),
			);
		this.#checking = true;
		this.password.verify(password, isRight => {
			this.#checking = false;
			this.#limit.note(isRight);
			if (!isRight)
				this.#options.onLog("web: a wrong password");
			done(isRight ? undefined : new WebError(401, "the password is wrong", "password"));
		});
	}

	/** Nobody is logged in any more: the password has changed. */
	forget(): void {
		this.sessions.closeAll();
		this.#known = "";
	}

	/** A page from elsewhere makes a browser ask: it says so (Fetch Metadata; RFC 6454). */
	#refuseForeign(request: WebRequest): WebError | undefined {
		if (!this.isOwn(request))
			return new WebError(403, "the request names another host; use the device's name or address");
		const site = request.header("sec-fetch-site"),
			isPage = request.method === "GET" && !request.path.startsWith("/api/") && request.path !== "/cm";
		if ((site === "cross-site" || site === "same-site") && !isPage)
			return new WebError(403, "asked for by a page from elsewhere");
		const origin = request.header("origin");
		if (origin === undefined || request.method === "GET")
			return undefined;
		const host = origin.slice(origin.indexOf("//") + 2);
		return origin.includes("//") && host.toLowerCase() === request.header("host")?.toLowerCase() && hostName(host)
			? undefined
			: new WebError(403, "asked for by a page from elsewhere");
	}

	#checkBasic(header: string, done: (refusal?: WebError) => void): void {
		const mark = this.#mark(header);
		if (this.#known && isSameSecret(mark, this.#known))
			return done();
		const bytes = header.toLowerCase().startsWith("basic ") ? decodeBase64(header.slice(6).trim()) : undefined;
		const text = bytes && decodeText(bytes);
		const colon = text?.indexOf(":") ?? -1;
		if (!text || colon < 0)
			return done(new WebError(401, "the header Authorization cannot be read"));
		this.#checkLogin(text.slice(0, colon), text.slice(colon + 1), refusal => {
			if (!refusal)
				this.#known = mark;
			done(refusal);
		});
	}

	#checkLogin(name: string, password: string, done: (refusal?: WebError) => void): void {
		// A wrong name costs what a wrong password costs, and is not told apart from it.
		this.login(name === user ? password : "", done);
	}

	#mark(header: string): string {
		const { random, digest } = this.#options.hardware;
		this.#salt ??= random(32);
		return hexText(digest(this.#salt, new Uint8Array(ArrayBuffer.fromString(header))));
	}
}
