import type { UDP, UDPConstructor } from "../../services/platform";
import type { HostInstance, HostLink } from "./host-link";
import { kinds } from "./records";

type Options = ConstructorParameters<UDPConstructor>[0];
type Packet = ArrayBuffer & { readonly address: string; readonly port: number; };

const addressPattern = /^\d{1,3}(\.\d{1,3}){3}$/;

/** UDP as the SDK has it. */
export class HostUDP implements UDP, HostInstance {
	readonly #link: HostLink;
	readonly #id: number;
	readonly #options: Options;
	readonly #packets: Packet[] = [];
	#open = true;

	static bind(link: HostLink): UDPConstructor {
		return class extends HostUDP {
			constructor(options: Options) {
				super(link, options);
			}
		};
	}

	constructor(link: HostLink, options: Options) {
		this.#link = link;
		this.#options = { ...options };
		this.#id = link.open(this, "udp", { port: options.port ?? 0 });
	}

	read(): Packet | undefined {
		this.#check();
		return this.#packets.shift();
	}

	write(data: ArrayBuffer | Uint8Array, address: string, port: number): void {
		this.#check();
		if (!addressPattern.test(address))
			throw new Error("invalid address");
		const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
		const packed = new Uint8Array(6 + bytes.length);
		packed.set(address.split(".").map(Number));
		packed.set([port & 0xFF, port >> 8], 4);
		packed.set(bytes, 6);
		this.#link.sendBytes(kinds.write, this.#id, packed);
	}

	/** Joins a multicast group. */
	add(group: string): void {
		this.#check();
		this.#link.request(kinds.call, this.#id, group);
	}

	close(): void {
		if (this.#open)
			this.#link.close(this.#id);
		this.#open = false;
	}

	receive(_kind: number, payload: Uint8Array): void {
		const address = payload.slice(0, 4).join("."), port = payload[4]! | payload[5]! << 8;
		this.#packets.push(Object.assign(payload.slice(6).buffer as ArrayBuffer, { address, port }));
		this.#options.onReadable?.call(this, this.#packets.length);
	}

	#check(): void {
		if (!this.#open)
			throw new Error("the socket is closed");
	}
}
