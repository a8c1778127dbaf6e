import { Control, FRAME_COUNT_BIT } from "../../protocols/mbus/frame";
import type { MbusFrame } from "../../protocols/mbus/frame";
import { MbusFramer } from "../../protocols/mbus/framer";
import type { Scheduler } from "../scheduler";
import type { ScheduledEvent } from "../scheduler-entry";
import { CharacterListener } from "../wire/character-listener";
import { lineFormat } from "../wire/line-format";
import type { LineFormat } from "../wire/line-format";
import { lineFaults } from "../wire/received-bytes";
import { Watcher } from "../wire/watcher";
import type { Wire } from "../wire/wire";
import { Capacitor, levels } from "./capacitor";
import { acknowledgement, mbusBytes, scrBytes } from "./encoder-answers";
import type { EncoderFault, EncoderModel } from "./encoder-model";

/** mA at rest and while the rollers are scanned, and how long that takes (specs/elster-encoder.md 1.2, 1.6). */
const idleLoad = 0.5;
const scanLoad = 4;
const scanTime = 378;
/** From the scan to the answer. */
const pauseTime = 60;
/** M-Bus: no answer for so long after power. */
const exceptionTime = 400;
/** From the end of a request to the answer on M-Bus, in bits. */
const answerBits = 30;

export interface VirtualEncoderOptions {
	readonly scheduler: Scheduler;
	/** The reader's line: 1 is power. */
	readonly line: Wire;
	/** Says something in this format, with the supply current of its view. */
	send(bytes: Uint8Array, protocol: "scr" | "mbus"): void;
	/** It has lost its power in the middle. */
	stop(): void;
	/** What it draws has changed. */
	onLoad(): void;
}

/** An encoder on the plug: supply, scan, and answers (specs/elster-encoder.md 8). */
export class VirtualEncoder {
	readonly model: EncoderModel;
	readonly faults = new Set<EncoderFault>();
	readonly capacitor: Capacitor;
	/** What it has understood, as hexadecimal digits. */
	readonly requests: string[] = [];
	brownOuts = 0;
	powerUps = 0;
	answers = 0;
	readonly #options: VirtualEncoderOptions;
	readonly #scheduler: Scheduler;
	readonly #watcher: Watcher;
	#state: "off" | "running" | "dead" = "off";
	#language: EncoderModel["protocol"];
	#listeners: CharacterListener[] = [];
	#events: (ScheduledEvent | undefined)[] = [];
	#crossing: ScheduledEvent | undefined;
	#readyAt = 0;
	#scanned = 0;
	#access = 0;
	#flowedAt: number;
	/** Milliseconds more until it answers M-Bus, each time it scans. */
	exceptionTime = exceptionTime;

	constructor(model: EncoderModel, options: VirtualEncoderOptions) {
		this.model = model;
		this.#options = options;
		this.#scheduler = options.scheduler;
		this.#flowedAt = this.#scheduler.now;
		this.#language = model.protocol;
		this.capacitor = new Capacitor(model.capacity ?? 100, this.#scheduler.now);
		this.#watcher = new Watcher(options.line, () => this.#update());
		this.#update();
	}

	setFault(fault: EncoderFault, on: boolean): void {
		if (on)
			this.faults.add(fault);
		else
			this.faults.delete(fault);
	}

	close(): void {
		this.#watcher.close();
		this.#crossing?.cancel();
		this.#silence();
	}

	/** The line or the load has changed. */
	#update(load = this.capacitor.load): void {
		const { now } = this.#scheduler, fed = this.#options.line.level === 1;
		// Power that comes back before the meter has forgotten everything: it stays silent.
		if (fed && !this.capacitor.fed && this.#state === "dead" && this.capacitor.volts(now) > levels.empty)
			this.brownOuts++;
		this.capacitor.set(now, fed, load);
		this.#options.onLoad();
		this.#planCrossing();
	}

	#planCrossing(): void {
		this.#crossing?.cancel();
		const { capacitor } = this;
		const volts = this.#state === "off" ? levels.brownOut : this.#state === "running" ? levels.brownOut : levels.empty;
		const time = capacitor.crossing(volts);
		this.#crossing = time === undefined ? undefined : this.#scheduler.at(time + 1e-6, () => this.#cross());
	}

	#cross(): void {
		const volts = this.capacitor.volts(this.#scheduler.now);
		if (this.#state === "off" && volts >= levels.brownOut)
			this.#powerUp();
		else if (this.#state === "running" && volts <= levels.brownOut) {
			this.#state = "dead";
			this.#silence();
			this.#options.stop();
			this.#update(idleLoad);
		}
		else if (this.#state === "dead" && volts <= levels.empty) {
			this.#state = "off";
			this.#update(0);
		}
		else
			this.#planCrossing();
	}

	#powerUp(): void {
		const { protocol, push, silence = 500, baud = 2400, scanEvery } = this.model;
		const { now } = this.#scheduler;
		this.#state = "running";
		this.powerUps++;
		this.#language = protocol;
		this.#readyAt = now + silence;
		this.#update(idleLoad);
		this.#after(silence, () => {
			if (push && protocol === "scr")
				this.#answerScr();
			else if (protocol !== "scr")
				this.#scan(() => scanEvery && this.#scanAgain(scanEvery * 1000));
		});
		if (protocol !== "mbus")
			this.#listenScr();
		if (protocol !== "scr")
			this.#listenMbus(baud);
	}

	#listenScr(): void {
		let heard = "";
		this.#listen(lineFormat({ baud: 300, data: 7, parity: "even" }, "receive"), byte => {
			heard = (heard + String.fromCharCode(byte)).slice(-8);
			if (!heard.endsWith("/?!\r\n"))
				return;
			this.requests.push(Buffer.from("/?!\r\n").toString("hex"));
			heard = "";
			if (!this.#hears("scr") || this.model.push)
				return;
			this.#answerScr();
		});
	}

	#answerScr(): void {
		this.#scan(() => this.#after(pauseTime, () => this.#say(scrBytes(this.#shown(), this.faults), "scr")));
	}

	#listenMbus(baud: number): void {
		const framer = new MbusFramer({ onFrame: frame => this.#hearFrame(frame, baud) });
		this.#listen(lineFormat({ baud, parity: "even" }, "receive"), byte => framer.push(Uint8Array.of(byte)));
	}

	#hearFrame(frame: MbusFrame, baud: number): void {
		if (frame.kind !== "short")
			return;
		this.requests.push(Buffer.from(frame.bytes).toString("hex"));
		const { address = 0, answersTo = "both", ignoresReset } = this.model;
		const meant = answersTo !== "own" && frame.address === 254 || answersTo !== "test" && frame.address === address;
		if (!meant || !this.#hears("mbus") || this.#scheduler.now < this.#readyAt + this.exceptionTime)
			return;
		const code = frame.control & ~FRAME_COUNT_BIT;
		const delay = answerBits * 1000 / baud;
		if (code === Control.SND_NKE && !ignoresReset)
			this.#after(delay, () => this.#say(acknowledgement, "mbus"));
		else if (code === Control.REQ_UD2) {
			// The answer is what the last scan has seen; then it scans again.
			const bytes = mbusBytes({ ...this.model, litres: this.#scanned }, ++this.#access, this.faults);
			this.#after(delay, () => {
				this.#say(bytes, "mbus");
				this.#after(600, () => this.#scan(() => {}));
			});
		}
	}

	/** Whether it takes a request in this language now; the first one after power may settle which it is. */
	#hears(protocol: "scr" | "mbus"): boolean {
		if (this.#state !== "running" || this.#scheduler.now < this.#readyAt)
			return false;
		if (this.#language === "auto")
			this.#language = protocol;
		return this.#language === protocol;
	}

	/** Not heard meanwhile. */
	#scanAgain(interval: number): void {
		this.#after(interval, () => {
			this.#readyAt = this.#scheduler.now;
			this.#scan(() => this.#scanAgain(interval));
		});
	}

	#scan(then: () => void): void {
		this.#update(scanLoad);
		this.#after(scanTime, () => {
			this.#scanned = this.#shown().litres;
			this.#update(idleLoad);
			then();
		});
	}

	/** The rollers as they are now. */
	#shown(): EncoderModel {
		const { now } = this.#scheduler, { flow = 0 } = this.model;
		this.model.litres += flow * (now - this.#flowedAt) / 3600;
		this.#flowedAt = now;
		return { ...this.model, litres: Math.floor(this.model.litres) };
	}

	#say(bytes: Uint8Array, protocol: "scr" | "mbus"): void {
		if (this.faults.has("silent"))
			return;
		this.answers++;
		this.#options.send(bytes, protocol);
	}

	#listen(format: LineFormat, take: (byte: number) => void): void {
		this.#listeners.push(
			new CharacterListener(this.#options.line, format, (byte, fault) => {
				if (fault === lineFaults.none)
					take(byte);
			}),
		);
	}

	#after(delay: number, callback: () => void): void {
		this.#events = this.#events.filter(event => event?.time !== undefined && event.time >= this.#scheduler.now);
		this.#events.push(this.#scheduler.after(delay, callback));
	}

	#silence(): void {
		for (const event of this.#events)
			event?.cancel();
		this.#events = [];
		for (const listener of this.#listeners)
			listener.close();
		this.#listeners = [];
	}
}
