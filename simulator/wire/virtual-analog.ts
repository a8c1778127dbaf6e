import type { Analog, AnalogConstructor, AnalogOutput, AnalogOutputConstructor } from "../../drivers/analog";

const resolution = 12;

/** An `Analog` on something that can be measured: `measure` gives the part of the full scale, which is cut to 0 … 1. */
export function bindAnalog(measure: () => number): AnalogConstructor {
	return class implements Analog {
		readonly resolution = resolution;
		#closed = false;

		read(): number {
			if (this.#closed)
				throw new Error("Analog: closed");
			return Math.round(Math.min(1, Math.max(0, measure())) * ((1 << resolution) - 1));
		}

		close(): void {
			this.#closed = true;
		}
	};
}

/** An `AnalogOutput` whose voltage goes to `apply`. */
export function bindAnalogOutput(apply: (value: number) => void): AnalogOutputConstructor {
	return class implements AnalogOutput {
		#closed = false;

		write(value: number): void {
			if (this.#closed)
				throw new Error("AnalogOutput: closed");
			if (!(value >= 0 && value <= 1))
				throw new RangeError(`AnalogOutput: value must be from 0 to 1, not ${value}`);
			apply(value);
		}

		close(): void {
			this.#closed = true;
		}
	};
}
