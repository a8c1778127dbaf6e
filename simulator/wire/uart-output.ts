import type { Scheduler } from "../scheduler";
import type { ScheduledEvent } from "../scheduler-entry";
import type { LineFormat } from "./line-format";
import { Transmitter } from "./transmitter";
import { Wire } from "./wire";
import type { Output } from "./output";

/** Bytes. */
const ringSize = 512;

type Action = { readonly bytes: Uint8Array; } | { readonly run: () => void; readonly hold?: boolean; };

export interface UartOutputOptions {
	scheduler: Scheduler;
	/** Absent: bytes take their time and are heard nowhere. */
	wire?: Wire;
	format: LineFormat;
	/** A pin that has the level `active` while bytes leave. */
	enable?: { readonly wire: Wire; readonly active: 0 | 1; };
	/** Runs in an event of the scheduler. */
	onWritable(count: number): void;
	/** Also gets what is sent, when it starts to be. */
	onSent?(bytes: Uint8Array): void;
}

/** The sending side of `VirtualUart`: bytes, breaks and changes of format, each after what came before it has left the line. */
export class UartOutput {
	readonly #options: UartOutputOptions;
	readonly #scheduler: Scheduler;
	readonly #wire: Wire;
	readonly #output: Output;
	readonly #transmitter: Transmitter;
	readonly #enable: Output | undefined;
	#actions: Action[] = [];
	#holding = false;
	#turn: ScheduledEvent | undefined;
	#disable: ScheduledEvent | undefined;
	#writable: ScheduledEvent | undefined;

	constructor(options: UartOutputOptions) {
		const { scheduler, wire, format } = options;
		this.#options = options;
		this.#scheduler = scheduler;
		this.#wire = wire ?? new Wire(scheduler);
		this.#output = this.#wire.drive("push-pull", format.invert ? 0 : 1);
		this.#transmitter = new Transmitter(scheduler, this.#output, format);
		const { enable } = options;
		this.#enable = enable?.wire.drive("push-pull", enable.active ? 0 : 1);
		// The first call says that the port is ready.
		this.#writable = scheduler.after(0, () => this.#tell());
	}

	/** Bytes that may be written. */
	get free(): number {
		let used = this.#transmitter.pending;
		for (const action of this.#actions)
			used += "bytes" in action ? action.bytes.length : 0;
		return ringSize - used;
	}

	write(bytes: Uint8Array): void {
		if (bytes.length > this.free)
			throw new Error(`Serial: output full (${bytes.length} bytes, room for ${this.free})`);
		if (!bytes.length)
			return;
		// The caller may use its buffer again.
		this.#do({ bytes: bytes.slice() });
		const { now } = this.#scheduler;
		const { busyUntil, characterTime } = this.#transmitter;
		this.#writable?.cancel();
		this.#writable = this.#scheduler.at(Math.max(now + characterTime, busyUntil - ringSize / 2 * characterTime), () => this.#tell());
	}

	/** Runs `action` when everything before it has left: at once on an idle line. */
	whenIdle(action: () => void): void {
		this.#do({ run: action });
	}

	setFormat(format: LineFormat): void {
		this.#transmitter.format = format;
	}

	setBreak(hold: boolean): void {
		if (hold) {
			this.#do({
				hold,
				run: () => {
					this.#holding = true;
					this.#transmitter.hold();
				},
			});
			return;
		}
		this.#actions = this.#actions.filter(action => !("hold" in action));
		if (this.#holding) {
			this.#holding = false;
			this.#transmitter.stop();
		}
		this.#run();
	}

	flush(): void {
		this.#actions = this.#actions.filter(action => !("bytes" in action));
		this.#transmitter.flush();
		this.#run();
	}

	close(): void {
		this.#turn?.cancel();
		this.#writable?.cancel();
		this.#wire.remove(this.#output);
		this.#disable?.cancel();
		if (this.#enable)
			this.#options.enable!.wire.remove(this.#enable);
	}

	#do(action: Action): void {
		this.#actions.push(action);
		this.#run();
	}

	#run(): void {
		this.#turn?.cancel();
		this.#turn = undefined;
		while (this.#actions.length && !this.#holding) {
			const action = this.#actions[0]!;
			if ("bytes" in action) {
				this.#actions.shift();
				this.#transmitter.send(action.bytes);
				this.#drive();
				this.#options.onSent?.(action.bytes);
				continue;
			}
			if (this.#transmitter.busyUntil > this.#scheduler.now) {
				this.#turn = this.#scheduler.at(this.#transmitter.busyUntil, () => this.#run());
				return;
			}
			this.#actions.shift();
			action.run();
		}
	}

	/** As the chip does it: to the bit. */
	#drive(): void {
		const { enable } = this.#options;
		if (!enable)
			return;
		this.#enable!.set(enable.active);
		this.#disable?.cancel();
		this.#disable = this.#scheduler.at(this.#transmitter.busyUntil, () => this.#enable!.set(enable.active ? 0 : 1));
	}

	#tell(): void {
		this.#writable = undefined;
		const { free } = this;
		if (free > 0)
			this.#options.onWritable(free);
	}
}
