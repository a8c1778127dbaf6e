import type { MQTTClient, NetworkInterface, Platform } from "../../services/platform";
import type { Serial } from "../../drivers/serial";

const known = ["MqttHost", "MqttPort", "MqttUser", "MqttPassword", "MqttTls"];

/** Stands where the firmware comes: joins the network, connects to the broker, tells how many bytes the P1 port has brought. */
export class PlaceholderFirmware {
	readonly #platform: Platform;
	readonly #settings: Readonly<Record<string, string>>;
	readonly #serial: Serial | undefined;
	readonly #network: NetworkInterface;
	#client: MQTTClient | undefined;
	#bytes = 0;

	static checkSettings(settings: Readonly<Record<string, string>>): string | undefined {
		const unknown = Object.keys(settings).find(key => !known.includes(key));
		return unknown === undefined ? undefined : `unknown setting ${unknown}`;
	}

	constructor(platform: Platform, settings: Readonly<Record<string, string>>) {
		this.#platform = platform;
		this.#settings = settings;
		const { p1 } = platform.ports;
		if (p1) {
			const count = (bytes: number) => this.#bytes += bytes;
			this.#serial = new p1.serial.io({
				...p1.serial,
				baud: 115200,
				quiet: 20,
				onReadable() {
					count(this.read()?.byteLength ?? 0);
				},
			});
			if (p1.request)
				new p1.request.io({ pin: p1.request.pin, mode: "Output", initialValue: 1 });
		}
		const changed = () => this.#changed();
		this.#network = new platform.network.io({ onChanged: changed });
		this.#network.connect({ SSID: "simulator" });
	}

	close(): void {
		this.#serial?.close();
		this.#client?.close();
		this.#network.close();
	}

	#changed(): void {
		if (this.#network.connection === 500 && !this.#client)
			this.#connect();
	}

	#connect(): void {
		const { mqtt, timers, log } = this.#platform;
		const { MqttHost: host = "127.0.0.1", MqttPort: port = "1883", MqttUser: user, MqttPassword: password } = this.#settings;
		const { CONNACK } = mqtt.io;
		const publish = () => this.#publish();
		this.#client = new mqtt.io({
			host,
			port: Number(port),
			id: "placeholder",
			user,
			password,
			keepAlive: 30_000,
			dns: mqtt.dns,
			socket: this.#settings["MqttTls"] ? { ...mqtt.tls } as typeof mqtt.socket : mqtt.socket,
			onControl({ operation }) {
				if (operation === CONNACK)
					publish();
			},
			onError: () => {
				log("no connection to the broker");
				this.#client = undefined;
				timers.set(() => this.#connect(), 10_000);
			},
		});
		timers.repeat(() => this.#publish(), 10_000);
	}

	#publish(): void {
		try {
			this.#client?.write(ArrayBuffer.fromString(JSON.stringify({ Bytes: this.#bytes })), { topic: "tele/placeholder/STATE" });
		}
		catch {
			// Not connected.
		}
	}
}
