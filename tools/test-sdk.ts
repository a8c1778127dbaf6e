/*
	`npm run test:sdk`: what needs the Moddable SDK. Builds the UART's test app and the firmware with mcconfig for Linux and runs both without a
	window: the UART on a pseudo terminal, the firmware with a meter on one and a real broker. Ends with `N passed, N failed, N skipped`.
*/
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { Mosquitto, skipWithoutMosquitto } from "../test/support/mosquitto";
import { bytes, e350, sealed } from "../test/telegrams/dsmr";
import { buildApp, buildLoader, runApp, SerialLine } from "./sdk/headless";
import { giveUp, Missing, sdkEnvironment } from "./sdk/toolchain";

const counts = { passed: 0, failed: 0, skipped: 0 };

function report(name: string, problem?: string): void {
	counts[problem === undefined ? "passed" : "failed"]++;
	console.log(problem === undefined ? `ok     ${name}` : `FAILED ${name}: ${problem}`);
}

async function testUART(loader: string, env: NodeJS.ProcessEnv): Promise<void> {
	const app = await buildApp("test/sdk/uart", env);
	const line = await SerialLine.open();
	let done = false;
	try {
		const status = await runApp(loader, app, line.folder, 60, {
			onLine(text) {
				const [, failed, name, problem] = /^(not )?ok ([^:]*)(?:: (.*))?$/.exec(text) ?? [];
				if (name)
					report(`UART: ${name}`, failed && (problem ?? ""));
				else if (text === "hang up now")
					line.cut();
				done = text === "done";
				return done;
			},
		});
		report("UART: the app comes to its end", done ? undefined : `it ended with status ${status}`);
	}
	finally {
		line.close();
	}
}

async function testFirmware(loader: string, env: NodeJS.ProcessEnv): Promise<void> {
	const app = await buildApp("", env);
	const line = await SerialLine.open();
	const broker = await Mosquitto.open();
	// The longest telegram's time at 115200 is a tenth of this.
	const meter = setInterval(() => writeFileSync(path.join(line.folder, "b"), bytes(sealed(e350))), 1000);
	const { port, user, password } = broker;
	const subscriber = spawn("mosquitto_sub", ["-h", "127.0.0.1", "-p", String(port), "-u", user, "-P", password, "-v", "-t", "#"], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	const topics = new Map<string, string>(), log: string[] = [];
	const enough = new AbortController();
	createInterface({ input: subscriber.stdout }).on("line", text => {
		const blank = text.indexOf(" "), topic = text.slice(0, blank);
		// Only what came before the end: the broker says then that the device is offline.
		if (!enough.signal.aborted)
			topics.set(topic, text.slice(blank + 1));
		if (topic === "tele/sdk/SENSOR")
			enough.abort();
	});
	try {
		const settings = { mqttHost: "127.0.0.1", mqttPort: String(port), mqttUser: user, mqttPassword: password, topic: "sdk" };
		writeFileSync(path.join(line.folder, "settings"), JSON.stringify(settings));
		const status = await runApp(loader, app, line.folder, 40, {
			env: { METERWIRE_P1: "a", METERWIRE_STATE: "settings" },
			signal: enough.signal,
			onLine: text => void log.push(text),
		});
		const said = log.join(" | ");
		const sensor = topics.get("tele/sdk/SENSOR") ?? "nothing", will = topics.get("tele/sdk/LWT");
		report("firmware: runs", status === 0 ? undefined : `status ${status}; ${said}`);
		report("firmware: is online", will === "Online" ? undefined : `LWT is ${will}; ${said}`);
		report("firmware: publishes what the meter sent", sensor.includes("687.138") ? undefined : `${sensor}; ${said}`);
	}
	finally {
		clearInterval(meter);
		subscriber.kill();
		broker.close();
		line.close();
	}
}

try {
	if (process.argv.length > 2)
		throw new Missing(2, "test:sdk takes no arguments.");
	if (!process.env["MODDABLE"] && process.env["CI"] !== "true") {
		console.log("skipped: needs MODDABLE");
		process.exit(0);
	}
	const env = sdkEnvironment(process.env);
	const loader = buildLoader(env);
	await testUART(loader, env);
	if (skipWithoutMosquitto || spawnSync("mosquitto_sub", ["--help"]).error) {
		counts.skipped++;
		console.log("skipped: firmware with a broker: needs mosquitto");
	}
	else
		await testFirmware(loader, env);
	console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
	process.exit(counts.failed ? 1 : 0);
}
catch (error) {
	giveUp(error);
}
