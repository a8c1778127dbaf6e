import type { TimerHandle, Timers } from "../../drivers/timers";
import type { PortStatus } from "../../meters/meter";
import type { MQTTHardware, Storage, UpdateHardware } from "../platform";
import { serverTrust } from "../server-trust";
import type { Settings } from "../settings/settings";
import { describeError } from "../text";
import { ByteText } from "./byte-text";
import { longestManifest, readChannel } from "./channel-manifest";
import type { ChannelOffer } from "./channel-manifest";
import { HealthGate } from "./health-gate";
import type { Health } from "./health-gate";
import { HttpDownload } from "./http-download";
import { UpdateError } from "./update-error";
import { headerLength } from "./update-header";
import { UpdateReceiver } from "./update-receiver";
import { UpdateRecord } from "./update-record";
import { compareVersions } from "./version-order";
import { formatWebAddress, parseWebAddress } from "./web-address";
import type { WebAddress } from "./web-address";
import { WriteCost } from "./write-cost";
import type { WriteFigures } from "./write-cost";

export type UpdateState = "idle" | "checking" | "receiving" | "verifying" | "restarting" | "confirming";

/** `GET /api/v1/update`. */
export interface UpdateStatus {
	readonly version: string;
	readonly state: UpdateState;
	/** Percent. */
	readonly progress: number;
	/** Why the last try failed; empty when it did not. */
	readonly error: string;
	readonly available: { readonly version: string; readonly notes: string; } | null;
	/** Why the last update was taken back; empty when it was not. */
	readonly rolledBack: string;
	readonly slot: "a" | "b" | "";
	readonly channel: string;
	/** While `confirming`: what the new image still has to show. */
	readonly missing: string;
	/** What writing the last image has cost; `null` when none was written since the start. */
	readonly cost: WriteFigures | null;
}

export interface UpdateOptions {
	readonly timers: Timers;
	/** Absent where the build has no slots. */
	readonly hardware: UpdateHardware | undefined;
	/** For downloads. */
	readonly web: Pick<MQTTHardware, "dns" | "socket" | "tls">;
	readonly storage: Storage;
	readonly settings: Settings;
	readonly board: string;
	readonly chip: string;
	readonly version: string;
	/** For the jitter of waiting times. */
	readonly seed: number;
	/** What the network says of itself; the ports are looked at with `ports`. */
	health(): Pick<Health, "network" | "broker">;
	/** All that is read, for what the ports had and lose. */
	ports(): readonly PortStatus[];
	clockIsSet(): boolean;
	/** Says good-bye, and calls `restart` a moment later. */
	restartSoon(): void;
	/** The start counts as a good one. */
	onHealthy?(): void;
	/** The status is another. At most once a second while an image comes in. */
	onChange?(): void;
	onLog?(text: string): void;
}

/** A file that somebody sends. */
export interface UpdateIntake {
	/** Never throws: `end` tells. */
	write(data: Uint8Array): void;
	/** All came. `done` gets what is wrong; without it the device restarts with the new image. */
	end(done: (error?: UpdateError) => void): void;
	/** The sender has gone. */
	abort(): void;
}

const firstCheck = 60_000, dailyCheck = 86_400_000;
const changePause = 1_000;

/**
 * New firmware over the network: takes images that are pushed or fetches them, writes them into the free slot, has them started, and watches over
 * the first minutes: an image that does not show that it works gives way to the old one. `docs/update.md` tells the whole of it.
 */
export class Update {
	readonly #options: UpdateOptions;
	readonly #record: UpdateRecord;
	#state: UpdateState = "idle";
	#error = "";
	#available: ChannelOffer | undefined;
	#receiver: UpdateReceiver | undefined;
	#download: HttpDownload | undefined;
	#cost: WriteCost | undefined;
	#gate: HealthGate | undefined;
	#rollBack = false;
	#check: TimerHandle | undefined;
	#online = false;
	#toldAt = -Infinity;

	constructor(options: UpdateOptions) {
		this.#options = options;
		this.#record = new UpdateRecord(options.storage);
		this.#resume();
	}

	get status(): UpdateStatus {
		const { hardware, settings, version } = this.#options;
		const { received = 0, length } = this.#receiver ?? {};
		return {
			version,
			state: this.#state,
			progress: length && this.#state !== "idle" ? Math.floor(100 * received / length) : 0,
			error: this.#error,
			available: this.#available ? { version: this.#available.version, notes: this.#available.notes } : null,
			rolledBack: this.#record.rolledBack,
			slot: hardware?.slot ?? "",
			channel: settings.get("updateChannel"),
			missing: this.#gate?.missing ?? "",
			cost: this.#cost?.figures ?? null,
		};
	}

	/** The network is there: the channel is looked at soon, and then daily. */
	online(): void {
		if (this.#online)
			return;
		this.#online = true;
		this.#checkIn(firstCheck);
	}

	/** Something that this depends on in the settings has changed. */
	changed(): void {
		this.#available = undefined;
		this.#tell();
		if (this.#online)
			this.#checkIn(changePause);
	}

	/** Takes a file that is sent; `length` in bytes. Throws an `UpdateError` when it cannot be taken now, or never. */
	receive(length: number, force = false): UpdateIntake {
		const hardware = this.#requireIdle();
		if (length > hardware.slotLength + headerLength)
			throw new UpdateError(`the file has ${length} bytes, more than the ${hardware.slotLength} of a slot`);
		const receiver = this.#begin(hardware, force);
		let error: UpdateError | undefined;
		return {
			write: data => {
				if (!error)
					error = this.#push(receiver, data);
			},
			end: done => {
				if (error)
					return done(this.#fail(error));
				this.#verify(receiver, done);
			},
			abort: () => {
				if (this.#receiver === receiver && this.#state === "receiving")
					this.#fail(new UpdateError("the sender broke off"));
			},
		};
	}

	/**
	 * Fetches an image and installs it: from `url`, or what the channel offers. Comes back at once; the status tells how it goes. Throws an
	 * `UpdateError` when it cannot begin.
	 */
	pull(url?: string, force = false): void {
		const hardware = this.#requireIdle();
		if (url) {
			const address = parseWebAddress(url);
			if (!address)
				throw new UpdateError("the address should be http://… or https://…");
			return this.#fetch(hardware, address, force);
		}
		if (this.#available)
			return this.#fetch(hardware, this.#available.address, force);
		this.check(error => {
			if (error)
				return;
			if (this.#available)
				this.#fetch(hardware, this.#available.address, force);
			else
				this.#fail(new UpdateError("no newer version is there"));
		});
	}

	/** Asks the channel what it offers. Throws an `UpdateError` when it cannot be asked now. */
	check(done: (error?: UpdateError) => void = () => {}): void {
		const { settings, board, version } = this.#options;
		this.#requireIdle();
		const server = settings.get("updateUrl");
		if (!server)
			throw new UpdateError("no update server is set (updateUrl)");
		const address = parseWebAddress(`${server}${server.endsWith("/") ? "" : "/"}${settings.get("updateChannel")}.json`);
		if (!address)
			throw new UpdateError("the update server's address (updateUrl) should be http://… or https://…");
		this.#error = "";
		this.#set("checking");
		const text = new ByteText();
		this.#start(address, longestManifest, data => text.add(data), error => {
			try {
				if (error)
					throw error;
				const offer = readChannel(text.text, address, board);
				this.#available = offer && compareVersions(offer.version, version) > 0 ? offer : undefined;
				this.#log(this.#available ? `version ${this.#available.version} is available` : "nothing newer on the server");
				this.#set("idle");
			}
			catch (fault) {
				return done(this.#fail(fault instanceof UpdateError ? fault : new UpdateError(describeError(fault))));
			}
			done();
		});
	}

	/** Called by the device when it has said good-bye: restarts, with the old image where the new one has failed. */
	restart(otherwise: () => void): void {
		if (this.#rollBack) {
			try {
				return this.#options.hardware?.rollBack();
			}
			catch (error) {
				this.#log(`the old image cannot be started: ${describeError(error)}`);
			}
		}
		otherwise();
	}

	close(): void {
		this.#options.timers.clear(this.#check);
		this.#gate?.close();
		this.#download?.close();
		this.#receiver?.close();
		this.#cost?.close();
	}

	/** What the last start has left: a trial that goes on, one that was good, or one that failed. */
	#resume(): void {
		const { hardware, version } = this.#options;
		const { trial } = this.#record;
		if (!hardware)
			return;
		if (hardware.pending) {
			const running = { state: "trying", from: "", to: version, slot: hardware.slot, ports: trial?.ports ?? [], reason: "" } as const;
			this.#record.trial = { ...running, from: trial?.from ?? "" };
			this.#set("confirming");
			this.#watch();
		}
		else if (trial && trial.slot !== hardware.slot) {
			this.#record.rolledBack = failure(trial);
			this.#record.trial = undefined;
			this.#log(this.#record.rolledBack);
		}
		else if (trial)
			this.#succeeded();
	}

	#watch(): void {
		const { timers, hardware, health, ports, onHealthy } = this.#options;
		const trial = this.#record.trial!;
		const note = (state: "trying" | "failed", reason: string) => this.#record.trial = { ...trial, state, reason };
		this.#gate = new HealthGate({
			timers,
			look: () => ({
				...health(),
				port: trial.ports.length ? ports().some(({ port, bytes }) => bytes > 0 && trial.ports.includes(port)) : undefined,
			}),
			onMissing: missing => {
				note("trying", missing);
				this.#tell();
			},
			onHealthy: () => {
				try {
					hardware!.confirm();
				}
				catch (error) {
					this.#log(`cannot be confirmed: ${describeError(error)}`);
				}
				onHealthy?.();
				this.#succeeded();
				this.#set("idle");
			},
			onUnhealthy: missing => {
				note("failed", `${missing} within 10 minutes`);
				this.#log(`gives way to the old version: ${missing}`);
				this.#rollBack = true;
				this.#set("restarting");
				this.#options.restartSoon();
			},
		});
	}

	#succeeded(): void {
		const from = this.#record.trial?.from;
		this.#record.trial = undefined;
		this.#record.rolledBack = "";
		this.#log(`version ${this.#options.version} works${from ? `; it came after ${from}` : ""}`);
	}

	#requireIdle(): UpdateHardware {
		const { hardware } = this.#options;
		if (!hardware)
			throw new UpdateError("this build has no room for updates");
		if (this.#state === "confirming")
			throw new UpdateError(`the new version ${this.#options.version} has to show that it works first: ${this.#gate?.missing ?? ""}`);
		if (this.#state !== "idle")
			throw new UpdateError("an update is under way");
		return hardware;
	}

	#begin(hardware: UpdateHardware, force: boolean): UpdateReceiver {
		const { timers, board, chip, version, ports } = this.#options;
		this.#error = "";
		const cost = new WriteCost(timers, ports);
		const receiver = new UpdateReceiver({
			timers,
			hardware,
			board,
			chip,
			version,
			force,
			onHeader: header => {
				this.#cost?.close();
				this.#cost = cost;
				this.#log(`version ${header.version} comes in, ${header.length} bytes`);
			},
			onWrite: bytes => cost.writing(bytes),
		});
		this.#receiver = receiver;
		this.#set("receiving");
		return receiver;
	}

	#push(receiver: UpdateReceiver, data: Uint8Array): UpdateError | undefined {
		try {
			receiver.push(data);
			const { ticks } = this.#options.timers;
			if (ticks - this.#toldAt >= changePause)
				this.#tell();
			return undefined;
		}
		catch (error) {
			return error as UpdateError;
		}
	}

	#fetch(hardware: UpdateHardware, address: WebAddress, force: boolean): void {
		const receiver = this.#begin(hardware, force);
		this.#log(`fetches ${formatWebAddress(address)}`);
		this.#start(address, hardware.slotLength + headerLength, data => {
			const error = this.#push(receiver, data);
			if (error)
				throw error;
		}, error => {
			if (error)
				this.#fail(error);
			else
				this.#verify(receiver, () => {});
		});
	}

	#start(address: WebAddress, maximum: number, onData: (data: Uint8Array) => void, onDone: (error?: UpdateError) => void): void {
		const { timers, web, seed, settings, clockIsSet } = this.#options;
		this.#download?.close();
		this.#download = new HttpDownload({
			timers,
			hardware: web,
			address,
			secure: () => serverTrust(settings.get("authority"), clockIsSet()),
			seed,
			maximum,
			onData,
			onInterrupted: reason => this.#log(`${reason}; it goes on in a moment`),
			onDone,
		});
	}

	#verify(receiver: UpdateReceiver, done: (error?: UpdateError) => void): void {
		this.#set("verifying");
		receiver.verify(error => {
			try {
				if (error)
					throw error;
				this.#install(receiver);
			}
			catch (fault) {
				return done(this.#fail(fault as UpdateError));
			}
			done();
		});
	}

	/** What has to survive is written before the boot loader is told. */
	#install(receiver: UpdateReceiver): void {
		const { hardware, version, ports } = this.#options;
		this.#record.trial = {
			state: "written",
			from: version,
			to: receiver.header!.version,
			slot: hardware!.slot === "a" ? "b" : "a",
			ports: ports().filter(({ bytes }) => bytes > 0).map(({ port }) => port),
			reason: "",
		};
		try {
			receiver.complete();
		}
		catch (error) {
			this.#record.trial = undefined;
			throw error;
		}
		const { bytes, time, longest, overruns, checkErrors } = this.#cost!.figures;
		this.#log(
			`${bytes} bytes written; that took ${time} ms, at most ${longest} ms at a time; the ports lost ${checkErrors} telegrams, ${overruns} overruns`,
		);
		this.#set("restarting");
		this.#options.restartSoon();
	}

	#fail(error: UpdateError): UpdateError {
		this.#receiver?.close();
		this.#receiver = undefined;
		this.#download?.close();
		this.#error = error.message;
		this.#log(error.message);
		this.#set("idle");
		return error;
	}

	#checkIn(delay: number): void {
		const { timers, settings } = this.#options;
		timers.clear(this.#check);
		this.#check = timers.set(() => {
			this.#checkIn(dailyCheck);
			if (settings.get("updateUrl") && this.#state === "idle" && this.#options.hardware)
				this.check();
		}, delay);
	}

	#set(state: UpdateState): void {
		this.#state = state;
		this.#tell();
	}

	#tell(): void {
		this.#toldAt = this.#options.timers.ticks;
		this.#options.onChange?.();
	}

	#log(text: string): void {
		this.#options.onLog?.(`update: ${text}`);
	}
}

function failure({ state, to, reason }: { state: "written" | "trying" | "failed"; to: string; reason: string; }): string {
	if (state === "written")
		return `version ${to} did not start: the power went, or the boot loader refused it`;
	if (state === "trying")
		return `version ${to} restarted before it had shown that it works${reason && ` (${reason} so far)`}`;
	return `version ${to} was taken back: ${reason}`;
}
