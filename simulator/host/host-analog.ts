import type { Analog, AnalogConstructor, AnalogOutput, AnalogOutputConstructor } from "../../drivers/analog";
import type { HostInstance, HostLink } from "./host-link";
import { kinds, parseJSON } from "./records";

/** A measured or given voltage of the simulator's board. */
export class HostAnalog implements Analog, AnalogOutput, HostInstance {
	readonly resolution = 12;
	readonly #link: HostLink;
	readonly #id: number;
	#open = true;

	/** The classes for one of the board's lines: `encoder.current`. */
	static bind(link: HostLink, line: string): AnalogConstructor & AnalogOutputConstructor {
		return class extends HostAnalog {
			constructor({ pin }: { pin: number; }) {
				super(link, line, pin);
			}
		};
	}

	constructor(link: HostLink, line: string, pin: number) {
		this.#link = link;
		this.#id = link.reserve(this);
		try {
			link.request(kinds.open, this.#id, { type: "analog", line, pin });
		}
		catch (error) {
			link.release(this.#id);
			throw error;
		}
	}

	read(): number {
		this.#check();
		return parseJSON(this.#link.request(kinds.read, this.#id, null)) as number;
	}

	write(value: number): void {
		this.#check();
		this.#link.send(kinds.control, this.#id, { write: value });
	}

	close(): void {
		if (!this.#open)
			return;
		this.#open = false;
		this.#link.close(this.#id);
	}

	receive(): void {}

	#check(): void {
		if (!this.#open)
			throw new Error("the pin is closed");
	}
}
