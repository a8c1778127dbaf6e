import type { TimerHandle, Timers } from "../timers";
import type { MbusAnswer } from "./mbus-answer";
import { MbusError } from "./mbus-error";
import type { MbusReason } from "./mbus-error";
import type { MbusJob, MbusRequest, MbusSelection } from "./mbus-job";
import type { MbusLine } from "./mbus-line";

export interface JobQueueOptions {
	readonly line: MbusLine;
	readonly timers: Timers;
	/** Why nothing can be sent now; `undefined` when all is well. */
	obstacle(): MbusReason | undefined;
}

/** What can be called off. */
export interface MbusTask {
	/** Ends it; its callback gets a `canceled` error soon. An exchange under way goes to its end unheard. Harmless when it is over. */
	cancel(): void;
}

/**
 * Gives the line to one job after the other, an exchange at a time. A job that does not yield keeps it until it is over; one that yields (a scan)
 * asks only while no other waits.
 */
export class JobQueue implements MbusSelection {
	readonly #options: JobQueueOptions;
	readonly #timers: Timers;
	#jobs: MbusJob[] = [];
	/** The job that does not let go. */
	#holding: MbusJob | undefined;
	#selectedBy: MbusJob | undefined;
	#busy = false;
	#turn: TimerHandle | undefined;
	#closed = false;

	constructor(options: JobQueueOptions) {
		this.#options = options;
		this.#timers = options.timers;
	}

	get pending(): number {
		return this.#jobs.length;
	}

	get selectedBy(): MbusJob | undefined {
		return this.#selectedBy;
	}

	add(job: MbusJob): MbusTask {
		this.#jobs.push(job);
		this.#plan();
		return { cancel: () => this.#cancel(job) };
	}

	/** Calls off the jobs for which `condition` holds. */
	cancel(condition: (job: MbusJob) => boolean): void {
		for (const job of this.#jobs.filter(condition))
			this.#cancel(job);
	}

	/** Nothing that was sent before holds any more: the bus was without power, or the port has gone with the exchange under way. */
	interrupt(lost: boolean): void {
		this.#selectedBy = undefined;
		if (lost)
			this.#busy = false;
		this.#plan();
	}

	close(): void {
		this.#closed = true;
		this.#timers.clear(this.#turn);
		this.#jobs = [];
	}

	#plan(): void {
		if (this.#closed || this.#busy || this.#turn)
			return;
		this.#turn = this.#timers.set(() => {
			this.#turn = undefined;
			this.#run();
		}, 0);
	}

	#run(): void {
		while (!this.#closed && !this.#busy && this.#jobs.length) {
			const reason = this.#options.obstacle();
			const job = this.#holding ?? this.#jobs.find(job => !job.yields) ?? this.#jobs[0]!;
			const request = reason ? undefined : job.next();
			// A callback inside `next` may have closed the master or called the job off.
			if (this.#closed || !this.#jobs.includes(job))
				continue;
			if (request)
				this.#ask(job, request);
			else {
				this.#remove(job);
				job.finish(reason && new MbusError(reason));
			}
		}
	}

	#ask(job: MbusJob, request: MbusRequest): void {
		this.#busy = true;
		if (!job.yields)
			this.#holding = job;
		if (request.selects)
			this.#selectedBy = job;
		else if (request.broadcast)
			this.#selectedBy = undefined;
		this.#options.line.exchange(request, answer => this.#answered(job, answer));
	}

	#answered(job: MbusJob, answer: MbusAnswer): void {
		this.#busy = false;
		if (this.#jobs.includes(job))
			job.take(answer);
		this.#run();
	}

	#cancel(job: MbusJob): void {
		if (!this.#jobs.includes(job))
			return;
		this.#remove(job);
		this.#timers.set(() => {
			if (!this.#closed)
				job.finish(new MbusError("canceled"));
		}, 0);
	}

	#remove(job: MbusJob): void {
		this.#jobs = this.#jobs.filter(other => other !== job);
		if (this.#holding === job)
			this.#holding = undefined;
	}
}
