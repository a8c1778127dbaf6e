import "../../../simulator/host/shims";
import { HostMachine } from "../../../simulator/host/host-machine";
import type { MQTTClient, Platform } from "../../../services/platform";

/*
	Runs inside the engine in place of the firmware. The setting `Probe` says what it does.
*/
type Probe = (platform: Platform, settings: Readonly<Record<string, string>>) => void;

const probes: Readonly<Record<string, Probe>> = {
	timers({ timers, log }) {
		timers.set(() => log(`once ${timers.ticks}`), 100);
		timers.clear(timers.set(() => log("never"), 50));
		let turns = 0;
		const repeat = timers.repeat(() => {
			log(`repeat ${timers.ticks}`);
			if (++turns === 3)
				timers.clear(repeat);
		}, 250);
	},
	echo({ ports, log }) {
		const { serial } = ports.p1!;
		new serial.io({
			...serial,
			baud: 9600,
			quiet: 5,
			onReadable(count) {
				const bytes = this.read()!;
				log(`got ${count}`);
				this.write(bytes);
			},
			onFault: faults => log(`fault ${JSON.stringify(faults)}`),
		});
	},
	"bad port"({ ports, log }) {
		const { serial } = ports.p1!;
		try {
			new serial.io({ ...serial, baud: 1 });
		}
		catch (error) {
			log(`${error instanceof RangeError} ${String(error)}`);
		}
	},
	crash({ timers, device, log }) {
		log(device.restartReason);
		timers.set(() => {
			throw new Error("on purpose");
		}, 1000);
	},
	restart({ storage, restart, log }) {
		const boots = Number(storage.read("boots") ?? "0") + 1;
		storage.write("boots", String(boots));
		log(`boot ${boots}`);
		if (boots < 3)
			restart();
	},
	clock({ ntp, clock, network, log }) {
		new network.io({
			onChanged() {
				if (this.connection !== 500)
					return;
				log(`address ${this.address}`);
				new ntp!.io({ servers: ["pool.ntp.org"] }).getTime((error, epoch) => {
					clock.set(epoch!);
					log(`${String(error)} ${clock.now}`);
				});
			},
		}).connect({ SSID: "Guest" });
	},
	wifi({ network, timers, log }) {
		const wifi = new network.io({
			onChanged() {
				log(`wifi ${this.connection} ${timers.ticks}`);
			},
		});
		wifi.connect({ SSID: "Guest" });
	},
	flash({ flash, timers, device, restart, log }) {
		const history = flash!.open("history");
		const shown = () => new Uint8Array(history.read(0, 4)).join();
		if (device.restartReason === "Software restart")
			return log(`boot with ${shown()}`);
		log(`${history.blocks} blocks of ${history.blockLength}`);
		const begin = timers.ticks;
		history.eraseBlock(0);
		history.write(0, Uint8Array.of(1, 2, 3));
		log(`read ${shown()}`);
		try {
			flash!.open("nothing");
		}
		catch (error) {
			log(String(error));
		}
		history.close();
		timers.set(() => {
			log(`after ${Math.ceil(timers.ticks - begin)} ms`);
			restart();
		}, 0);
	},
	mqtt: (platform, settings) => void connect(platform, settings),
	"close during lookup": (platform, settings) => connect(platform, settings).close(),
};

function connect({ mqtt, timers, log }: Platform, settings: Readonly<Record<string, string>>): MQTTClient {
	const { io, dns, socket, tls } = mqtt;
	try {
		// Before it is connected.
		const client = new io({
			host: settings["Host"] ?? "127.0.0.1",
			port: Number(settings["Port"]),
			id: "probe",
			user: settings["User"],
			password: settings["Password"],
			keepAlive: 20_000,
			will: { topic: "probe/LWT", message: "Offline", retain: true },
			dns,
			socket: settings["TLS"] ? { ...tls!, secure: { verify: settings["TLS"] === "verify" } } : socket,
			onControl(message) {
				log(`control ${JSON.stringify(message)}`);
				if (message.operation !== io.CONNACK)
					return;
				this.write(null, { operation: io.SUBSCRIBE, id: 7, items: [{ topic: "cmnd/#" }] });
				this.write(ArrayBuffer.fromString("Online"), { topic: "probe/LWT", retain: true });
				this.write(ArrayBuffer.fromString("1"), { topic: "probe/one", QoS: 1, id: 8 });
			},
			onReadable(count, { topic, byteLength, more }) {
				const text = String.fromArrayBuffer(this.read(count)!);
				log(`${topic ?? "…"} ${byteLength ?? ""} ${count}${more ? " more" : ""} ${text.slice(0, 20)}`);
			},
			onError: () => log(`error ${timers.ticks}`),
		});
		try {
			client.write(ArrayBuffer.fromString("x"), { topic: "early" });
		}
		catch (error) {
			log(`early ${error instanceof TypeError}`);
		}
		return client;
	}
	catch (error) {
		log(String(error));
		throw error;
	}
}

const machine = new HostMachine({
	checkSettings: settings => settings["Probe"]! in probes ? undefined : `Probe: unknown: ${settings["Probe"]}`,
	start(platform, settings) {
		probes[settings["Probe"]!]!(platform, settings);
		return { close() {} };
	},
});
Object.assign(globalThis, { handleCommand: (command: ArrayBuffer) => machine.command(command) });
