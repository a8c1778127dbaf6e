import type { TimerHandle, Timers } from "../../drivers/timers";
import type { HTTPConnection, ListenerOptions, Platform, WebHardware } from "../platform";
import { describeError } from "../text";
import type { ExchangeReply } from "./exchange-reply";
import type { ExchangeRequest } from "./exchange-request";
import { GuardedListener } from "./guarded-listener";
import type { WebCounters } from "./guarded-listener";
import { MemoryGuard } from "./memory-guard";
import type { WebAccess } from "./web-access";
import type { WebContext } from "./web-context";
import { WebExchange } from "./web-exchange";
import type { WebService } from "./web-exchange";
import type { WebRoute } from "./web-route";

export interface WebServerOptions {
	readonly platform: Pick<Platform, "timers" | "freeHeap">;
	readonly hardware: WebHardware;
	readonly routes: readonly WebRoute[];
	readonly access: WebAccess;
	context(): WebContext;
	/** Address of the device's own access point, while it is one: whoever asks for another name is sent there. */
	portal?(): string | undefined;
	onLog(text: string): void;
}

const retryTime = 30_000;
/** Shown where the build holds no page. */
const placeholder =
	"<!doctype html><meta charset=utf-8><title>Meterwire</title><p>This build holds no page. The interface is at <a href=/api/v1/live>/api/v1</a>.";

/** The device's web server: the SDK's, with bounds. */
export class WebServer implements WebService {
	readonly counters: WebCounters = { requests: 0, refused: 0, broken: 0, exceptions: 0, lastError: "" };
	readonly memory: MemoryGuard;
	readonly #options: WebServerOptions;
	#server: InstanceType<WebHardware["server"]> | undefined;
	#listener: GuardedListener | undefined;
	#retry: TimerHandle | undefined;

	constructor(options: WebServerOptions) {
		const { platform, onLog } = options;
		this.#options = options;
		this.memory = new MemoryGuard({ platform, onLog });
	}

	get routes(): readonly WebRoute[] {
		return this.#options.routes;
	}

	get timers(): Timers {
		return this.#options.platform.timers;
	}

	get access(): WebAccess {
		return this.#options.access;
	}

	get context(): WebContext {
		return this.#options.context();
	}

	/** Connections that are open. */
	get connections(): number {
		return this.#listener?.connections ?? 0;
	}

	/** Listens, from the first call on. A port that is taken is tried again. */
	start(): void {
		if (this.#server || this.#retry)
			return;
		const { hardware, platform: { timers }, onLog } = this.#options;
		try {
			this.#server = new hardware.server({
				io: this.#listenerClass(),
				port: hardware.port ?? 80,
				onConnect: connection => this.#connect(connection),
			});
		}
		catch (error) {
			onLog(`web: port ${hardware.port ?? 80}: ${describeError(error)}`);
			this.#retry = timers.set(() => {
				this.#retry = undefined;
				this.start();
			}, retryTime);
		}
	}

	close(): void {
		this.#options.platform.timers.clear(this.#retry);
		this.#server?.close();
		this.#listener?.close();
		this.#server = undefined;
	}

	serve(request: ExchangeRequest, reply: ExchangeReply): boolean {
		const portal = this.#options.portal?.();
		if (portal !== undefined && !this.access.isOwn(request)) {
			reply.empty(302, { location: `http://${portal}/` });
			return true;
		}
		if (request.method !== "GET")
			return false;
		const { page } = this.#options.hardware;
		const file = page?.files.find(({ path }) => path === request.path);
		if (!page || !file) {
			if (request.path !== "/" || page)
				return false;
			reply.text(placeholder, "text/html; charset=utf-8");
			return true;
		}
		const headers = { etag: `"${file.tag}"`, "cache-control": "no-cache", "content-security-policy": page.policy };
		if (request.header("if-none-match") === `"${file.tag}"`)
			reply.empty(304, headers);
		else
			reply.bytes(file.data, file.type, { ...headers, "content-encoding": "gzip" });
		return true;
	}

	onException(error: unknown): void {
		this.counters.exceptions++;
		this.counters.lastError = describeError(error);
		this.#options.onLog(`web: ${this.counters.lastError}`);
	}

	#connect(connection: HTTPConnection): void {
		const guard = this.#listener?.current;
		try {
			if (!guard)
				throw new Error("a connection from nowhere");
			new WebExchange(this, connection, guard);
		}
		catch (error) {
			// The server keeps a connection that it could not hand over for ever.
			this.onException(error);
			connection.close();
		}
	}

	/** The SDK's server makes its listener itself and hands it nothing of ours. */
	#listenerClass() {
		const { hardware, platform: { timers } } = this.#options, { counters, memory } = this;
		const keep = (listener: GuardedListener) => this.#listener = listener;
		return class extends GuardedListener {
			constructor(options: ListenerOptions) {
				super({ io: hardware.listener, timers, most: hardware.connections, counters, memory }, options);
				keep(this);
			}
		};
	}
}
