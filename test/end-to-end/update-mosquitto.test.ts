import assert from "node:assert/strict";
import { test } from "node:test";
import { connectAsync } from "mqtt";
import { Mosquitto, skipWithoutMosquitto } from "../support/mosquitto";
import { newVersion, oldVersion, updateFile, withBench } from "../support/update-bench";

test(
	"an update that is there: on a real broker, retained, in the form of Home Assistant's update entity, and begun by its button",
	{ skip: skipWithoutMosquitto, timeout: 120_000 },
	async () => {
		const mosquitto = await Mosquitto.open();
		const { port, user: username, password } = mosquitto, login = { host: "127.0.0.1", port, username, password };
		try {
			await withBench(
				async bench => {
					const { device } = bench;
					bench.offer(await updateFile());
					await device.run(100);
					// Comes after everything, as Home Assistant does after its own restart: what it gets is what the broker has kept.
					const retained = new Map<string, Record<string, unknown>>();
					const assistant = await connectAsync(login);
					assistant.on("message", (topic, payload) => {
						try {
							retained.set(topic, JSON.parse(payload.toString()) as Record<string, unknown>);
						}
						catch {
							// LWT is no JSON.
						}
					});
					await assistant.subscribeAsync(["homeassistant/update/#", "tele/+/UPDATE"]);
					const until = async (found: () => boolean) => {
						for (let attempt = 0; attempt < 200 && !found(); attempt++) {
							await device.run(1);
							await new Promise(resolve => setTimeout(resolve, 20));
						}
						assert.ok(found(), JSON.stringify([...retained]));
					};
					const entity = () => [...retained].find(([topic]) => /^homeassistant\/update\/[0-9A-F]{12}\/firmware\/config$/.test(topic))?.[1];
					await until(() => entity() !== undefined && retained.size >= 2);
					const { state_topic, command_topic, payload_install, availability_topic } = entity() as Record<string, string>;
					const state = () => retained.get(state_topic!)!;
					assert.deepEqual([state()["installed_version"], state()["latest_version"], state()["release_summary"], state()["in_progress"]], [
						oldVersion,
						newVersion,
						"Reads better.",
						false,
					]);
					assert.match(availability_topic!, /^tele\/.*\/LWT$/);
					await assistant.publishAsync(command_topic!, payload_install!);
					await until(() => state()["installed_version"] === newVersion && state()["state"] === "idle");
					assert.equal(state()["latest_version"], newVersion, "nothing newer is there");
					await assistant.endAsync(true);
				},
				"e350",
				{ defaults: { mqttHost: "127.0.0.1", mqttPort: String(port), mqttUser: username, mqttPassword: password } },
			);
		}
		finally {
			mosquitto.close();
		}
	},
);
