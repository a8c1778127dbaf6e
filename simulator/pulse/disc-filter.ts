const samples = 4;
const noise = 160;
const firstContrast = 800;
const firstChanges = 4;
const fadeShift = 16;
const fadeSteps = 32;

/** What the native counter makes of a Ferraris disc's light, sample by sample: `drivers/pulse-input/esp32/disc-filter.h` says how and why. */
export class DiscFilter {
	/** Sum of the last four samples, 0 to 16380. */
	light = 0;
	dark = false;
	/** Between disc and mark, as learnt. */
	contrast = firstContrast;
	readonly #share: number;
	readonly #samples = new Int32Array(samples);
	#count = 0;
	#at = 0;
	#extreme = 0;
	#turned = -1;
	#still = 0;
	#learnt = firstContrast;
	#changes = 0;

	/** @param threshold 1 to 200 */
	constructor(threshold: number) {
		this.#share = 26 + Math.trunc(threshold * 205 / 200);
	}

	/** Whether the mark has come or gone with this sample, 0 to 4095. */
	step(sample: number): boolean {
		this.light += sample - this.#samples[this.#at]!;
		this.#samples[this.#at] = sample;
		this.#at = (this.#at + 1) % samples;
		if (this.#count < samples) {
			this.#count++;
			this.#extreme = this.light;
			return false;
		}
		if (this.#still < fadeSteps << fadeShift) {
			this.#still++;
			if (!(this.#still & (1 << fadeShift) - 1))
				this.contrast -= Math.trunc(this.#learnt / 64);
		}
		if (this.dark ? this.light < this.#extreme : this.light > this.#extreme) {
			this.#extreme = this.light;
			return false;
		}
		if (Math.abs(this.light - this.#extreme) < this.#fall)
			return false;
		this.#change();
		return this.#changes >= 2;
	}

	get #fall(): number {
		return Math.max(noise, Math.trunc(this.contrast * this.#share / 256));
	}

	#change(): void {
		if (this.#turned >= 0) {
			const swing = Math.abs(this.#turned - this.#extreme);
			if (this.#changes < firstChanges) {
				this.#changes++;
				this.contrast = Math.max(this.contrast, swing);
			}
			else
				this.contrast += Math.trunc((Math.min(swing, 2 * this.contrast) - this.contrast) / 4);
		}
		this.#learnt = this.contrast;
		this.#turned = this.#extreme;
		this.#extreme = this.light;
		this.dark = !this.dark;
		this.#still = 0;
	}
}
