import { bundle } from "../engine/bundle";
import { EngineGone } from "../engine/engine";
import type { Engine, EngineUsage } from "../engine/engine";
import { BootLoader } from "../flash/boot-loader";
import type { BootChoice } from "../flash/boot-loader";
import { PowerCut } from "../flash/flash-memory";
import { installFirmware } from "../flash/install-firmware";
import { OtaSlots } from "../flash/ota-slots";
import { openEngine } from "../engine/open-engine";
import { decodeText, encodeText, kinds, parseJSON, readRecords, readTime, recordsAt, RecordWriter } from "../host/records";
import type { HostStart } from "../host/records";
import { Inbox } from "./inbox";
import type { MachineEvent, MachineOptions } from "./machine-options";
import type { Peer } from "./peer";
import { defaultMac, makePeer } from "./peers";

/** From a restart to the firmware's first line on the chip, in milliseconds. */
const bootTime = 350;

type EventBody = MachineEvent extends infer Event ? Event extends unknown ? Omit<Event, "t"> : never : never;

/**
 * The chip: runs the firmware in an engine, connects its instances with the simulated world, and starts it anew as the chip does. It takes no
 * time by itself: `turn` is called when virtual time has come to `due`.
 */
export class Machine {
	readonly inbox = new Inbox();
	restarts = 0;
	exceptions = 0;
	turns = 0;
	/** Steps of the interpreter in all turns; whoever counts sets it to 0. */
	steps = 0;
	/** What the last turn cost. */
	usage: EngineUsage = { compute: undefined, allocate: undefined, heapCount: undefined };
	readonly #options: MachineOptions;
	readonly #peers = new Map<number, Peer>();
	readonly #writer = new RecordWriter();
	readonly #touched = new Set<Peer>();
	#engine: Engine | undefined;
	#deadline = Infinity;
	#busyUntil = 0;
	/** What of the flash's busy time has been waited for. */
	#flashBusy = 0;
	#bootAt: number | undefined = 0;
	#reason = "Power on";
	#refused = false;
	#installed = false;
	#slots: OtaSlots | undefined;

	constructor(options: MachineOptions) {
		this.#options = options;
	}

	/** How many ports, sockets and other classes of the host the firmware has open. */
	get instances(): number {
		return this.#peers.size;
	}

	/** Virtual time of the next turn; infinite when nothing is to be done. */
	get due(): number {
		if (this.#refused)
			return Infinity;
		const wanted = this.#bootAt ?? (this.inbox.empty ? this.#deadline : 0);
		return Math.max(wanted, this.#busyUntil);
	}

	/** A setting was refused: the firmware never ran. */
	get refused(): boolean {
		return this.#refused;
	}

	/** The firmware is busy for so long from now: nothing is delivered, timers wait, wires go on. */
	stall(milliseconds: number): void {
		this.#busyUntil = Math.max(this.#busyUntil, this.#now + milliseconds);
	}

	/** As by the reset button or by `platform.restart()`. */
	restart(reason: string): void {
		if (this.#bootAt !== undefined)
			return;
		this.#shut();
		this.restarts++;
		this.#reason = reason;
		this.#bootAt = this.#now + bootTime;
		this.#emit({ event: "restart", reason, count: this.restarts });
	}

	/** Lets the firmware do what is due. Rejects only when there is no engine to run it in. */
	async turn(): Promise<void> {
		if (this.#bootAt !== undefined)
			await this.#boot();
		// No image, or no power while the boot loader was at work.
		if (this.#bootAt !== undefined)
			return;
		const engine = this.#engine;
		try {
			await this.#command();
		}
		catch (error) {
			// It ended because the power went.
			if (engine !== this.#engine)
				return;
			if (error instanceof PowerCut)
				return this.restart("Power on");
			this.#crash(error instanceof EngineGone ? error.message : String(error));
		}
	}

	/** Slots in use after a collection: what the firmware really holds. `undefined` on Node's engine. */
	async liveSlots(): Promise<number | undefined> {
		await this.#engine?.evaluate("globalThis.gc?.()");
		// The count in a reply is taken before the engine has tidied up after it.
		return (await this.#engine?.evaluate("0"))?.usage.heapCount;
	}

	/** The firmware closes in good order: one last turn. */
	async stop(): Promise<void> {
		if (this.#engine && this.#bootAt === undefined) {
			this.inbox.post(kinds.stop, 0, new Uint8Array(0));
			await this.turn();
		}
		this.close();
	}

	close(): void {
		this.#shut();
		this.#bootAt = Infinity;
	}

	get #now(): number {
		return this.#options.scheduler.now;
	}

	async #boot(): Promise<void> {
		const { defaults = {}, settings = {}, script, storage, mac = defaultMac, ports, fewUarts = false, page } = this.#options;
		this.#bootAt = undefined;
		const choice = await this.#load();
		if (!choice)
			return;
		const engine = openEngine(this.#options.engine);
		this.#engine = engine;
		// Firmware whose power went does nothing any more, even where its engine still runs to the end of its turn.
		engine.onRequest = request => engine === this.#engine ? this.#request(request) : prefixed(1, encodeText("Error: no power"));
		try {
			await engine.evaluate(choice.code);
		}
		catch (error) {
			if (engine === this.#engine)
				this.#crash(String(error));
			return;
		}
		this.#emit({ event: "start", engine: engine.name, reason: this.#reason });
		const start: HostStart = {
			// The virtual board has an encoder port where the house has something for it.
			defaults: { ...(ports["encoder"] && { encoderPort: "on" }), ...defaults },
			settings,
			...(script !== undefined && { script }),
			storage: storage.values,
			device: { mac, chip: "simulator", board: "simulator", restartReason: this.#reason },
			ports: {
				...(ports["p1"] && { p1: { request: ports["p1"].digital?.["request"] !== undefined } }),
				...(ports["optical"] && { optical: {} }),
				...(ports["mbus"] && { mbus: {} }),
				...(ports["encoder"] && { encoder: {} }),
				...(ports["console"] && { console: {} }),
				...(ports["pulse1"] && { pulse1: {} }),
				...(ports["pulse2"] && { pulse2: {} }),
			},
			fewUarts,
			network: "wifi",
			...(page && { page: { policy: page.policy, files: page.files.map(({ path, type, tag }) => ({ path, type, tag })) } }),
			update: { slot: choice.slot ? "b" : "a", slotLength: this.#slots!.other.length, pending: this.#slots!.pending },
		};
		this.inbox.post(kinds.start, 0, encodeText(JSON.stringify(start)));
	}

	/** The boot loader's work; before the first start the firmware of this tree is put where a programmer on the USB port would put it. */
	async #load(): Promise<BootChoice | undefined> {
		const { flash } = this.#options;
		if (!this.#installed)
			installFirmware(flash, await bundle(this.#options.bundle));
		this.#installed = true;
		try {
			const choice = new BootLoader(flash).boot();
			// Its writes are in the time that a start takes.
			this.#flashBusy = flash.memory.counters.busy;
			if (choice) {
				this.#slots = new OtaSlots(flash, choice.slot);
				return choice;
			}
			this.#emit({ event: "trouble", text: "the boot loader finds no image" });
			this.#bootAt = Infinity;
		}
		catch (error) {
			if (!(error instanceof PowerCut))
				throw error;
			this.#reason = "Power on";
			this.#bootAt = this.#now + bootTime;
		}
		return undefined;
	}

	async #command(): Promise<void> {
		const engine = this.#engine!;
		this.turns++;
		this.inbox.drain(this.#writer);
		const { bytes, usage } = await engine.command(this.#writer.take(this.#now));
		// Closed or restarted from outside meanwhile.
		if (engine !== this.#engine)
			return;
		this.usage = usage;
		this.steps += usage.compute ?? 0;
		const { stepTime = 0 } = this.#options;
		if (stepTime && usage.compute)
			this.stall(usage.compute * stepTime / 1e6);
		this.#deadline = readTime(bytes);
		readRecords(bytes, recordsAt, (kind, id, payload) => {
			if (engine === this.#engine)
				this.#record(kind, id, payload);
		});
		this.#flush();
	}

	/** The firmware waits for the answer to the last record. */
	#request(request: Uint8Array): Uint8Array {
		let answer = new Uint8Array(0);
		try {
			readRecords(request, 0, (kind, id, payload) => answer = new Uint8Array(this.#record(kind, id, payload) ?? []));
		}
		catch (error) {
			if (error instanceof PowerCut)
				this.restart("Power on");
			return prefixed(1, encodeText(String(error)));
		}
		this.#waitForFlash();
		return prefixed(0, answer);
	}

	#record(kind: number, id: number, payload: Uint8Array): Uint8Array | undefined {
		const peer = this.#peers.get(id);
		switch (kind) {
			case kinds.open:
				this.#peers.set(id, makePeer(this.inbox.line(id), parseJSON(payload) as { type: string; }, this.#options, this.#slots!));
				break;
			case kinds.write:
				peer?.write?.(payload);
				this.#touch(peer);
				break;
			case kinds.control:
				peer?.control?.(parseJSON(payload));
				break;
			case kinds.read:
				return peer?.read?.();
			case kinds.call:
				return peer?.call?.(payload);
			case kinds.close:
				this.inbox.hangUp(id);
				this.#peers.delete(id);
				peer?.close();
				break;
			case kinds.store: {
				const [key, value] = parseJSON(payload) as [string, string?];
				this.#options.storage.set(key, value);
				break;
			}
			case kinds.log:
				this.#emit({ event: "log", text: parseJSON(payload) as string });
				break;
			case kinds.restart:
				this.#flush();
				this.restart("Software restart");
				break;
			case kinds.exception:
				this.#crash(parseJSON(payload) as string);
				break;
			case kinds.refused:
				this.#refused = true;
				this.#emit({ event: "refused", text: parseJSON(payload) as string });
				break;
			default:
				throw new Error(`a record of the unknown kind ${kind}: ${decodeText(payload)}`);
		}
		return undefined;
	}

	/** While the flash is written or erased the firmware does nothing else. */
	#waitForFlash(): void {
		const { counters } = this.#options.flash.memory;
		const busy = counters.busy - this.#flashBusy;
		this.#flashBusy = counters.busy;
		if (busy)
			this.#busyUntil = Math.max(this.#busyUntil, this.#now) + busy;
	}

	#touch(peer: Peer | undefined): void {
		if (peer?.flush)
			this.#touched.add(peer);
	}

	#flush(): void {
		for (const peer of this.#touched)
			peer.flush!();
		this.#touched.clear();
	}

	#crash(text: string): void {
		this.exceptions++;
		this.#emit({ event: "exception", text });
		this.#flush();
		this.restart("Exception");
	}

	#shut(): void {
		this.#engine?.close();
		this.#engine = undefined;
		for (const [id, peer] of this.#peers) {
			this.inbox.hangUp(id);
			peer.close();
		}
		this.#peers.clear();
		this.#touched.clear();
		this.inbox.clear();
		this.#deadline = Infinity;
		this.#busyUntil = 0;
	}

	#emit(body: EventBody): void {
		this.#options.onEvent({ t: this.#now / 1000, ...body } as MachineEvent);
	}
}

function prefixed(first: number, bytes: Uint8Array): Uint8Array {
	const result = new Uint8Array(bytes.length + 1);
	result[0] = first;
	result.set(bytes, 1);
	return result;
}
