import type { Meter, MeterState } from "../../../meters/meter";

/** A meter that says what it is told to. */
export class FakeMeter implements Meter {
	readonly name: string;
	state: MeterState = "waiting";
	text: string | undefined;
	readonly identity = {};
	readonly status = {
		port: "p1",
		detected: "",
		bytes: 0,
		faults: { overrun: 0, framing: 0, parity: 0, break: 0 },
		decoder: { bytes: 0, telegrams: 0, checkErrors: 0, formatErrors: 0, warnings: 0 },
		lastError: "",
		age: undefined,
	};

	constructor(name: string) {
		this.name = name;
	}

	sensor(): string | undefined {
		return this.text;
	}

	close(): void {
		this.text = undefined;
	}
}
