import type { Digital, DigitalConstructor, DigitalOptions } from "../../drivers/serial";
import type { HostInstance, HostLink } from "./host-link";
import { kinds, parseJSON } from "./records";

/** A pin whose wire is the simulator's. */
export class HostDigital implements Digital, HostInstance {
	readonly #link: HostLink;
	readonly #id: number;
	readonly #options: DigitalOptions;
	#open = true;

	/** The class for one of the board's lines: `p1.request`. */
	static bind(link: HostLink, line: string): DigitalConstructor {
		return class extends HostDigital {
			constructor(options: DigitalOptions) {
				super(link, line, options);
			}
		};
	}

	constructor(link: HostLink, line: string, options: DigitalOptions) {
		this.#link = link;
		this.#options = { ...options };
		this.#id = link.reserve(this);
		const { pin, mode, initialValue } = options;
		try {
			link.request(kinds.open, this.#id, { type: "digital", line, pin, mode, initialValue });
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
		this.#link.send(kinds.control, this.#id, { write: value ? 1 : 0 });
	}

	close(): void {
		if (!this.#open)
			return;
		this.#open = false;
		this.#link.close(this.#id);
	}

	receive(kind: number): void {
		if (kind === kinds.event)
			this.#options.onReadable?.call(this);
	}

	#check(): void {
		if (!this.#open)
			throw new Error("the pin is closed");
	}
}
