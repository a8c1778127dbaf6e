import type { Timers } from "../../drivers/timers";
import type { PortStatus } from "../meter";
import { ByteSource } from "./byte-source";
import type { MeterSource } from "./meter-source";
import type { ScriptFormat, ScriptMeterDescription } from "./script-description";

/** An answer that has not begun by then, in milliseconds, does not come any more. */
const patience = 1000;
/** Milliseconds of silence behind an answer. */
const pause = 100;
const bitsPerCharacter = 11;

/**
 * One line to several meters of a script: an RS485 pair, or the connection to a gateway. As in Tasmota the meters take turns with their whole lists.
 * One is asked when the answer to the one before has come, or does not come; what comes is for the meter that has sent last.
 */
export class SharedLine {
	readonly #source: MeterSource;
	readonly #timers: Timers;
	readonly #members: LineMember[] = [];
	#turn = 0;
	#speaker: LineMember | undefined;
	/** In ticks: until then the line belongs to the last request. */
	#busyUntil = 0;
	#format: Partial<ScriptFormat> | undefined;

	/** @param source the line, which is closed with the last of its meters */
	constructor(source: MeterSource, timers: Timers) {
		this.#source = source;
		this.#timers = timers;
		source.listen(bytes => this.#receive(bytes));
	}

	/** The line as one of its meters sees it. */
	add(meter: ScriptMeterDescription): MeterSource {
		const member = new LineMember(this, meter);
		this.#members.push(member);
		return member;
	}

	get status(): PortStatus {
		return this.#source.status;
	}

	isFree(member: LineMember): boolean {
		if (!this.#members[this.#turn]?.isAsking)
			this.passOn();
		return this.#members[this.#turn] === member && this.#timers.ticks >= this.#busyUntil;
	}

	/** The next meter that has something to ask comes. */
	passOn(): void {
		for (let tries = 0; tries < this.#members.length; tries++) {
			this.#turn = (this.#turn + 1) % this.#members.length;
			if (this.#members[this.#turn]!.isAsking)
				return;
		}
	}

	send(member: LineMember, bytes: Uint8Array): void {
		this.#setFormat(member.format);
		this.#speaker = member;
		this.#busyUntil = this.#timers.ticks + patience + bytes.length * bitsPerCharacter * 1000 / (member.format.baud || patience);
		this.#source.send?.(bytes);
	}

	remove(member: LineMember): void {
		const at = this.#members.indexOf(member);
		if (at < 0)
			return;
		this.#members.splice(at, 1);
		if (this.#speaker === member)
			this.#speaker = undefined;
		if (this.#turn >= this.#members.length)
			this.#turn = 0;
		if (!this.#members.length)
			this.#source.close();
	}

	#receive(bytes: Uint8Array): void {
		this.#busyUntil = this.#timers.ticks + pause;
		if (this.#speaker)
			this.#speaker.take(bytes);
		else
			for (const member of [...this.#members])
				member.take(bytes);
	}

	#setFormat(format: ScriptFormat): void {
		const before = this.#format;
		if (before && (before.baud !== format.baud || before.parity !== format.parity || before.stop !== format.stop))
			this.#source.setFormat?.(format);
		this.#format = format;
	}
}

/** One meter on a shared line. */
export class LineMember extends ByteSource {
	/** It has a list that is sent by itself. */
	readonly isAsking: boolean;
	readonly #line: SharedLine;
	#format: ScriptFormat;

	constructor(line: SharedLine, { period, telegrams, parameter: baud, parity, stop }: ScriptMeterDescription) {
		super();
		this.#line = line;
		this.isAsking = period > 0 && telegrams.length > 0;
		this.#format = { baud, parity, stop };
	}

	get format(): ScriptFormat {
		return this.#format;
	}

	get status(): PortStatus {
		const { port, detected, faults, lastError } = this.#line.status;
		return { ...this.describe(port, detected, faults), lastError };
	}

	get isBusy(): boolean {
		return !this.#line.isFree(this);
	}

	passOn(): void {
		this.#line.passOn();
	}

	send(bytes: Uint8Array): void {
		this.#line.send(this, bytes);
	}

	setFormat(format: Partial<ScriptFormat>): void {
		this.#format = { ...this.#format, ...format };
	}

	take(bytes: Uint8Array): void {
		this.hand(bytes);
	}

	override close(): void {
		super.close();
		this.#line.remove(this);
	}
}
