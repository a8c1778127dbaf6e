/*
	`npm start`: the firmware in a virtual house, with an MQTT broker. Options: `start-options.ts`.
*/
import { statSync } from "node:fs";
import { EmbeddedBroker } from "./broker";
import { ensureWeb, webFolder } from "../tools/web";
import { brokerAddress, brokerSettings } from "./broker-settings";
import { createHouse } from "./house";
import type { House } from "./house";
import { readHouseSpec } from "./house-spec";
import type { HouseSpec } from "./house-spec";
import type { Scheduler } from "./scheduler";
import type { Network } from "./machine/network";
import { PortForward } from "./port-forward";
import { readPage } from "./read-page";
import { houseWifi } from "./house-wifi";
import { Reporter } from "./reporter";
import type { ReportEvent } from "./reporter";
import { Simulation } from "./simulation";
import { helpText, parseStartOptions } from "./start-options";
import type { StartOptions } from "./start-options";
import { UsageError } from "./usage-error";

const usualBrokerPort = 1883;
/** Where the firmware's page is on the device. */
const devicePagePort = 80;

/** Remarks that are no events: on standard error, so that `--json` keeps its form. */
function remark(text: string): void {
	process.stderr.write(`${text}\n`);
}

function taken(error: unknown): boolean {
	return ["EADDRINUSE", "EACCES"].includes((error as NodeJS.ErrnoException).code ?? "");
}

async function openBroker(): Promise<EmbeddedBroker> {
	try {
		return await EmbeddedBroker.open(usualBrokerPort);
	}
	catch (error) {
		if (!taken(error))
			throw error;
		const broker = await EmbeddedBroker.open(0);
		remark(`Port ${usualBrokerPort} is in use: the embedded broker takes ${broker.port}.`);
		return broker;
	}
}

async function openPage(network: Network, port: number): Promise<PortForward | undefined> {
	try {
		return await PortForward.open(network, devicePagePort, port);
	}
	catch (error) {
		if (!taken(error))
			throw error;
		remark(`Port ${port} is in use: no web page. --http PORT gives it another one.`);
		return undefined;
	}
}

/** What the firmware listens at beside the page is at the same port here. */
async function openOther(network: Network, port: number, forwards: PortForward[]): Promise<void> {
	if (port === devicePagePort)
		return;
	try {
		forwards.push(await PortForward.open(network, port, port));
	}
	catch {
		remark(`Port ${port}, at which the firmware listens, is in use on this machine.`);
	}
}

async function makePage(): Promise<void> {
	try {
		await ensureWeb();
	}
	catch (error) {
		remark(`The web page cannot be made: ${(error as Error).message}`);
	}
}

/** Errors of the house and its sources are all about what the user named. */
function readHouse({ house }: StartOptions): HouseSpec {
	try {
		return readHouseSpec(house);
	}
	catch (error) {
		throw new UsageError((error as Error).message);
	}
}

function buildHouse(options: StartOptions, spec: HouseSpec, scheduler: Scheduler, onError: (text: string) => void): House {
	try {
		const house = createHouse(spec, scheduler, 1, onError);
		for (const [port, source] of Object.entries(options.ports))
			house.setSource(port, source, onError);
		return house;
	}
	catch (error) {
		throw new UsageError((error as Error).message);
	}
}

/** Real devices know only real time. */
function isLive(source: string): boolean {
	return source.startsWith("tcp://") || statSync(source, { throwIfNoEntry: false })?.isCharacterDevice() === true;
}

function chooseSpeed({ ports, speed }: StartOptions): number {
	if (speed === 1 || !Object.values(ports).some(isLive))
		return speed;
	remark("A real device is on a port: virtual time runs as real time does, without regard to --speed.");
	return 1;
}

async function start(options: StartOptions): Promise<number> {
	const { mqtt, json, duration } = options;
	const spec = readHouse(options);
	const reporter = new Reporter(json);
	let house: House | undefined;
	let refusal = "";
	/** What happens before the first line is due. */
	let early: ReportEvent[] | undefined = [];
	const report = (event: ReportEvent) => {
		if (early)
			early.push(event);
		else
			reporter.report(event);
	};
	const broker = mqtt ? undefined : await openBroker();
	const address = mqtt ? brokerAddress(mqtt) : { host: broker!.address, port: broker!.port };
	await makePage();
	const simulation = new Simulation({
		page: readPage(webFolder),
		engine: options.engine,
		speed: chooseSpeed(options),
		state: options.state,
		// The embedded broker is where a new device would look; one that the user names is a setting.
		defaults: options.firstBoot ? {} : { ...houseWifi, ...spec.settings, ...(broker && brokerSettings(address)) },
		settings: { ...(mqtt && brokerSettings(address)), ...options.settings },
		...(options.script !== undefined && { script: options.script }),
		ports: scheduler => {
			house = buildHouse(options, spec, scheduler, text => report({ t: scheduler.now / 1000, event: "trouble", text }));
			const { p1, optical, encoder, pulse1, pulse2, mbus } = house.ports;
			return {
				p1: { serial: p1.serial, digital: { request: p1.request } },
				optical: { serial: optical.serial },
				pulse1: { counter: pulse1.counter, light: pulse1.light },
				pulse2: { counter: pulse2.counter, light: pulse2.light },
				// A board without the port where the house has nothing for it: nobody wants to watch an empty bus or plug being searched.
				...((spec.encoder || options.ports["encoder"]) && {
					encoder: encoder.machinePort,
					encoderCurrent: { serial: encoder.currentSerial },
				}),
				...((mbus.meter || mbus.modbus || options.ports["mbus"]) && { mbus: { serial: mbus.serial, digital: { supply: mbus.supply } } }),
			};
		},
		onEvent: event => {
			if (event.event === "refused")
				refusal = event.text;
			else
				report(event);
		},
	});
	if (simulation.engine !== options.engine)
		remark("The XS engine is not built on this machine (it needs a C compiler when npm installs it): the firmware runs on Node's engine.");
	broker?.attach(simulation.network);
	const shown = { house: options.house, engine: options.engine, broker: broker?.url ?? withoutPassword(mqtt!) };
	const forwards: PortForward[] = [];
	const page = await openPage(simulation.network, options.http);
	simulation.network.onListen = port => void openOther(simulation.network, port, forwards);

	let reason = "The time is over";
	const stop = () => {
		reason = "Stopped";
		simulation.end();
	};
	for (const signal of ["SIGINT", "SIGTERM"])
		process.on(signal, stop);
	// Whoever read our output has gone.
	process.stdout.on("error", stop);

	// The firmware starts, or refuses a setting.
	await simulation.run(0);
	if (simulation.machine.refused) {
		remark(`--set: ${refusal}`);
		return 2;
	}
	reporter.report({ t: 0, event: "ready", ...shown, engine: simulation.engine, page: page && `http://127.0.0.1:${page.port}/` });
	for (const event of early)
		reporter.report(event);
	early = undefined;
	await simulation.run(duration);
	const { restarts, exceptions } = simulation.machine;
	await simulation.close();
	house?.close();
	page?.close();
	for (const forward of forwards)
		forward.close();
	reporter.report({ t: simulation.scheduler.now / 1000, event: "end", reason, messages: reporter.messages, restarts, exceptions });
	await broker?.close();
	return 0;
}

function withoutPassword(url: URL): string {
	const shown = new URL(url);
	shown.password = "";
	return shown.href;
}

function leave(status: number): void {
	// Output to a pipe may still be on its way.
	process.stdout.write("", () => process.exit(status));
}

try {
	const options = parseStartOptions(process.argv.slice(2));
	if (options.help) {
		console.log(helpText());
		leave(0);
	}
	else
		leave(await start(options));
}
catch (error) {
	if (error instanceof UsageError)
		remark(error.message);
	else
		remark(error instanceof Error ? error.stack ?? error.message : String(error));
	leave(error instanceof UsageError ? 2 : 1);
}
