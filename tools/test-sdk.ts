/*
	`npm run test:sdk`: what needs the Moddable SDK. Builds the UART's test app and the firmware with mcconfig for Linux and runs both without a
	window: the UART on a pseudo terminal, the firmware with a meter on one and a real broker. Ends with `N passed, N failed, N skipped`.
*/
import { spawn, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { Mosquitto, skipWithoutMosquitto } from "../test/support/mosquitto";
import { bytes, e350, sealed } from "../test/telegrams/dsmr";
import { block, lines } from "../test/support/iec62056-builder";
import { countCopies, readInstructions } from "./sdk/link/code-in-flash";
import { writeBundle } from "./sdk/bundle/write-bundle";
import { buildApp, buildLoader, runApp, SerialLine } from "./sdk/headless";
import { testBoards, testOneSlot } from "./sdk/test-boards";
import { testServers } from "./sdk/test-servers";
import { testCases } from "./sdk/test-cases";
import { testUpdate } from "./sdk/test-update";
import { ScriptedMeter } from "./sdk/scripted-meter";
import { giveUp, Missing, root, sdkEnvironment } from "./sdk/toolchain";
import { ensureWeb } from "./web";

const counts = { passed: 0, failed: 0, skipped: 0 };

function report(name: string, problem?: string): void {
	counts[problem === undefined ? "passed" : "failed"]++;
	console.log(problem === undefined ? `ok     ${name}` : `FAILED ${name}: ${problem}`);
}

/** The class for Linux, or the chip's on a made-up ESP-IDF. */
async function testUART(folder: string, kind: string, loader: string, env: NodeJS.ProcessEnv): Promise<void> {
	const app = await buildApp(folder, env);
	const line = await SerialLine.open();
	let done = false;
	try {
		const status = await runApp(loader, app, line.folder, 60, {
			onLine(text) {
				const [, failed, name, problem] = /^(not )?ok ([^:]*)(?:: (.*))?$/.exec(text) ?? [];
				if (name)
					report(`${kind}: ${name}`, failed && (problem ?? ""));
				else if (text === "hang up now")
					line.cut();
				done = text === "done";
				return done;
			},
		});
		report(`${kind}: the app comes to its end`, done ? undefined : `it ended with status ${status}`);
	}
	finally {
		line.close();
	}
}

/** Runs the firmware with a real broker until it has published SENSOR; says how it ended and what arrived at the broker. */
async function runFirmware(loader: string, app: string, line: SerialLine, ports: NodeJS.ProcessEnv) {
	const broker = await Mosquitto.open();
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
		const status = await runApp(loader, app, line.folder, 50, {
			env: { ...ports, METERWIRE_STATE: "settings" },
			signal: enough.signal,
			onLine: text => void log.push(text),
		});
		return { status, said: log.join(" | "), sensor: topics.get("tele/sdk/SENSOR") ?? "nothing", will: topics.get("tele/sdk/LWT") };
	}
	finally {
		subscriber.kill();
		broker.close();
	}
}

async function testP1(loader: string, app: string): Promise<void> {
	const line = await SerialLine.open();
	// The longest telegram's time at 115200 is a tenth of this.
	const meter = setInterval(() => writeFileSync(path.join(line.folder, "b"), bytes(sealed(e350))), 1000);
	try {
		const { status, said, sensor, will } = await runFirmware(loader, app, line, { METERWIRE_P1: "a" });
		report("firmware: runs", status === 0 ? undefined : `status ${status}; ${said}`);
		report("firmware: is online", will === "Online" ? undefined : `LWT is ${will}; ${said}`);
		report("firmware: publishes what the P1 meter sent", sensor.includes("687.138") ? undefined : `${sensor}; ${said}`);
	}
	finally {
		clearInterval(meter);
		line.close();
	}
}

async function testOptical(loader: string, app: string): Promise<void> {
	const line = await SerialLine.open();
	const data = block(lines("F.F(00)", "C.1.0(29123456)", "1.8.0(0012345.678*kWh)", "2.8.0(0000042.000*kWh)"));
	const meter = new ScriptedMeter(path.join(line.folder, "b"), "LGZ5\\2TEST0001", data);
	try {
		const { status, said, sensor } = await runFirmware(loader, app, line, { METERWIRE_OPTICAL: "a" });
		report("firmware: runs with an optical head", status === 0 ? undefined : `status ${status}; ${said}`);
		report(
			"firmware: asks an IEC 62056-21 meter and publishes its answer",
			sensor.includes("12345.678") ? undefined : `${sensor}; ${said}`,
		);
		const sent = JSON.stringify(meter.heard), good = meter.heard.includes("/?!\r\n\x06050\r\n");
		report("firmware: signs on and acknowledges 9600 baud, nothing else", good ? undefined : `it sent ${sent}`);
	}
	finally {
		meter.close();
		line.close();
	}
}

/** Looks at what the linker wrote for the app. */
function testFlash(app: string, env: NodeJS.ProcessEnv): void {
	const linked = path.dirname(app).replace(`${path.sep}bin${path.sep}`, `${path.sep}tmp${path.sep}`);
	const instructions = readInstructions(readFileSync(path.join(env["MODDABLE"]!, "xs", "sources", "xsCommon.c"), "utf8"));
	const { functions, copies } = countCopies(readFileSync(path.join(linked, "mc.xs.c"), "latin1"), instructions);
	report(
		"firmware: no function of its modules copies its code or texts to memory",
		functions > 1000 && !copies ? undefined : `${functions} functions, ${copies} instructions that copy`,
	);
}

/** Asks the firmware's web server as a browser and a program would. */
async function testWeb(loader: string, app: string): Promise<void> {
	const line = await SerialLine.open();
	const meter = setInterval(() => writeFileSync(path.join(line.folder, "b"), bytes(sealed(e350))), 1000);
	const port = await freePort(), url = `http://127.0.0.1:${port}`;
	const stop = new AbortController(), log: string[] = [];
	const running = runApp(loader, app, line.folder, 60, {
		// An M-Bus that cannot be opened: a port without a meter.
		env: { METERWIRE_P1: "a", METERWIRE_MBUS: "nothing", METERWIRE_HTTP: String(port), METERWIRE_STATE: "settings" },
		signal: stop.signal,
		onLine: text => void log.push(text),
	});
	const ask = async (address: string, options: RequestInit = {}) => {
		const response = await fetch(`${url}${address}`, { ...options, signal: AbortSignal.timeout(5_000) });
		return { status: response.status, headers: response.headers, text: await response.text() };
	};
	const check = async (name: string, look: () => Promise<string | undefined>) =>
		report(`web: ${name}`, await look().catch((error: Error) => `${error.message}; ${log.join(" | ")}`));
	try {
		await check("live values", async () => {
			for (let attempt = 0;; attempt++) {
				const text = await ask("/api/v1/live").then(answer => answer.text, () => "");
				if (text.includes("\"687.138\""))
					return undefined;
				if (attempt > 40)
					return text || "no answer";
				await new Promise(resolve => setTimeout(resolve, 500));
			}
		});
		await check("the page comes whole", async () => {
			const { status, headers, text } = await ask("/");
			return status === 200 && headers.get("content-encoding") === "gzip" && text.trimEnd().endsWith("</html>")
				? undefined
				: `${status} ${text.slice(-80)}`;
		});
		for (const address of ["settings", "ports", "mbus", "network", "update", "device", "log", "session"])
			await check(`${address} is JSON`, async () => void JSON.parse((await ask(`/api/v1/${address}`)).text));
		await check("events tell of every port", async () => {
			const response = await fetch(`${url}/api/v1/events`, { signal: AbortSignal.timeout(10_000) });
			let text = "";
			for await (const part of response.body!) {
				text += Buffer.from(part).toString();
				if (text.includes("\"port\":\"p1\"") && text.includes("\"port\":\"mbus\""))
					return undefined;
			}
			return text;
		});
		await check("a password closes it, Basic opens it", async () => {
			const set = await ask("/api/v1/password", { method: "PUT", body: "{\"password\":\"secret-word\"}" });
			const without = await ask("/api/v1/live");
			const authorization = `Basic ${Buffer.from("admin:secret-word").toString("base64")}`;
			const withIt = await ask("/api/v1/live", { headers: { authorization } });
			const found = [set.status, without.status, withIt.status].join(" ");
			return found === "200 401 200" ? undefined : found;
		});
		await check("a body that is too long gets its answer", async () => {
			const { status } = await ask("/api/v1/session", { method: "POST", body: "x".repeat(20_000) });
			return status === 413 ? undefined : String(status);
		});
	}
	finally {
		clearInterval(meter);
		stop.abort();
		const status = await running;
		report("web: the firmware runs to the end", status === 0 || status === null ? undefined : `status ${status}; ${log.join(" | ")}`);
		line.close();
	}
}

function freePort(): Promise<number> {
	return new Promise(resolve => {
		const server = net.createServer().listen(0, "127.0.0.1", () => {
			const { port } = server.address() as net.AddressInfo;
			server.close(() => resolve(port));
		});
	});
}

try {
	if (process.argv.length > 2)
		throw new Missing(2, "test:sdk takes no arguments.");
	if (!process.env["MODDABLE"] && process.env["CI"] !== "true") {
		console.log("skipped: needs MODDABLE");
		process.exit(0);
	}
	const env = sdkEnvironment(process.env);
	await ensureWeb();
	const loader = buildLoader(env);
	await testUART("test/sdk/uart", "UART", loader, env);
	await testUART("test/sdk/chip-uart", "the chip's UART", loader, env);
	for (const name of ["signature", "ciphering"])
		await testCases(name, loader, env, report);
	await testUpdate(loader, env, report);
	await testBoards(env, report);
	await testOneSlot(env, report);
	if (skipWithoutMosquitto || spawnSync("mosquitto_sub", ["--help"]).error) {
		counts.skipped++;
		console.log("skipped: firmware with a broker: needs mosquitto");
	}
	else {
		const { firmware } = await writeBundle({ platform: "lin" }, env["MODDABLE"]!);
		const app = await buildApp(path.relative(root, firmware), env);
		testFlash(app, env);
		await testWeb(loader, app);
		await testP1(loader, app);
		await testOptical(loader, app);
		await testServers(loader, app, report);
	}
	console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
	process.exit(counts.failed ? 1 : 0);
}
catch (error) {
	giveUp(error);
}
