import { Random } from "../random";
import type { Scheduler } from "../scheduler";

/** A Ferraris disc under a reflective sensor: what light comes back from it. */
export interface DiscSourceOptions {
	/** Turns per hour. */
	rate: number;
	/** Light that the disc sends back, part of what the ADC can measure, 0 to 1. Default 0.7. */
	bright?: number;
	/** The same of the mark. Default 0.35. */
	mark?: number;
	/** Part of the circumference that the mark takes. Default 0.04. */
	width?: number;
	/** Part of the circumference on which light goes over from one to the other: as wide as the sensor sees. Default 0.02. */
	edge?: number;
	/** The disc shines differently all around, by this much. Default 0. */
	wobble?: number;
	/** Daylight: rises and falls by this much, slowly and with clouds. Default 0. */
	sun?: number;
	/** A lamp at 100 Hz shines in by this much. Default 0. */
	lamp?: number;
	/** Of sensor and ADC. Default 0.004. */
	noise?: number;
}

/** How the disc turns and shines from a moment on. */
interface Stretch {
	readonly since: number;
	/** At that moment; the mark's middle is at whole numbers. */
	readonly turns: number;
	readonly options: Required<DiscSourceOptions>;
}

const defaults = { bright: 0.7, mark: 0.35, width: 0.04, edge: 0.02, wobble: 0, sun: 0, lamp: 0, noise: 0.004 };
/** Samples are asked for up to a second late: so many stretches are kept. */
const kept = 16;
/** How many milliseconds a cloud takes to come or go. */
const cloudTime = 20_000;

export class DiscSource {
	readonly #scheduler: Scheduler;
	readonly #random: Random;
	readonly #stretches: Stretch[];

	constructor(scheduler: Scheduler, options: DiscSourceOptions, seed = 1) {
		this.#scheduler = scheduler;
		this.#random = new Random(seed);
		this.#stretches = [{ since: scheduler.now, turns: 0.5, options: { ...defaults, ...options } }];
	}

	/** Turns per hour from now on; 0: it stands. */
	set rate(rate: number) {
		this.change({ rate });
	}

	/** How often the mark's middle has passed. */
	get sent(): number {
		return Math.floor(this.turns(this.#scheduler.now));
	}

	turns(time: number): number {
		const { since, turns, options: { rate } } = this.#at(time);
		return turns + (time - since) * rate / 3_600_000;
	}

	/** Another sensor, dirt, a torch: changes what is named, from now on. */
	change(options: Partial<DiscSourceOptions>): void {
		const { now } = this.#scheduler, turns = this.turns(now);
		this.#stretches.unshift({ since: now, turns, options: { ...this.#stretches[0]!.options, ...options } });
		this.#stretches.splice(kept);
	}

	/** Value of the ADC at a time, 0 to 4095. */
	light(time: number): number {
		const { bright, mark, width, edge, wobble, sun, lamp, noise } = this.#at(time).options;
		const turns = this.turns(time), place = Math.abs(turns - Math.round(turns));
		// 1 on the mark, 0 beside it, and a straight line between.
		const share = Math.min(1, Math.max(0, (width / 2 - place) / edge + 0.5));
		let light = bright + (mark - bright) * share + wobble / 2 * Math.sin(2 * Math.PI * turns);
		if (sun)
			light += sun * daylight(time);
		if (lamp)
			light += lamp * Math.sin(Math.PI * time / 10) ** 2;
		light += (this.#random.next() + this.#random.next() - 1) * noise;
		return Math.round(Math.min(1, Math.max(0, light)) * 4095);
	}

	close(): void {}

	#at(time: number): Stretch {
		return this.#stretches.find(stretch => stretch.since <= time) ?? this.#stretches.at(-1)!;
	}
}

/** 0 to 1: a day of it, with clouds of some minutes. */
function daylight(time: number): number {
	const day = Math.max(0, Math.sin(2 * Math.PI * time / 86_400_000));
	const minute = Math.floor(time / 180_000), into = time - minute * 180_000;
	const now = cloud(minute), before = cloud(minute - 1);
	return day * (before + (now - before) * Math.min(1, into / cloudTime));
}

/** How much of the sun comes through in this stretch, the same each time it is asked. */
function cloud(stretch: number): number {
	return 0.4 + 0.6 * (Math.imul(stretch + 1, 0x9E3779B1) >>> 8 & 0xFFFF) / 0xFFFF;
}
