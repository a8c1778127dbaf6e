import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { connect, type MqttClient } from "mqtt";
import type { HouseSpec } from "../../simulator/house-spec";
import { Mosquitto, skipWithoutMosquitto } from "../support/mosquitto";
import { runSimulator } from "../support/run-simulator";
import { missingKeys, readSeed } from "../support/seed-scripts";

interface Message {
	readonly topic: string;
	readonly text: string;
	readonly retain: boolean;
}

/** A program at the broker that hears everything. */
class Listener {
	readonly messages: Message[] = [];
	readonly #client: MqttClient;

	private constructor(client: MqttClient, react: (message: Message, client: MqttClient) => void) {
		this.#client = client;
		client.on("message", (topic, payload, { retain }) => {
			const message = { topic, text: payload.toString(), retain };
			this.messages.push(message);
			react(message, client);
		});
	}

	static open(
		{ port, user: username, password }: Mosquitto,
		react: (message: Message, client: MqttClient) => void = () => {},
	): Promise<Listener> {
		return new Promise((resolve, reject) => {
			const client = connect({ host: "127.0.0.1", port, username, password });
			const listener = new Listener(client, react);
			client.on("error", reject).on("connect", () => client.subscribe("#", () => resolve(listener)));
		});
	}

	under(end: string): Message[] {
		return this.messages.filter(({ topic }) => topic.endsWith(end));
	}

	/** Waits until so many messages have come under a topic that ends like this. */
	async until(end: string, count = 1): Promise<Message> {
		for (let attempt = 0; attempt < 100 && this.under(end).length < count; attempt++)
			await new Promise(resolve => setTimeout(resolve, 50));
		const found = this.under(end).at(-1);
		assert.ok(found, `nothing came under ${end}`);
		return found;
	}

	close(): void {
		this.#client.end(true);
	}
}

async function play(
	house: HouseSpec,
	script: string,
	args: string[],
	react: (message: Message, client: MqttClient) => void,
	look: (listener: Listener, mosquitto: Mosquitto) => Promise<void>,
): Promise<void> {
	const folder = mkdtempSync(path.join(tmpdir(), "mosquitto-script-")), mosquitto = await Mosquitto.open();
	const [houseFile, scriptFile] = ["house.json", "script.txt"].map(name => path.join(folder, name)) as [string, string];
	writeFileSync(houseFile, JSON.stringify(house));
	writeFileSync(scriptFile, script);
	const listener = await Listener.open(mosquitto, react);
	try {
		const device = await runSimulator(
			"--mqtt",
			mosquitto.url,
			"--house",
			houseFile,
			"--script",
			scriptFile,
			"--http",
			"0",
			"--json",
			...args,
		);
		assert.equal(device.status, 0, device.output);
		assert.doesNotMatch(device.output, /"event":"exception"/);
		await look(listener, mosquitto);
	}
	finally {
		listener.close();
		mosquitto.close();
		rmSync(folder, { recursive: true });
	}
}

const found = readSeed();
/** Where the seeds are not there: a script of the same shape, and what would be read of it. */
const ownScript =
	">D\n>B\nsmlj=0\n->sensor53 r\n>M 1\n+1,3,o,16,115200,EON,1\n1,1-0:32.7.0(@1,Voltage,V,volts_l1,1\n1,1-0:1.7.0(@0.001,Power,W,Power,16\n#\n";
const p1Script = found?.scripts[0] ?? ownScript, p1Format = found?.formats[0] ?? "{EON[volts_l1]} {EON[Power]}";

test(
	"the optical script of the fourth seed on a real broker: every key that its mqttwarn names",
	{ skip: skipWithoutMosquitto || !found && "needs the seeds", timeout: 60_000 },
	() =>
		play({ optical: { meter: "lk11" } }, found!.scripts[1]!, ["--duration", "240", "--speed", "max"], () => {}, async listener => {
			const { text } = await listener.until("/SENSOR", 2);
			assert.deepEqual(missingKeys(found!.formats[1]!, JSON.parse(text)), []);
		}),
);

/** What Home Assistant's Tasmota integration asks a device that says Online (hatasmota 0.10), and commands without a payload. */
const questions: readonly (readonly [command: string, payload: string, answer: string, member: string])[] = [
	["STATUS", "10", "STATUS10", "StatusSNS"],
	["STATUS", "11", "STATUS11", "StatusSTS"],
	["STATUS", "1", "STATUS1", "StatusPRM"],
	["STATUS", "2", "STATUS2", "StatusFWR"],
	["STATUS", "None", "STATUS", "Status"],
	["STATUS", "", "STATUS", "Status"],
	["TelePeriod", "", "RESULT", "TelePeriod"],
	["Topic", "", "RESULT", "Topic"],
	["SetOption4", "", "RESULT", "SetOption4"],
	["Sensor53", "", "RESULT", "Command"],
	["Nonsense", "", "RESULT", "Command"],
];

test(
	"a P1 script (that of the fourth seed, where it is there) and Home Assistant on a real broker: discovery, questions after Online, empty payloads",
	{
		skip: skipWithoutMosquitto,
		timeout: 60_000,
	},
	() => {
		let isAsked = false;
		const ask = ({ topic, text }: Message, client: MqttClient) => {
			if (isAsked || text !== "Online" || topic.split("/").length !== 3)
				return;
			isAsked = true;
			for (const [command, payload] of questions)
				client.publish(`cmnd/${topic.split("/")[1]}/${command}`, payload);
		};
		return play(
			{ p1: { meter: "sx631", frozen: true } },
			p1Script,
			["--duration", "40", "--speed", "10", "--set", "opticalMode=off", "--set", "mbusPort=off"],
			ask,
			async (listener, mosquitto) => {
				const topic = listener.under("/LWT")[0]!.topic.split("/")[1]!;
				const answers = new Map<string, Message[]>();
				for (const [command, payload, answer, member] of questions) {
					const all = answers.get(answer) ?? listener.under(`stat/${topic}/${answer}`);
					answers.set(answer, all);
					const [first] = all.splice(all.findIndex(({ text }) => member in JSON.parse(text)), 1);
					assert.ok(first && member in JSON.parse(first.text), `${command} ${payload} has no answer`);
					assert.equal(first.retain, false);
				}
				for (const [answer, rest] of answers)
					assert.deepEqual(rest, [], `${answer} came too often`);
				assert.deepEqual(missingKeys(p1Format, JSON.parse((await listener.until("/SENSOR")).text)), []);
				// Whoever comes later finds what is retained: the device, its list of names, and that it has gone.
				const late = await Listener.open(mosquitto);
				try {
					const config = JSON.parse((await late.until("/config")).text), { sn } = JSON.parse((await late.until("/sensors")).text);
					assert.equal(config.t, topic);
					assert.deepEqual(missingKeys(p1Format, sn), []);
					await late.until(`tele/${topic}/LWT`);
					assert.deepEqual(late.messages.filter(({ retain }) => !retain), []);
					assert.deepEqual(late.under(`tele/${topic}/LWT`).map(({ text }) => text), ["Offline"]);
					assert.equal(late.under(`stat/${topic}/RESULT`).length, 0);
				}
				finally {
					late.close();
				}
			},
		);
	},
);
