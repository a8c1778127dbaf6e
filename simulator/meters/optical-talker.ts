import type { ScheduledEvent } from "../scheduler-entry";
import type { LineFormat } from "../wire/line-format";
import type { OpticalFault, OpticalMeter, OpticalMeterOptions } from "./optical-meter";
import type { OpticalModel } from "./optical-model";
import { OpticalOutput } from "./optical-output";

/** What meters with an optical port do alike, whether they are asked or not. */
export abstract class OpticalTalker implements OpticalMeter {
	readonly model: OpticalModel;
	programmed = 0;
	protected readonly options: OpticalMeterOptions;
	protected readonly output: OpticalOutput;
	/** What it will do next. */
	protected timer: ScheduledEvent | undefined;

	constructor(options: OpticalMeterOptions, format: LineFormat) {
		this.model = options.model;
		this.options = options;
		this.output = new OpticalOutput(options, format);
	}

	get sent(): number {
		return this.output.sent;
	}

	get faults(): ReadonlySet<OpticalFault> {
		return this.output.faults;
	}

	setFault(fault: OpticalFault, on: boolean): void {
		this.output.setFault(fault, on);
	}

	close(): void {
		this.timer?.cancel();
		this.output.close();
	}
}
