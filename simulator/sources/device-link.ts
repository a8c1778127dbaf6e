import { spawnSync } from "node:child_process";
import { closeSync, constants, openSync } from "node:fs";
import { ReadStream as TerminalReader } from "node:tty";
import type { SerialFormat } from "../../drivers/serial";
import type { ByteLink, ByteLinkListener } from "../wire/byte-link";
import type { Source } from "./source";

/** A serial device or pseudo-terminal of this machine, set with `stty`. */
export class DeviceLink implements ByteLink, Source {
	readonly link = this;
	readonly #path: string;
	#descriptor: number | undefined;
	#stream: TerminalReader | undefined;

	/** Throws an Error of one line when the device cannot be opened. */
	constructor(path: string) {
		this.#path = path;
		// Tried at once, so that a wrong name is told before anything starts.
		closeSync(openDevice(path));
	}

	open(listener: ByteLinkListener): void {
		const descriptor = openDevice(this.#path);
		this.#descriptor = descriptor;
		this.#set(["raw", "-echo", "clocal", "cread"]);
		const stream = new TerminalReader(descriptor);
		this.#stream = stream;
		stream.on("data", (bytes: Buffer) => this.#stream === stream && listener.receive(bytes));
		const lost = () => {
			if (this.#stream !== stream)
				return;
			this.close();
			listener.lost();
		};
		stream.on("error", lost);
		stream.on("close", lost);
	}

	configure({ baud, data = 8, parity = "none", stop = 1 }: SerialFormat): void {
		// A pseudo-terminal has no line and refuses some of it; a device that cannot do the rate shows as garbage, as on the chip.
		this.#set([String(baud)]);
		this.#set([`cs${data}`]);
		this.#set(parity === "none" ? ["-parenb"] : ["parenb", parity === "odd" ? "parodd" : "-parodd"]);
		this.#set([stop === 2 ? "cstopb" : "-cstopb"]);
	}

	transmit(bytes: Uint8Array): void {
		// A terminal's reader is also its writer.
		(this.#stream as unknown as { write(bytes: Uint8Array): void; } | undefined)?.write(bytes);
	}

	close(): void {
		const stream = this.#stream;
		this.#stream = this.#descriptor = undefined;
		stream?.destroy();
	}

	#set(settings: string[]): void {
		if (this.#descriptor !== undefined)
			spawnSync("stty", settings, { stdio: [this.#descriptor, "ignore", "ignore"] });
	}
}

function openDevice(path: string): number {
	try {
		return openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
	}
	catch (error) {
		throw new Error(`Cannot open ${path}: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
	}
}
