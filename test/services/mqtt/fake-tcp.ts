import type { Socket, SocketConstructor, SocketOptions } from "../../../services/platform";
import type { VirtualTimers } from "../../support/virtual-timers";

/** What the far end of a fake connection does. */
export interface FarEnd {
	/** The connection came about. */
	onConnect?(socket: FakeTcp): void;
	onData?(socket: FakeTcp, bytes: Uint8Array): void;
	/** Nobody listens: the connection is refused. */
	refuse?: boolean;
	/** The address swallows everything. */
	silent?: boolean;
	/** Bytes that can be written at a time. */
	room?: number;
}

/** TCP as the SDK's on lwIP, faults included: it throws on a read beyond what is there, on a write beyond the room, and on any use after close. */
export class FakeTcp implements Socket {
	static open = 0;
	closed = false;
	#format: "buffer" | "number" = "buffer";
	#received: number[] = [];
	#ready = false;
	#dead = false;
	#options: SocketOptions;
	#timers: VirtualTimers;
	#far: FarEnd;
	#room: number;

	static bind(timers: VirtualTimers, far: FarEnd): SocketConstructor {
		return class extends FakeTcp {
			constructor(options: SocketOptions) {
				super(options, timers, far);
			}
		};
	}

	constructor(options: SocketOptions, timers: VirtualTimers, far: FarEnd) {
		FakeTcp.open++;
		this.#options = options;
		this.#timers = timers;
		this.#far = far;
		this.#room = far.room ?? 5744;
		if (far.silent)
			return;
		timers.set(() => {
			if (this.closed)
				return;
			if (far.refuse)
				return this.fail();
			this.#ready = true;
			far.onConnect?.(this);
			if (!this.closed)
				options.onWritable?.call(this, this.#room);
		}, 5);
	}

	get format(): "buffer" | "number" {
		this.#check();
		return this.#format;
	}

	set format(value) {
		this.#check();
		this.#format = value;
	}

	read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined {
		this.#check();
		if (!this.#received.length)
			return undefined;
		if (this.#format === "number")
			return this.#received.shift()!;
		const wanted = count === undefined ? this.#received.length : typeof count === "number" ? count : count.byteLength;
		if (wanted <= 0 || wanted > this.#received.length)
			throw new Error("invalid");
		const bytes = Uint8Array.from(this.#received.splice(0, wanted));
		if (typeof count !== "object")
			return bytes.buffer;
		(count instanceof Uint8Array ? count : new Uint8Array(count)).set(bytes);
		return wanted;
	}

	write(data: ArrayBuffer | Uint8Array | number): number {
		this.#check();
		if (!this.#ready)
			throw new Error("not ready");
		if (this.#dead)
			return undefined as unknown as number;
		const bytes = typeof data === "number"
			? Uint8Array.of(data)
			: Uint8Array.from(data instanceof Uint8Array ? data : new Uint8Array(data));
		if (bytes.length > this.#room)
			throw new Error("would block");
		this.#room -= bytes.length;
		this.#timers.set(() => {
			if (!this.closed && !this.#dead)
				this.#far.onData?.(this, bytes);
			this.#room += bytes.length;
			if (!this.closed && !this.#dead)
				this.#options.onWritable?.call(this, this.#room);
		}, 2);
		return this.#room;
	}

	close(): void {
		this.#check();
		this.closed = true;
		FakeTcp.open--;
	}

	/** The far end sends. */
	receive(bytes: Uint8Array): void {
		this.#timers.set(() => {
			if (this.closed || this.#dead)
				return;
			this.#received.push(...bytes);
			this.#options.onReadable?.call(this, this.#received.length);
		}, 1);
	}

	/** The connection breaks. */
	fail(): void {
		this.#timers.set(() => {
			if (this.closed || this.#dead)
				return;
			this.#dead = true;
			this.#options.onError?.call(this);
		}, 1);
	}

	#check(): void {
		if (this.closed)
			throw new TypeError("this: not a socket");
	}
}
