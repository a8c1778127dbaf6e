import { BackOff } from "../back-off";
import type { Platform } from "../platform";
import { serverTrust } from "../server-trust";
import type { Settings } from "../settings/settings";
import { describeError } from "../text";
import { parseWebAddress } from "../update/web-address";
import { base64Text } from "./base64-text";
import { HttpPoster } from "./http-poster";
import { LineQueue } from "./line-queue";

export interface LinePostOptions {
	readonly platform: Platform;
	readonly settings: Settings;
	readonly seed: number;
	/** The clock is set: certificates have dates. */
	clockIsSet(): boolean;
	/** Empty: there is no trouble any more. */
	onTrouble(reason: string): void;
}

/** What a server says, in words. 401 … 404 are mended by the user, so the lines wait; what it cannot read now it will never read. */
const refusals: Readonly<Record<number, string>> = Object.freeze({
	400: "the server refuses the values",
	401: "the server refuses the token or password",
	403: "the token or user may not write there",
	404: "the server knows no such database, bucket or address",
	413: "the server wants smaller messages",
	429: "the server wants fewer messages",
});
const hopeless: readonly number[] = Object.freeze([400, 413, 422]);

/**
 * Posts lines to an InfluxDB, version 1 (`/write?db=…`) or 2 (`/api/v2/write?org=…&bucket=…`), or to whatever takes line protocol over HTTP. What
 * cannot be sent waits in a queue; attempts come later and later, up to ten minutes.
 */
export class LinePost {
	readonly #options: LinePostOptions;
	readonly #backOff: BackOff;
	readonly #queue = new LineQueue();
	#poster: HttpPoster | undefined;
	/** What is under way went out on a connection that was there already. */
	#isReused = false;
	/** When the next attempt is due, in ticks. */
	#dueAt = 0;
	#sent = 0;

	constructor(options: LinePostOptions) {
		this.#options = options;
		this.#backOff = new BackOff({ first: 5_000, maximum: 600_000, seed: options.seed });
	}

	/** In lines. */
	get counters(): { sent: number; waiting: number; dropped: number; } {
		return { sent: this.#sent, waiting: this.#queue.length, dropped: this.#queue.dropped };
	}

	add(line: string): void {
		this.#queue.push(line);
	}

	/** Sends what waits if it is time. */
	look(): void {
		const { platform: { timers } } = this.#options;
		if (this.#queue.length && !this.#poster?.isBusy && timers.ticks >= this.#dueAt)
			this.#post();
	}

	/** Its settings have other values: tries at once. */
	changed(): void {
		this.close();
		this.#backOff.reset();
		this.#dueAt = 0;
	}

	/** The network has gone, or all is over. */
	close(): void {
		this.#poster?.close();
		this.#poster = undefined;
		this.#queue.putBack();
	}

	#post(): void {
		const { settings } = this.#options;
		try {
			this.#isReused = this.#poster !== undefined;
			this.#poster ??= this.#open();
			this.#poster.post(ArrayBuffer.fromString(this.#queue.take()), authorization(settings.get("influxToken")));
		}
		catch (error) {
			this.#failed(describeError(error));
		}
	}

	#open(): HttpPoster {
		const { platform: { timers, mqtt, http }, settings, clockIsSet } = this.#options;
		const address = parseWebAddress(settings.get("influxUrl"));
		if (!address || !http)
			throw new Error("this build has no HTTP client");
		return new HttpPoster({
			timers,
			client: http,
			hardware: mqtt,
			address,
			secure: address.secure ? serverTrust(settings.get("authority"), clockIsSet()) : undefined,
			onAnswer: (status, reason) => this.#answered(status, reason),
			onEnd: reason => this.#ended(reason),
		});
	}

	#answered(status: number, words: string): void {
		if (this.#poster && !this.#poster.isOpen)
			this.#poster = undefined;
		if (status >= 200 && status < 300) {
			this.#sent += this.#queue.sent();
			this.#backOff.reset();
			return this.#options.onTrouble("");
		}
		if (hopeless.includes(status))
			this.#queue.refuse();
		this.#failed(
			`${refusals[status] ?? (status < 400 ? "the server points elsewhere" : "the server is in trouble")} (status ${status}${
				words && `, ${words}`
			})`,
		);
	}

	/** A server may end a connection on which nothing is under way, or just when something is: that tells nothing about the next one. */
	#ended(reason: string): void {
		this.#poster = undefined;
		if (this.#isReused)
			this.#queue.putBack();
		else
			this.#failed(reason);
	}

	#failed(reason: string): void {
		const { platform: { timers }, onTrouble } = this.#options;
		this.#queue.putBack();
		this.#dueAt = timers.ticks + this.#backOff.next();
		onTrouble(reason);
	}
}

/** A token of InfluxDB 2 has no colon; `user:password` of version 1 has (RFC 7617). */
function authorization(token: string): string {
	if (!token)
		return "";
	return token.includes(":") ? `Basic ${base64Text(ArrayBuffer.fromString(token))}` : `Token ${token}`;
}
