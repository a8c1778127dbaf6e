import type { Timers } from "../../drivers/timers";
import { isSameSecret } from "./constant-time";
import { hexText } from "./hex-bytes";

export interface WebSession {
	/** What the cookie holds. */
	readonly token: string;
	/** What the header `X-CSRF-Token` must hold. */
	readonly csrf: string;
	readonly began: number;
	used: number;
}

const most = 8;
const tokenLength = 16;
const idleTime = 86_400_000, longestTime = 7 * 86_400_000;

/** Who is logged in. In memory only: a restart logs everybody out. */
export class WebSessions {
	readonly #timers: Timers;
	readonly #random: (count: number) => Uint8Array;
	readonly #sessions: WebSession[] = [];

	constructor(timers: Timers, random: (count: number) => Uint8Array) {
		this.#timers = timers;
		this.#random = random;
	}

	/** A new one; the one that was not used for longest makes room. */
	open(): WebSession {
		const { ticks } = this.#timers;
		const session = { token: hexText(this.#random(tokenLength)), csrf: hexText(this.#random(tokenLength)), began: ticks, used: ticks };
		if (this.#sessions.length >= most)
			this.#sessions.sort((one, other) => one.used - other.used).shift();
		this.#sessions.push(session);
		return session;
	}

	/** The session of a request's header `Cookie`. */
	find(cookie: string | undefined): WebSession | undefined {
		const token = cookie === undefined ? undefined : cookieValue(cookie, "session");
		if (!token)
			return undefined;
		const { ticks } = this.#timers;
		const session = this.#sessions.find(each => isSameSecret(each.token, token));
		if (session && (ticks - session.used > idleTime || ticks - session.began > longestTime)) {
			this.close(session);
			return undefined;
		}
		if (session)
			session.used = ticks;
		return session;
	}

	close(session: WebSession): void {
		const at = this.#sessions.indexOf(session);
		if (at >= 0)
			this.#sessions.splice(at, 1);
	}

	closeAll(): void {
		this.#sessions.length = 0;
	}
}

/** For the answer's header `Set-Cookie`. */
export function sessionCookie(session: WebSession | undefined): string {
	return session
		? `session=${session.token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${longestTime / 1000}`
		: "session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0";
}

function cookieValue(cookie: string, name: string): string | undefined {
	const parts = cookie.split(";");
	for (let index = 0; index < parts.length; index++) {
		const part = parts[index]!.trim();
		if (part.startsWith(`${name}=`))
			return part.slice(name.length + 1);
	}
	return undefined;
}
