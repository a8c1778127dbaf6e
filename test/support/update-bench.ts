import assert from "node:assert/strict";
import { bundle } from "../../simulator/engine/bundle";
import type { BundleOptions } from "../../simulator/engine/bundle";
import { packAppImage } from "../../simulator/flash/app-image";
import type { HouseSpec } from "../../simulator/house-spec";
import type { SimulationOptions } from "../../simulator/simulation";
import { makeUpdateFile, makeUpdateKeys } from "../../tools/release/update-file";
import type { UpdateFileOptions } from "../../tools/release/update-file";
import { duplexPair } from "../../simulator/duplex-pair";
import { SimulatedDevice } from "./simulated-device";
import { SimulatedWebServer } from "./web-server";

/** Made anew for each run: no key is in the tree. */
export const keys = makeUpdateKeys();
export const oldVersion = "0.1.0", newVersion = "0.2.0";

/** The signed file of a version of the simulator's firmware. */
export async function updateFile(version = newVersion, options: Partial<UpdateFileOptions> & BundleOptions = {}): Promise<Buffer> {
	const { entry, minify = true, keys: trusted = [keys.key] } = options;
	const code = await bundle({ version, keys: trusted, minify, ...(entry && { entry }) });
	return makeUpdateFile(packAppImage(code), { board: "simulator", chip: "simulator", version, privateKey: keys.privateKey, ...options });
}

/** A simulated device with the old version, and a web server with the new one. */
export class UpdateBench {
	readonly device: SimulatedDevice;
	readonly server: SimulatedWebServer;

	private constructor(device: SimulatedDevice) {
		this.device = device;
		this.server = new SimulatedWebServer(device.simulation.network);
	}

	static async open(spec: string | HouseSpec = "e350", options: SimulationOptions = {}): Promise<UpdateBench> {
		// As the build has it: what a start is given in `settings` would be there after an update in any case.
		const defaults = { updateUrl: "http://10.0.0.9/meterwire", ...options.defaults };
		const bundle = { version: oldVersion, keys: [keys.key], minify: true };
		return new UpdateBench(await SimulatedDevice.open(spec, { bundle, ...options, defaults }));
	}

	/** The broker's machine is off. */
	silenceBroker(): void {
		const { device } = this;
		device.simulation.network.serve(device.broker.address, device.broker.port, () => {
			const [ours] = duplexPair();
			setImmediate(() => ours.destroy());
			return ours;
		});
	}

	speakAgain(): void {
		this.device.broker.attach(this.device.simulation.network);
	}

	/** Lines of the log that the update service wrote. */
	get log(): string[] {
		return this.device.events.flatMap(event => event.event === "log" && event.text.startsWith("update: ") ? [event.text.slice(8)] : []);
	}

	/** What was last published as `tele/…/UPDATE`. */
	get status(): Record<string, unknown> {
		return JSON.parse(this.device.published("/UPDATE").at(-1)?.payload ?? "{}") as Record<string, unknown>;
	}

	/** Puts a file and the channel's manifest on the server. */
	offer(file: Buffer, version = newVersion, channel = "stable"): void {
		this.server.files["/meterwire/image.update"] = file;
		this.server.files[`/meterwire/${channel}.json`] = Buffer.from(JSON.stringify({
			version,
			notes: "Reads better.",
			builds: [{ board: "simulator", chip: "simulator", path: "image.update" }],
		}));
	}

	/** Lets time pass until the update service is in this state; two minutes at most. */
	async waitFor(state: string): Promise<void> {
		for (let turn = 0; turn < 600 && this.status["state"] !== state; turn++)
			await this.device.run(0.2);
		assert.equal(this.status["state"], state);
	}

	command(name: string, payload: string): Promise<void> {
		return this.device.broker.publish(`cmnd/meterwire_C3D4E5/${name}`, payload);
	}

	async close(): Promise<void> {
		await this.device.close();
		this.server.close();
	}
}

/** Opens a bench for as long as the action takes. */
export async function withBench(
	action: (bench: UpdateBench) => Promise<void>,
	...options: Parameters<typeof UpdateBench.open>
): Promise<void> {
	const bench = await UpdateBench.open(...options);
	try {
		await action(bench);
	}
	finally {
		await bench.close();
	}
}
