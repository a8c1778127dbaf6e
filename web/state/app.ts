import type { LiveAnswer, LiveMeter, SessionAnswer } from "../api/api-types";
import { Device } from "../api/device";
import { EventStream } from "../api/event-stream";
import { chooseLanguage } from "../languages/language";
import { LiveMeters } from "./live-meters";
import { Store } from "./store";

/** `away`: it does not answer. `restarting`: it was told to, and does not answer yet. */
export type Connection = "ok" | "away" | "restarting";

/** Milliseconds between two questions whether the device is back. */
const retry = 2000;
/** Milliseconds between two questions for the values while there are no events. */
const poll = 5000;

/** What the whole page shares: the device, who is logged in, and whether it answers. */
class App {
	readonly device = new Device();
	readonly events = new EventStream();
	readonly session = new Store<SessionAnswer | undefined>(undefined);
	readonly connection = new Store<Connection>("ok");
	/** Grows when the device is back: pages load anew. */
	readonly round = new Store(0);
	readonly live = new LiveMeters();
	#searching = false;

	start(): void {
		this.device.onAway = () => this.#search("away");
		this.device.onLoggedOut = () => this.#loggedOut();
		this.events.on<LiveMeter>("meter", meter => this.live.update(meter));
		this.events.onOpen = () => void this.loadLive();
		this.events.onLost = () => void this.#ask();
		document.addEventListener("visibilitychange", () => this.#listen());
		setInterval(() => !this.events.open && this.#wanted && void this.loadLive(), poll);
		void this.#ask();
	}

	/** Who is logged in now. */
	async loadSession(): Promise<void> {
		const before = this.session.value;
		const session = await this.device.get<SessionAnswer>("/api/v1/session");
		// Another firmware brings another page.
		if (before && before.version !== session.version)
			location.reload();
		this.device.csrf = session.csrf ?? "";
		await chooseLanguage(session.language);
		this.session.set(session);
		this.#listen();
	}

	async loadLive(): Promise<void> {
		try {
			this.live.take(await this.device.get<LiveAnswer>("/api/v1/live"));
		}
		catch {
			// A device that is away is said at the top of the page.
		}
	}

	/** The device was told to restart. */
	restarting(): void {
		this.#search("restarting");
	}

	get #wanted(): boolean {
		const { session } = this;
		return !document.hidden && this.connection.value === "ok" && !!session.value && (session.value.loggedIn || !session.value.passwordSet);
	}

	/** A page that nobody sees takes no place at the device. */
	#listen(): void {
		if (this.#wanted)
			this.events.start();
		else
			this.events.stop();
	}

	async #ask(): Promise<void> {
		try {
			await this.loadSession();
		}
		catch {
			this.#search("away");
		}
	}

	#loggedOut(): void {
		const session = this.session.value;
		if (session?.loggedIn)
			this.session.set({ ...session, loggedIn: false, csrf: null });
		this.#listen();
	}

	#search(why: Connection): void {
		if (why === "restarting" || this.connection.value === "ok")
			this.connection.set(why);
		this.#listen();
		if (this.#searching)
			return;
		this.#searching = true;
		const again = async () => {
			try {
				await this.loadSession();
				this.#searching = false;
				this.connection.set("ok");
				this.round.set(this.round.value + 1);
				this.#listen();
			}
			catch {
				setTimeout(again, retry);
			}
		};
		setTimeout(again, retry);
	}
}

export const app = new App();
