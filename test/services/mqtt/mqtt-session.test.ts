import "../../support/xs-shims";
import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, test } from "node:test";
import { MqttSession, type MqttSessionOptions } from "../../../services/mqtt/mqtt-session";
import type { Broker } from "../../../services/mqtt/mqtt-connection";
import type { MQTTClientConstructor } from "../../../services/platform";
import { VirtualTimers } from "../../support/virtual-timers";
import { FakeBroker } from "./fake-broker";
import { fakeDns } from "./fake-dns";
import { FakeTcp } from "./fake-tcp";
import { modelClient } from "./model-client";
import { loadSdkClient, sdkClientMissing } from "./sdk-client";

interface Set {
	timers: VirtualTimers;
	broker: FakeBroker;
	session: MqttSession;
	events: string[];
	log: string[];
}

const clients: readonly [name: string, skip: string | false, load: (timers: VirtualTimers) => MQTTClientConstructor][] = [
	["the model of the SDK's client", false, modelClient],
	["the SDK's client", sdkClientMissing, loadSdkClient],
];

for (const [name, skip, load] of clients) {
	const make = (change: Partial<Broker> = {}, options: Partial<MqttSessionOptions> = {}): Set => {
		const timers = new VirtualTimers();
		const broker = new FakeBroker();
		const events: string[] = [], log: string[] = [];
		const session = new MqttSession({
			timers,
			hardware: { io: load(timers), dns: fakeDns(timers), socket: { io: FakeTcp.bind(timers, broker) } },
			seed: 0xA1B2C3,
			broker: () => ({
				host: "broker.example",
				port: 1883,
				id: "DVES_A1B2C3",
				will: { topic: "tele/m/LWT", message: "Offline" },
				...change,
			}),
			onConnect: () => {
				events.push("connect");
				session.publish("tele/m/LWT", "Online", { retain: true });
				session.publish("cmnd/m/POWER", "");
				session.subscribe(["cmnd/m/#", "cmnd/tasmotas/#"]);
			},
			onMessage: (topic, text) => void events.push(`${topic}=${text}`),
			onDisconnect: reason => void events.push(`disconnect: ${reason}`),
			onLog: text => void log.push(text),
			...options,
		});
		return { timers, broker, session, events, log };
	};
	const started = (change: Partial<Broker> = {}, options: Partial<MqttSessionOptions> = {}): Set => {
		const set = make(change, options);
		set.session.start();
		set.timers.advance(100);
		return set;
	};

	describe(`session on ${name}`, { skip }, () => {
		test("connects at once: will, then what is published in onConnect, in order", () => {
			const { broker, session } = started({ user: "u", password: "p" });
			assert.equal(session.state, "connected");
			const [connect, ...rest] = broker.packets;
			assert.ok(connect?.cmd === "connect");
			assert.equal(connect.clientId, "DVES_A1B2C3");
			assert.equal(connect.username, "u");
			assert.equal(connect.password?.toString(), "p");
			assert.equal(connect.keepalive, 30);
			assert.equal(connect.clean, true);
			assert.equal(connect.will?.topic, "tele/m/LWT");
			assert.equal(connect.will?.payload.toString(), "Offline");
			assert.equal(connect.will?.qos, 1);
			assert.equal(connect.will?.retain, true);
			assert.deepEqual(rest.map(packet => packet.cmd), ["publish", "publish", "subscribe"]);
			assert.deepEqual(broker.published, ["!tele/m/LWT Online", "cmnd/m/POWER "]);
		});

		test("messages: short, empty, in slices, and those after an empty one", () => {
			const { broker, timers, session, events } = started();
			const long = "0123456789".repeat(300);
			broker.publish("cmnd/m/POWER", "");
			broker.publish("cmnd/m/Status", "10");
			broker.publish("cmnd/m/Long", long);
			broker.publish("cmnd/m/Größe", "größer");
			timers.advance(100);
			assert.deepEqual(events, ["connect", "cmnd/m/POWER=", "cmnd/m/Status=10", `cmnd/m/Long=${long}`, "cmnd/m/Größe=größer"]);
			timers.advance(300_000);
			assert.equal(session.state, "connected");
			assert.equal(session.counters.connects, 1);
		});

		test("a long message that comes in several segments", () => {
			const { broker, timers, events } = started();
			const long = "x".repeat(4000);
			const bytes = Buffer.concat([Buffer.from([0x30, 0xA8, 0x1F, 0, 6]), Buffer.from("cmnd/m"), Buffer.from(long)]);
			for (let offset = 0; offset < bytes.length; offset += 1436)
				broker.socket!.receive(bytes.subarray(offset, offset + 1436));
			timers.advance(100);
			assert.deepEqual(events, ["connect", `cmnd/m=${long}`]);
		});

		test("empty messages of QoS 1 and 2 are acknowledged", () => {
			const { broker, timers, events } = started();
			broker.publish("a", "", 1);
			broker.publish("b", "", 2);
			timers.advance(100);
			broker.send({ cmd: "pubrel", messageId: 7 });
			timers.advance(100);
			assert.deepEqual(events, ["connect", "a=", "b="]);
			const answers = broker.packets.slice(4).map(packet => `${packet.cmd} ${packet.messageId}`);
			assert.deepEqual(answers.slice(0, 2), ["puback 7", "pubrec 7"]);
			if (load === loadSdkClient)
				assert.deepEqual(answers.slice(2), ["pubcomp 7"]);
		});

		test("messages that are too long or not text are refused, the next one is not", () => {
			const { broker, timers, session, events } = started();
			broker.publish("cmnd/m/Script", Buffer.alloc(5000, 0x41));
			broker.publish("cmnd/m/Bad", Buffer.from([0xC3, 0x28]));
			broker.publish("cmnd/m/Good", "1");
			timers.advance(100);
			assert.deepEqual(events, ["connect", "cmnd/m/Good=1"]);
			assert.equal(session.counters.refused, 2);
		});

		test("a message larger than the room goes in parts, the next ones after it", () => {
			const set = make();
			set.broker.room = 1500;
			set.session.start();
			set.timers.advance(100);
			const long = `{"a":"${"ä".repeat(4000)}"}`;
			assert.equal(set.session.publish("tele/m/SENSOR", long), true);
			set.session.publish("tele/m/STATE", "{}");
			set.timers.advance(200);
			assert.deepEqual(set.broker.published.slice(2), [`tele/m/SENSOR ${long}`, "tele/m/STATE {}"]);
		});

		test("many messages in one go: bounded, oldest telemetry goes, the newest SENSOR stays", () => {
			const { broker, timers, session } = started();
			broker.packets.length = 0;
			for (let index = 0; index < 200; index++) {
				session.publish("tele/m/SENSOR", `{"n":${index}}`, { latest: true });
				session.publish("stat/m/RESULT", `${index} ${"x".repeat(1000)}`);
			}
			timers.advance(1000);
			const sent = broker.published;
			assert.ok(sent.includes("tele/m/SENSOR {\"n\":199}"));
			assert.ok(sent.some(text => text.startsWith("stat/m/RESULT 199 ")));
			assert.ok(sent.length < 40, `${sent.length} sent`);
			assert.equal(sent.length + session.counters.dropped, 400);
		});

		test("without a connection only the newest SENSOR waits, and not for long", () => {
			const { broker, timers, session } = started();
			broker.refuse = true;
			broker.socket!.fail();
			timers.advance(10);
			assert.equal(session.publish("stat/m/RESULT", "{}"), false);
			session.publish("tele/m/SENSOR", "1", { latest: true });
			session.publish("tele/m/SENSOR", "2", { latest: true });
			broker.refuse = false;
			timers.advance(13_000);
			assert.deepEqual(broker.published.slice(2), ["!tele/m/LWT Online", "cmnd/m/POWER ", "tele/m/SENSOR 2"]);
			broker.refuse = true;
			broker.socket!.fail();
			timers.advance(10);
			session.publish("tele/m/SENSOR", "3", { latest: true });
			timers.advance(70_000);
			broker.refuse = false;
			timers.advance(130_000);
			assert.equal(session.state, "connected");
			assert.ok(!broker.published.includes("tele/m/SENSOR 3"));
		});

		test("back-off: 10 s growing to 120 s with jitter, and again from 10 s after a good connection", () => {
			const set = make();
			set.broker.refuse = true;
			set.session.start();
			const attempts: number[] = [];
			for (let second = 0, before = 0; second < 900; second++) {
				set.timers.advance(1000);
				if (set.session.counters.connectFailures > before)
					attempts.push(second - (attempts.length ? attempts.reduce((sum, value) => sum + value, 0) : 0));
				before = set.session.counters.connectFailures;
			}
			for (const [index, least] of [0, 10, 20, 40, 80, 120, 120].entries())
				assert.ok(attempts[index]! >= least - 1 && attempts[index]! <= least * 1.25 + 1, `${attempts}`);
			set.broker.refuse = false;
			set.timers.advance(150_000);
			assert.equal(set.session.state, "connected");
			set.timers.advance(61_000);
			set.broker.socket!.fail();
			set.timers.advance(12_600);
			assert.equal(set.session.state, "connected");
		});

		for (
			const [situation, change, arrange, words] of [
				["no such name", { host: "unknown.example" }, {}, /no address found for unknown.example/],
				["a resolver that answers too late", { host: "slow.example" }, {}, /name could not be looked up/],
				["nobody listens", {}, { refuse: true }, /no connection to the broker/],
				["packets vanish", {}, { silent: true }, /no connection to the broker/],
				["accepts and closes", {}, { closeAtOnce: true }, /closed the connection|no connection/],
				["accepts and says nothing", {}, { returnCode: undefined }, /accepts the connection but does not answer/],
				["wrong password", {}, { returnCode: 4 }, /refuses the user name or password/],
				["not allowed", {}, { returnCode: 5 }, /does not allow this user/],
				["wrong client name", {}, { returnCode: 2 }, /refuses the client name/],
				["no TLS in the build", { tls: true }, {}, /no TLS/],
			] as [string, Partial<Broker>, Partial<FakeBroker>, RegExp][]
		) {
			test(`tries for ever: ${situation}`, () => {
				const before = FakeTcp.open;
				const set = make(change);
				Object.assign(set.broker, arrange);
				set.session.start();
				set.timers.advance(24 * 3600_000);
				assert.match(set.session.counters.lastError, words);
				assert.ok(set.session.counters.connectFailures > 500, `${set.session.counters.connectFailures}`);
				assert.equal(set.session.counters.connects, 0);
				set.session.stop();
				set.timers.advance(70_000);
				assert.equal(FakeTcp.open, before);
				assert.equal(set.timers.pending, 0);
			});
		}

		test("a broker that accepts and then closes does not get a storm", () => {
			const set = make();
			set.broker.closeAfterConnack = true;
			set.session.start();
			set.timers.advance(3600_000);
			assert.ok(set.session.counters.connects < 40, `${set.session.counters.connects}`);
			assert.equal(set.events.filter(event => event === "connect").length, set.session.counters.disconnects);
		});

		test("a broker that falls silent is noticed", () => {
			const { broker, timers, session, events } = started();
			broker.answerPings = false;
			timers.advance(90_000);
			assert.equal(events[1], "disconnect: the broker does not answer any more");
			assert.equal(session.counters.disconnects, 1);
		});

		test("a server that is no broker", () => {
			const set = make();
			set.broker.returnCode = undefined;
			set.session.start();
			set.timers.advance(50);
			set.broker.socket!.receive(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"));
			set.timers.advance(50);
			assert.match(set.session.counters.lastError, /is this an MQTT port/);
		});

		test("a flood of messages", () => {
			const { broker, timers, session, events } = started();
			for (let index = 0; index < 5000; index++)
				broker.publish(`cmnd/m/${index % 7}`, index % 3 ? "x".repeat(index % 200) : "");
			timers.advance(1000);
			assert.equal(events.length, 5001);
			assert.equal(session.state, "connected");
		});

		test("services that throw are counted and do no harm", () => {
			const { broker, timers, session } = started({}, {
				onMessage: () => {
					throw new Error("service");
				},
			});
			broker.publish("a", "1");
			timers.advance(10);
			assert.equal(session.counters.faults, 1);
			assert.equal(session.state, "connected");
		});

		test("stop: says good-bye, is quiet, and can be started again; also inside callbacks and at any moment", () => {
			const { broker, timers, session, events } = started();
			session.stop();
			timers.advance(100);
			assert.equal(session.state, "off");
			assert.deepEqual(events, ["connect", "disconnect: stopped"]);
			for (let moment = 0; moment < 40; moment++) {
				session.start();
				timers.advance(moment);
				session.stop();
				timers.advance(40_000);
				assert.equal(timers.pending, 0, `moment ${moment}`);
			}
			session.start();
			timers.advance(100);
			assert.equal(session.state, "connected");
			assert.ok(broker.connections > 2);
		});

		test("1000 reconnections leave nothing behind", async () => {
			const set = make();
			set.session.start();
			const open = FakeTcp.open;
			const sockets: WeakRef<FakeTcp>[] = [];
			let before = 0;
			for (let round = 0; round < 1000; round++) {
				set.timers.advance(160_000);
				assert.equal(set.session.state, "connected");
				set.session.publish("tele/m/SENSOR", `{"n":${round}}`, { latest: true });
				set.timers.advance(20);
				sockets.push(new WeakRef(set.broker.socket!));
				set.broker.socket!.fail();
				set.timers.advance(10);
				set.broker.packets.length = 0;
				set.events.length = 0;
				set.log.length = 0;
				if (round === 199)
					before = await heap();
			}
			assert.equal(set.session.counters.disconnects, 1000);
			assert.ok(FakeTcp.open <= open + 1);
			assert.ok(set.timers.pending <= 2, `${set.timers.pending}`);
			const grown = await heap() - before;
			// Node's own bookkeeping moves the figure by some 300 kB; 1 kB kept per connection would be 800 kB.
			assert.ok(grown < 600_000, `${grown} bytes more after 800 reconnections`);
			const kept = sockets.filter(socket => socket.deref()).length;
			assert.ok(kept < 10, `${kept} of 1000 sockets are still held`);
		});
	});
}

setFlagsFromString("--expose_gc");
const collectGarbage = runInNewContext("gc") as () => void;

async function heap(): Promise<number> {
	// What a WeakRef was made for stays until the present job has ended.
	await new Promise(resolve => setImmediate(resolve));
	collectGarbage();
	return process.memoryUsage().heapUsed;
}
