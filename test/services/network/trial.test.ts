import assert from "node:assert/strict";
import { test } from "node:test";
import { Network } from "../../../services/network/network";
import { NetworkSetup } from "../../../services/network/network-setup";
import type { FoundNetwork, NetworkInterface, Platform, Radio } from "../../../services/platform";
import { houseNetwork, reasons, refusal, usualAir } from "../../../simulator/machine/air";
import { MapStorage } from "../../support/map-storage";
import { VirtualTimers } from "../../support/virtual-timers";

type Scan = Parameters<NonNullable<NetworkInterface["scan"]>>[0];

/** A device with the SDK's station in the simulator's air. */
function make(known: { ssid: string; password: string; } = { ssid: "", password: "" }) {
	const timers = new VirtualTimers();
	const log: string[] = [], changes: unknown[] = [];
	let reason = 0, button = 1;
	const radio = {
		open: undefined as { SSID: string; password: string; } | undefined,
		refuse: false,
	};
	class Station implements NetworkInterface {
		connection = 200;
		#step: unknown;
		#onChanged: ((this: NetworkInterface) => void) | undefined;

		constructor({ onChanged }: { onChanged?(this: NetworkInterface): void; }) {
			this.#onChanged = onChanged;
		}

		get address(): string {
			return "192.0.2.7";
		}

		connect({ SSID, password }: { SSID?: string; password?: string; }): void {
			const point = usualAir.find(each => each.SSID === SSID), fault = refusal(point, password);
			// As on the chip, the farewell of the link before comes when the next attempt is on its way.
			if (this.connection >= 400)
				timers.set(() => this.#tell(300, reasons.leave), 5);
			this.connection = 300;
			if (fault)
				this.#step = timers.set(() => this.#tell(200, fault), 3000);
			else
				this.#step = timers.set(() => {
					this.#tell(400);
					if (point!.addresses !== false)
						this.#step = timers.set(() => this.#tell(500), 600);
				}, 1200);
		}

		disconnect(): void {
			timers.clear(this.#step as object);
			this.connection = 200;
		}

		scan({ onFound, onComplete }: Scan): void {
			if (this.connection === 300)
				throw new Error("scan failed");
			timers.set(() => {
				const hidden: FoundNetwork = { SSID: "", RSSI: -40, security: "wpa2_psk" };
				for (const point of [hidden, ...usualAir, { ...houseNetwork, RSSI: -80 }])
					onFound({ SSID: point.SSID, RSSI: point.RSSI, security: "password" in point ? "wpa2_psk" : "none" });
				onComplete();
			}, 2000);
		}

		close(): void {}

		#tell(connection: number, why = 0): void {
			this.connection = connection;
			reason = why;
			this.#onChanged?.call(this);
		}
	}
	const hardware: Radio = {
		takeReason() {
			const taken = reason;
			reason = 0;
			return taken;
		},
		openAccessPoint(SSID, password) {
			if (radio.refuse)
				throw new Error("no memory");
			radio.open = { SSID, password };
			return "192.168.4.1";
		},
		closeAccessPoint: () => radio.open = undefined,
	};
	class Button {
		read(): number {
			return button;
		}
		write(): void {}
		close(): void {}
	}
	const platform = {
		timers,
		log: (text: string) => log.push(text),
		storage: new MapStorage(),
		device: { mac: "02A1B2C3D4E5", chip: "", board: "", restartReason: "" },
		network: { kind: "wifi", io: Station, radio: hardware },
		button: { io: Button, pin: 0 },
	} as unknown as Platform;
	const settings = { ...known };
	const network: Network = new Network({
		timers,
		hardware: platform.network,
		credentials: () => ({ SSID: settings.ssid, password: settings.password }),
		hostname: "meter",
		seed: 1,
		onOnline: () => setup.online(),
		onOffline: () => {},
		onTried: ({ SSID, password }) => {
			Object.assign(settings, { ssid: SSID, password });
			network.restart();
		},
		onStatus: () => setup.changed(),
		onLog: text => log.push(text),
	});
	const setup: NetworkSetup = new NetworkSetup({
		platform,
		network,
		hostname: "meter",
		ssid: () => settings.ssid,
		onChanged: () => changes.push(setup.describe()),
		onLog: text => log.push(text),
	});
	network.start();
	setup.start();
	return { timers, network, setup, settings, log, changes, radio, press: (down: boolean) => button = down ? 0 : 1 };
}

const failures: readonly [ssid: string, password: string, words: RegExp, within: number][] = [
	["Simulator", "guessed wrongly", /^wrong password$/, 9],
	["Elsewhere", "12345678", /not found/, 9],
	["No addresses", "simulator", /no address from the router/, 27],
	["Far away", "simulator", /too far away/, 9],
	["Neighbour", "", /wants a password/, 5],
];

for (const [ssid, password, words, within] of failures) {
	for (const known of [undefined, { ssid: "Guest", password: "" }])
		test(`tried and failed: ${ssid}, ${known ? "from a network that is known, which it comes back to" : "out of the box"}`, () => {
			const { timers, network, setup, settings, changes } = make(known);
			timers.advance(10_000);
			setup.try({ SSID: ssid, password });
			timers.advance(1000);
			assert.deepEqual(setup.describe().trying, { ssid, state: "connecting", error: "" });
			timers.advance(within * 1000);
			assert.equal(setup.describe().trying?.state, "failed");
			assert.match(setup.describe().trying!.error, words);
			assert.ok(changes.some(each => JSON.stringify(each).includes("\"failed\"")));
			assert.equal(settings.ssid, known?.ssid ?? "");
			timers.advance(10_000);
			assert.equal(network.state, known ? "online" : "off");
			assert.equal(setup.portal.active, !known);
		});
}

test("tried and good: kept, told, and the set-up network closes a minute later", () => {
	const { timers, network, setup, settings, radio, log } = make();
	timers.advance(1000);
	assert.equal(radio.open?.SSID, "Meterwire-C3D4E5");
	assert.ok(log.some(line => line.includes(radio.open!.password)));
	setup.try({ SSID: "Simulator", password: "simulator" });
	timers.advance(3000);
	assert.deepEqual(settings, { ssid: "Simulator", password: "simulator" });
	assert.deepEqual([network.state, network.status.linkCount], ["online", 1]);
	const { trying, portal, state, address } = setup.describe();
	assert.deepEqual([trying?.state, portal.active, state, address], ["connected", true, "connected", "192.0.2.7"]);
	timers.advance(61_000);
	assert.equal(radio.open, undefined);
	assert.deepEqual([network.state, network.status.linkCount], ["online", 1]);
});

test("a known network that is away: no set-up network, and attempts for ever", () => {
	const { timers, network, radio } = make({ ssid: "Elsewhere", password: "12345678" });
	timers.advance(86_400_000);
	assert.equal(radio.open, undefined);
	assert.equal(network.state, "waiting");
	assert.match(network.status.lastError, /not found/);
});

test("the button, held for three seconds, opens the set-up network; a short push does not", () => {
	const { timers, press, setup, network } = make({ ssid: "Guest", password: "" });
	timers.advance(10_000);
	press(true);
	timers.advance(2000);
	press(false);
	timers.advance(2000);
	assert.equal(setup.portal.active, false);
	press(true);
	timers.advance(4000);
	assert.deepEqual(setup.portal.status, { active: true, ssid: "Meterwire-C3D4E5" });
	assert.equal(network.state, "online");
});

test("a set-up network that cannot open is tried again", () => {
	const { timers, setup, radio } = make();
	radio.refuse = true;
	setup.portal.close();
	timers.advance(1000);
	radio.refuse = false;
	assert.equal(setup.portal.active, false);
	timers.advance(31_000);
	assert.equal(setup.portal.active, true);
});

test("scan: strongest first, each name once, hidden ones left out; two who ask share one scan; while connecting it says so", () => {
	const { timers, setup } = make();
	const answers: (string | string[])[] = [];
	setup.scan((error, networks) => answers.push(error ?? networks.map(each => `${each.ssid} ${each.rssi} ${each.secure}`)));
	setup.scan((error, networks) => answers.push(error ?? `${networks.length}`));
	timers.advance(3000);
	assert.deepEqual(answers, [
		["Simulator -57 true", "Guest -63 false", "No addresses -70 true", "Neighbour -81 true", "Far away -93 true"],
		"5",
	]);
	setup.try({ SSID: "Elsewhere", password: "12345678" });
	timers.advance(1000);
	setup.scan(error => answers.push(String(error)));
	assert.match(String(answers[2]), /no scan now/);
});
