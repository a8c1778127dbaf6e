import assert from "node:assert/strict";
import { test } from "node:test";
import { connect } from "mqtt";
import { Mosquitto, skipWithoutMosquitto } from "../support/mosquitto";
import { runSimulator as start } from "../support/run-simulator";

test(
	"npm start with a Mosquitto that wants a password: both seeds' values arrive there",
	{ skip: skipWithoutMosquitto, timeout: 60_000 },
	async () => {
		const mosquitto = await Mosquitto.open();
		const messages: { topic: string; text: string; }[] = [];
		const { port, user: username, password } = mosquitto;
		const client = connect({ host: "127.0.0.1", port, username, password });
		try {
			await new Promise<void>((resolve, reject) => client.on("error", reject).on("connect", () => client.subscribe("#", () => resolve())));
			client.on("message", (topic, payload) => messages.push({ topic, text: payload.toString() }));
			const until = async (found: () => boolean) => {
				for (let attempt = 0; attempt < 100 && !found(); attempt++)
					await new Promise(resolve => setTimeout(resolve, 50));
			};
			const sensors = () => messages.filter(({ topic }) => topic.endsWith("/SENSOR"));

			const first = await start("--mqtt", mosquitto.url, "--house", "e350", "--duration", "30", "--speed", "max", "--json", "--http", "0");
			assert.equal(first.status, 0, first.output);
			await until(() => sensors().length >= 3);
			assert.match(sensors()[0]!.text, /"TotalTariff":\[687\.138,523\.849\].*"Gas":\{.*"Volume":435\.247/);
			assert.ok(messages.some(({ topic, text }) => topic.endsWith("/LWT") && text === "Online"));

			messages.length = 0;
			const second = await start(
				"--mqtt",
				mosquitto.url,
				"--house",
				"sx631",
				"--duration",
				"30",
				"--speed",
				"max",
				"--json",
				"--http",
				"0",
			);
			assert.equal(second.status, 0, second.output);
			await until(() => sensors().length >= 3);
			assert.match(sensors()[0]!.text, /"ImportActive":22803\.012.*"Voltage":\[233\.9,230\.4,232\.7\]/);
			assert.ok(!second.output.includes(mosquitto.password) && !second.output.includes(encodeURIComponent(mosquitto.password)));
		}
		finally {
			client.end(true);
			mosquitto.close();
		}
	},
);

test("a wrong password is said in words, and nothing hangs", { skip: skipWithoutMosquitto, timeout: 60_000 }, async () => {
	const mosquitto = await Mosquitto.open();
	try {
		const url = `mqtt://meter:wrong@127.0.0.1:${mosquitto.port}`;
		const { status, output } = await start("--mqtt", url, "--duration", "60", "--speed", "max", "--http", "0");
		assert.equal(status, 0);
		assert.match(output, /check user name and password/);
	}
	finally {
		mosquitto.close();
	}
});

test("after a stop the broker says Offline", { skip: skipWithoutMosquitto, timeout: 60_000 }, async () => {
	const mosquitto = await Mosquitto.open();
	const { port, user: username, password } = mosquitto;
	const client = connect({ host: "127.0.0.1", port, username, password });
	try {
		const { status, output } = await start("--mqtt", mosquitto.url, "--duration", "20", "--speed", "max", "--http", "0");
		assert.equal(status, 0, output);
		const state = await new Promise<string>(resolve => {
			client.on("message", (_topic, payload) => resolve(payload.toString()));
			client.subscribe("tele/+/LWT");
		});
		assert.equal(state, "Offline");
	}
	finally {
		client.end(true);
		mosquitto.close();
	}
});
