import assert from "node:assert/strict";
import { test } from "node:test";
import { Network, type NetworkOptions } from "../../../services/network/network";
import { guardDatagram } from "../../../services/network/guarded-datagram";
import type { NetworkInterface } from "../../../services/platform";
import { VirtualTimers } from "../../support/virtual-timers";

/** What the access point does with the next attempts: an address after 3 s, a refusal after 2 s, nothing, or a link without an address. */
type Reaction = "accept" | "refuse" | "ignore" | "no address" | "throw";

function make(
	options: Partial<NetworkOptions> = {},
): {
	network: Network;
	timers: VirtualTimers;
	events: string[];
	air: { reaction: Reaction; lose(): void; quietly(): void; };
	attempts: number[];
} {
	const timers = new VirtualTimers();
	const events: string[] = [], attempts: number[] = [];
	let change: (connection: number, tell?: boolean) => void = () => undefined;
	const air = { reaction: "accept" as Reaction, lose: () => change(200), quietly: () => change(200, false) };
	/** As the SDK's station: reports what happens and leaves it at that. */
	class Station implements NetworkInterface {
		connection = 200;
		#closed = false;
		#onChanged: ((this: NetworkInterface) => void) | undefined;

		constructor({ onChanged }: { onChanged?(this: NetworkInterface): void; }) {
			this.#onChanged = onChanged;
			change = (connection, tell = true) => {
				this.connection = connection;
				if (tell && !this.#closed)
					this.#onChanged?.call(this);
			};
		}

		get address(): string {
			return "192.0.2.7";
		}

		get RSSI(): number {
			return -57;
		}

		connect({ SSID }: { SSID?: string; }): void {
			if (this.connection === 300)
				throw new Error("already connecting");
			attempts.push(timers.ticks);
			events.push(`connect ${SSID ?? ""}`);
			if (air.reaction === "throw")
				throw new Error("connect failed");
			this.connection = 300;
			if (air.reaction === "accept")
				timers.set(() => change(400), 2000);
			if (air.reaction === "accept")
				timers.set(() => change(500), 3000);
			if (air.reaction === "no address")
				timers.set(() => change(400), 2000);
			if (air.reaction === "refuse")
				timers.set(() => change(200), 2000);
		}

		disconnect(): void {
			this.connection = 200;
		}

		configure({ hostname }: { hostname?: string; }): void {
			events.push(`name ${hostname}`);
		}

		close(): void {
			this.#closed = true;
		}
	}
	const network = new Network({
		timers,
		hardware: { kind: "wifi", io: Station },
		credentials: () => ({ SSID: "home", password: "12345678" }),
		hostname: "meter",
		seed: 1,
		onOnline: () => void events.push("online"),
		onOffline: () => void events.push("offline"),
		...options,
	});
	return { network, timers, events, air, attempts };
}

test("comes online", () => {
	const { network, timers, events } = make();
	network.start();
	timers.advance(10_000);
	assert.deepEqual(events, ["name meter", "connect home", "online"]);
	const status = network.status;
	assert.equal(status.linkCount, 1);
	assert.equal(status.downtime, 3);
	assert.equal(status.RSSI, -57);
	assert.equal(status.address, "192.0.2.7");
});

for (const reaction of ["refuse", "ignore", "no address", "throw"] as const) {
	test(`an access point that does this for a day, then works: ${reaction}`, () => {
		const { network, timers, events, air, attempts } = make();
		air.reaction = reaction;
		network.start();
		timers.advance(86_400_000);
		assert.equal(network.state === "online", false);
		assert.ok(attempts.length > 700 && attempts.length < 2000, `${attempts.length}`);
		assert.notEqual(network.status.lastError, "");
		air.reaction = "accept";
		timers.advance(120_000);
		assert.equal(network.state, "online");
		assert.equal(events.filter(event => event === "online").length, 1);
	});
}

test("a router that restarts: offline, online, downtime counted", () => {
	const { network, timers, events, air } = make();
	network.start();
	timers.advance(10_000);
	air.reaction = "refuse";
	air.lose();
	timers.advance(300_000);
	air.reaction = "accept";
	timers.advance(120_000);
	assert.deepEqual(events.filter(event => !event.startsWith("connect")), ["name meter", "online", "offline", "online"]);
	assert.equal(network.status.linkCount, 2);
	assert.ok(network.status.downtime > 300 && network.status.downtime < 420, `${network.status.downtime}`);
});

test("a loss whose event got lost is seen", () => {
	const { network, timers, events, air } = make();
	network.start();
	timers.advance(10_000);
	air.quietly();
	timers.advance(60_000);
	assert.deepEqual(events.slice(2), ["online", "offline", "connect home", "online"]);
});

test("no name: off; with one later: online", () => {
	let SSID = "";
	const { network, timers } = make({ credentials: () => ({ SSID, password: "" }) });
	network.start();
	timers.advance(10_000);
	assert.equal(network.state, "off");
	assert.equal(network.status.lastError, "no Wi-Fi name is set");
	SSID = "home";
	network.restart();
	timers.advance(10_000);
	assert.equal(network.state, "online");
	network.stop();
	assert.equal(network.state, "off");
	timers.advance(3_600_000);
	assert.equal(timers.pending, 0);
});

test("UDP: a client that throws on a packet or a send does not reach the machine", () => {
	let deliver: (count: number) => void = () => undefined;
	class Inner {
		constructor(options: { onReadable(count: number): void; }) {
			deliver = options.onReadable;
		}
		read(): ArrayBuffer {
			return new ArrayBuffer(3);
		}
		write(): void {
			throw new Error("no route");
		}
		close(): void {}
	}
	const UDP = guardDatagram(Inner) as new(options: object) => { target: unknown; read(): ArrayBuffer; write(data: unknown): void; };
	let seen = 0;
	const target = {};
	const socket = new UDP({
		target,
		onReadable(this: { target: unknown; read(): ArrayBuffer; }) {
			assert.equal(this.target, target);
			seen++;
			new DataView(this.read()).getUint32(40);
		},
	});
	deliver(1);
	socket.write(1);
	assert.equal(seen, 1);
});
