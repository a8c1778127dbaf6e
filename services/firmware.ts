import { seedOf } from "./back-off";
import { Clock } from "./clock/clock";
import { History } from "./history/history";
import { InfluxPush } from "./influx/influx-push";
import { Meters } from "./meters";
import { MqttSession } from "./mqtt/mqtt-session";
import type { Broker } from "./mqtt/mqtt-connection";
import { Announcer } from "./network/announcer";
import { ImprovSerial } from "./network/improv/improv-serial";
import { fixedAddress } from "./network/fixed-address";
import { Network } from "./network/network";
import { NetworkSetup } from "./network/network-setup";
import type { Platform, Storage } from "./platform";
import { ScriptService } from "./script-service";
import { trustOf } from "./server-trust";
import { mostUnwell, StartGuard } from "./update/start-guard";
import { Update } from "./update/update";
import { countBoot } from "./settings/boot-count";
import { eraseStorage } from "./settings/erase-storage";
import { TextStore } from "./settings/text-store";
import { Settings, type SettingTexts } from "./settings/settings";
import type { SettingName } from "./settings/settings-schema";
import { deviceNames } from "./tasmota/device-names";
import { Discovery } from "./tasmota/discovery";
import { isOptionOn } from "./tasmota/set-options";
import { TasmotaTopics } from "./tasmota/tasmota-topics";
import type { UpdateControl } from "./tasmota/update-control";
import { UpdateMessages } from "./tasmota/update-messages";
import { Telemetry } from "./tasmota/telemetry";
import { describeError } from "./text";
import { uartFault } from "./uart-plan";
import { version } from "./version";
import { WebFace } from "./web/web-face";
import { WebLog } from "./web/web-log";

export interface FirmwareOptions {
	/** What the build sets differently from the schema. */
	readonly defaults?: SettingTexts;
	/** Set and saved at the start, as if the user had done it. */
	readonly changes?: SettingTexts;
	/** A Tasmota meter script: kept as if the user had set it. One with errors changes nothing. */
	readonly script?: string;
}

/** SetOption52 */
const timesWithZone = 52;
const noStorage: Storage = Object.freeze({ read: () => undefined, write() {}, delete() {} });

/** Everything put together: settings, clock, network, MQTT, meters, telemetry. */
export class Firmware {
	readonly #platform: Platform;
	readonly #settings: Settings;
	readonly #clock: Clock;
	readonly #network: Network;
	readonly #announcer: Announcer;
	readonly #setup: NetworkSetup;
	readonly #improv: ImprovSerial | undefined;
	readonly #history: History | undefined;
	readonly #influx: InfluxPush;
	readonly #session: MqttSession;
	readonly #meters: Meters;
	readonly #telemetry: Telemetry;
	readonly #discovery: Discovery;
	#web: WebFace | undefined;
	#isErased = false;
	readonly #guard: StartGuard;
	readonly #update: Update;
	readonly #updateMessages: UpdateMessages | undefined;

	/** What is wrong with these settings, in words that name the first of them that cannot be; `undefined` when all is well. */
	static checkSettings(texts: SettingTexts): string | undefined {
		try {
			change(new Settings({ storage: noStorage }), texts);
			return undefined;
		}
		catch (error) {
			return describeError(error);
		}
	}

	/** Throws a `RangeError` for a setting that cannot be. */
	constructor(given: Platform, options: FirmwareOptions = {}) {
		const platform: Platform = given.console?.log ? { ...given, log: text => this.#print(given, text) } : given;
		this.#platform = platform;
		const { timers, device, storage } = platform;
		const lines = new WebLog(() => this.#clock?.epoch);
		const log = (text: string) => {
			platform.log(text);
			const line = lines.add(text);
			this.#web?.log(line);
		};
		this.#guard = new StartGuard({ storage, timers, restartReason: device.restartReason, onRetry: () => this.#telemetry.restartSoon() });
		const { level } = this.#guard;
		if (level !== "normal")
			log(
				`safe mode after ${mostUnwell} restarts in a row: meters are off${
					level === "bare" ? ", and MQTT" : ""
				}; half an hour, then all is tried again`,
			);
		const settings = new Settings({
			storage,
			defaults: { ...platform.defaults, ...options.defaults },
			check: (get, changed) => uartFault(platform.ports, get, changed),
			onChange: names => this.#changed(names),
		});
		this.#settings = settings;
		if (options.changes) {
			change(settings, options.changes);
			settings.save();
		}
		if (options.script !== undefined)
			this.#keepScript(options.script);
		for (const warning of settings.warnings)
			log(`settings: ${warning}; the default is used`);

		const seed = seedOf(device.mac);
		const names = deviceNames(settings, device.mac);
		const topics = new TasmotaTopics({ ...names, fullTopic: settings.get("fullTopic"), mac: device.mac });
		this.#clock = new Clock({
			timers,
			clock: platform.clock,
			...(platform.ntp && { ntp: platform.ntp }),
			server: () => settings.get("ntpServer"),
			timeZone: settings.get("timezone"),
			zoned: () => isOptionOn(settings, timesWithZone),
			seed,
			onLog: log,
		});
		this.#session = new MqttSession({
			timers,
			hardware: platform.mqtt,
			seed,
			broker: () => this.#broker(names.client),
			onConnect: () => {
				this.#telemetry.connected();
				// In safe mode there are no meters to tell of, and what is announced is not to be taken back.
				if (level === "normal")
					this.#discovery.connected();
				this.#updateMessages?.connected();
			},
			onMessage: (topic, text) => this.#telemetry.message(topic, text),
			onLog: log,
		});
		this.#announcer = new Announcer({
			timers,
			hardware: platform.network.dnssd,
			hostname: names.hostname,
			port: platform.web && (platform.web.port ?? 80),
			texts: [`version=${version}`, `board=${device.board}`, "path=/"],
			seed,
			onLog: log,
		});
		this.#network = new Network({
			timers,
			hardware: platform.network,
			credentials: () => ({ SSID: settings.get("wifiSsid"), password: settings.get("wifiPassword") }),
			fixedAddress: () => fixedAddress(settings),
			hostname: names.hostname,
			seed,
			onOnline: () => {
				this.#setup.online();
				this.#clock.start();
				if (level !== "bare")
					this.#session.start();
				this.#update.online();
				this.#web?.start();
				this.#announcer.start();
			},
			onOffline: () => {
				this.#announcer.stop();
				this.#clock.stop();
				this.#session.stop();
			},
			onTried: ({ SSID, password }) => {
				const errors = settings.change({ wifiSsid: SSID, wifiPassword: password });
				if (errors)
					throw new RangeError(Object.values(errors).join(", "));
			},
			onStatus: () => this.#setup?.changed(),
			onLog: log,
		});
		this.#setup = new NetworkSetup({
			platform,
			network: this.#network,
			hostname: names.hostname,
			ssid: () => settings.get("wifiSsid"),
			onChanged: () => {
				if (this.#setup.portal.active)
					this.#web?.start();
				this.#improv?.changed();
				this.#web?.context.events.send("network", this.#setup.describe());
			},
			onLog: log,
		});
		this.#meters = new Meters({
			platform: level === "normal" ? platform : { ...platform, ports: {} },
			settings,
			idle: level !== "normal",
			onUpdate: meter => {
				this.#telemetry.update();
				this.#web?.meter(meter);
			},
			onState: meter => {
				this.#telemetry.meterState(meter);
				this.#web?.meter(meter);
			},
			onGone: meter => this.#telemetry.meterGone(meter),
			onResult: text => this.#telemetry.result(text),
			onScan: () => this.#web?.scan(),
			onImmediate: member => this.#telemetry.immediate(member),
			onScript: () => {
				this.#discovery.changed();
				this.#runCommands();
			},
			onLog: (meter, text) => log(meter ? `${meter.name}: ${text}` : text),
		});
		this.#update = new Update({
			timers,
			hardware: platform.update,
			web: platform.mqtt,
			storage,
			settings,
			board: device.board,
			chip: device.chip,
			version,
			seed,
			health: () => ({
				network: this.#network.state === "online",
				broker: settings.get("mqttHost") ? this.#session.state === "connected" : undefined,
			}),
			ports: () => this.#meters.list.map(meter => meter.status),
			clockIsSet: () => platform.clock.now !== undefined,
			restartSoon: () => this.#telemetry.restartSoon(),
			onHealthy: () => this.#guard.healthy(),
			onChange: () => {
				this.#updateMessages?.changed();
				this.#web?.context.events.send("update", this.#update.status);
			},
			onLog: log,
		});
		const bootCount = countBoot(storage);
		const facts = {
			timers,
			storage,
			session: this.#session,
			clock: this.#clock,
			network: this.#network,
			settings,
			topics,
			device,
			hostname: names.hostname,
			meters: this.#meters.list,
			refused: this.#meters.refused,
			mbus: () => this.#meters.mbus,
			script: this.#meters.script,
			version: `${version}(meterwire)`,
			bootCount,
			freeMemory: () => platform.freeMemory(),
			engineMemory: () => this.#web?.context.server.memory,
			restart: () => this.#restart(),
			troubles: () => this.#troubles(),
			...(platform.update?.keys.length && { update: updateControl(this.#update, settings) }),
			safeMode: level !== "normal",
			onLog: log,
		};
		this.#telemetry = new Telemetry(facts);
		if (platform.update?.keys.length)
			this.#updateMessages = new UpdateMessages({ session: this.#session, topics, update: this.#update });
		this.#discovery = new Discovery(facts);
		this.#history = this.#openHistory();
		this.#influx = new InfluxPush({
			platform,
			settings,
			device: names.hostname,
			meters: this.#meters.list,
			isOnline: () => this.#network.state === "online",
			now: () => this.#clock.epoch,
			seed,
			onLog: log,
		});
		if (platform.web) {
			this.#web = new WebFace(platform.web, {
				platform,
				settings,
				clock: this.#clock,
				network: this.#network,
				setup: this.#setup,
				history: this.#history,
				mqtt: this.#session,
				influx: this.#influx,
				meters: this.#meters,
				update: this.#update,
				lines,
				hostname: names.hostname,
				localName: () => this.#announcer.name,
				announcer: this.#announcer,
				bootCount,
				safeMode: level !== "normal",
				portal: () => this.#setup.portal.address,
				log,
				command: text => this.#telemetry.command(text),
				eraseAll: () => this.#eraseAll(),
				restartSoon: () => this.#telemetry.restartSoon(),
			});
		}
		this.#improv = this.#openImprov(names.hostname, log);
		this.#runCommands();
		this.#network.start();
		this.#setup.start();
	}

	/** Lets go of everything. The broker publishes the will: the device is off. */
	close(): void {
		this.#guard.ordered();
		this.#update.close();
		this.#web?.close();
		this.#discovery.close();
		this.#telemetry.close();
		this.#meters.close();
		this.#session.stop(false);
		this.#clock.stop();
		this.#improv?.close();
		this.#setup.close();
		this.#history?.close();
		this.#influx.close();
		this.#announcer.stop();
		this.#network.stop();
	}

	/** What is wrong with services that have no message of their own. */
	#troubles(): Record<string, string> {
		const influx = this.#influx.status.lastError, { name, lastError } = this.#announcer;
		return { ...(influx && { InfluxError: influx }), ...(name === undefined && lastError && { MdnsError: lastError }) };
	}

	/** What is written until the restart, counters and findings, goes then. */
	#eraseAll(): void {
		this.#isErased = true;
		this.#history?.erase();
		eraseStorage(this.#platform.storage);
	}

	/** A restart that was ordered: counters are kept to the last pulse. */
	#restart(): void {
		this.#guard.ordered();
		this.#update.close();
		this.#meters.close();
		if (this.#isErased)
			this.#eraseAll();
		this.#update.restart(() => this.#platform.restart());
	}

	/** What the script does at its start: `tper`, counts. */
	#runCommands(): void {
		this.#meters.script.script?.commands.forEach(command => this.#telemetry.command(command));
	}

	/** To the console's serial port where that is ours, and to the console unless the line is there already. */
	#print(platform: Platform, text: string): void {
		if (!this.#improv?.print(text) || platform.console?.log !== "instead")
			platform.log(text);
	}

	#openImprov(hostname: string, onLog: (text: string) => void): ImprovSerial | undefined {
		const { console: serial, timers, device, web, network: { kind } } = this.#platform;
		if (!serial || kind !== "wifi")
			return undefined;
		try {
			return new ImprovSerial({
				timers,
				serial,
				network: this.#network,
				setup: this.#setup,
				device: () => ["Meterwire", version, device.chip, this.#settings.get("deviceName") || hostname],
				url: () => {
					const { address } = this.#network.status, port = web?.port ?? 80;
					return web && address ? `http://${address}${port === 80 ? "" : `:${port}`}/` : undefined;
				},
				onLog,
			});
		}
		catch (error) {
			onLog(`Improv: ${describeError(error)}`);
			return undefined;
		}
	}

	#openHistory(): History | undefined {
		const { flash, storage, timers } = this.#platform;
		const log = (text: string) => this.#platform.log(text);
		if (!flash)
			return undefined;
		try {
			const now = () => this.#clock.epoch, offset = (epoch: number) => this.#clock.offset(epoch);
			return new History({ timers, flash, storage, now, offset, meters: this.#meters.list, onLog: log });
		}
		catch (error) {
			log(`history: ${describeError(error)}`);
			return undefined;
		}
	}

	#keepScript(text: string): void {
		const { storage, log } = this.#platform;
		const errors = ScriptService.check(text);
		for (const error of errors)
			log(`script ${error}`);
		const store = new TextStore(storage);
		if (!errors.length && store.read() !== text)
			store.write(text);
	}

	#broker(id: string): Broker | undefined {
		const settings = this.#settings;
		const host = settings.get("mqttHost");
		if (!host)
			return;
		const user = settings.get("mqttUser"), password = settings.get("mqttPassword");
		return {
			host,
			port: settings.get("mqttPort"),
			tls: settings.get("mqttTls"),
			...(settings.get("mqttTls") && { secure: trustOf(settings.get("authority")) }),
			...(user && { user }),
			...(password && { password }),
			id,
			will: this.#telemetry.will,
		};
	}

	/** Some settings take effect at once; names and topics with the next start. */
	#changed(names: readonly SettingName[]): void {
		// The constructor changes settings before anything stands.
		if (!this.#platform || !this.#telemetry)
			return;
		if (names.some(name => name.startsWith("mqtt") || name === "authority"))
			this.#session.restart();
		if (names.some(name => name.startsWith("influx") || name === "authority"))
			this.#influx.changed();
		if (names.some(name => name.startsWith("wifi") || name.startsWith("fixed") || name === "nameServers"))
			this.#network.restart();
		if (names.includes("timezone"))
			this.#clock.setTimeZone(this.#settings.get("timezone"));
		if (names.includes("discovery") || names.includes("deviceName"))
			this.#discovery.changed();
		if (names.some(name => name.startsWith("update")))
			this.#update.changed();
		if (names.includes("telePeriod"))
			this.#telemetry.telemetrySoon();
		this.#web?.changed(names);
		for (const name of names)
			this.#meters.changed(name);
	}
}

/** The update service as commands know it. */
function updateControl(update: Update, settings: Settings): UpdateControl {
	return {
		get status() {
			return update.status;
		},
		get url() {
			return settings.get("otaUrl");
		},
		set url(url) {
			settings.set("otaUrl", url);
			settings.save();
		},
		pull: () => update.pull(settings.get("otaUrl") || undefined),
	};
}

function change(settings: Settings, texts: SettingTexts): void {
	for (const name of Object.keys(texts))
		settings.set(name, texts[name]!);
}
