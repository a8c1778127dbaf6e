import type { HostInstance, HostLink } from "./host-link";
import { kinds, parseJSON } from "./records";

type Callback = (error: unknown, epoch?: number) => void;

/** Stands in for the SDK's NTP client: the simulator's world has a clock of its own. */
export class HostNTP implements HostInstance {
	readonly #link: HostLink;
	readonly #id: number;
	#callback: Callback | undefined;
	#open = true;

	static bind(link: HostLink): new(options: { servers: string[]; }) => HostNTP {
		return class extends HostNTP {
			constructor(options: { servers: string[]; }) {
				super(link, options);
			}
		};
	}

	constructor(link: HostLink, { servers }: { servers: string[]; }) {
		this.#link = link;
		this.#id = link.open(this, "ntp", { servers });
	}

	getTime(callback: Callback): void {
		if (!this.#open || this.#callback)
			throw new Error("busy or closed");
		this.#callback = callback;
		this.#link.send(kinds.control, this.#id, {});
	}

	close(): void {
		if (!this.#open)
			return;
		this.#open = false;
		this.#link.close(this.#id);
	}

	receive(_kind: number, payload: Uint8Array): void {
		const { epoch } = parseJSON(payload) as { epoch?: number; };
		const callback = this.#callback;
		this.#callback = undefined;
		callback?.(epoch === undefined ? new Error("no time server answers") : null, epoch);
	}
}
