import type { Meter } from "../../meters/meter";
import { RawStream } from "../raw/raw-stream";
import type { WebHardware } from "../platform";
import type { SettingName } from "../settings/settings-schema";
import { EventHub } from "./event-hub";
import { LiveFeed } from "./live-feed";
import { PortWatch } from "./port-watch";
import { webRoutes } from "./routes/web-routes";
import { TelegramCapture } from "./telegram-capture";
import { WebAccess } from "./web-access";
import type { WebContext } from "./web-context";
import type { WebLogLine } from "./web-log";
import { WebServer } from "./web-server";

/** What this class makes itself. */
type Own = "events" | "access" | "server" | "ports" | "capture";

/** All that the device shows on TCP ports of its own: the web server with what stands behind its routes, and the raw telegrams. */
export class WebFace {
	readonly context: WebContext;
	readonly #feed: LiveFeed;
	readonly #raw: RawStream;

	constructor(hardware: WebHardware, facts: Omit<WebContext, Own>) {
		const { platform, settings, meters, clock, hostname, localName, log } = facts, { timers, storage } = platform;
		const ports = new PortWatch({ timers, ports: platform.ports, settings, meters });
		const access = new WebAccess({ timers, storage, hardware, hostname, localName, onLog: log });
		const server = new WebServer({
			platform,
			hardware,
			routes: webRoutes,
			access,
			context: () => this.context,
			portal: () => this.context.portal(),
			onLog: log,
		});
		this.context = {
			...facts,
			ports,
			access,
			server,
			events: new EventHub({
				timers,
				most: hardware.listeners,
				memory: server.memory,
				onListen: isListening => this.#feed.listen(isListening),
			}),
			capture: new TelegramCapture({ timers, ports, epoch: () => clock.epoch }),
		};
		this.#feed = new LiveFeed(this.context);
		this.#raw = new RawStream({
			timers,
			listener: hardware.listener,
			port: () => settings.get("rawPort"),
			source: () => ports.sourceOf("p1"),
			onLog: log,
		});
	}

	/** The network is there. */
	start(): void {
		this.context.server.start();
		this.#raw.start();
	}

	/** A telegram came, or the meter's state has changed. */
	meter(meter: Meter): void {
		this.#feed.meter(meter);
	}

	log(line: WebLogLine): void {
		this.#feed.log(line);
	}

	/** A scan of the M-Bus has come further. */
	scan(): void {
		this.#feed.scan();
	}

	/** These settings have other values. */
	changed(names: readonly SettingName[]): void {
		if (names.includes("rawPort"))
			this.#raw.restart();
	}

	close(): void {
		const { ports, capture, server } = this.context;
		this.#feed.close();
		this.#raw.close();
		capture.close();
		ports.close();
		server.close();
	}
}
