import type { Serial } from "../../../drivers/serial";
import type { Timers } from "../../../drivers/timers";
import type { SerialHardware } from "../../platform";
import { decodeText, describeError } from "../../text";
import type { Network } from "../network";
import type { NetworkSetup } from "../network-setup";
import type { Credentials } from "../wifi-trial";
import { ImprovDecoder } from "./improv-decoder";
import { ImprovOutput } from "./improv-output";
import { improvCommands, improvErrors, improvResult, improvStates, improvTypes } from "./improv-packet";

export interface ImprovSerialOptions {
	timers: Timers;
	serial: SerialHardware;
	network: Network;
	setup: NetworkSetup;
	/** Firmware, version, chip and the device's own name. */
	device(): readonly [string, string, string, string];
	/** Address of the device's page, when it is in a network and has one. */
	url(): string | undefined;
	onLog?(text: string): void;
}

const baud = 115_200;
/** Milliseconds of silence after which a packet that has begun is given up. At 115200 baud the longest takes 12. */
const patience = 500;
const quiet = 5;
/** A name of 32 bytes and a password of 64 take 100 with their lengths. */
const mostData = 128;
const bufferSize = 512;
const longestName = 32;

/**
 * Improv over the serial port of the console: a browser or an app on the PC at the other end of the cable gives the device its Wi-Fi, which is
 * tried before it is kept. Whoever has the cable can do so at any time. Sends no packet of its own accord, for people read along there.
 */
export class ImprovSerial {
	readonly #options: ImprovSerialOptions;
	readonly #decoder: ImprovDecoder;
	#serial: Serial | undefined;
	#output: ImprovOutput | undefined;
	/** Name of the network that is tried for the one at the cable. */
	#trying: string | undefined;
	#scanning = false;
	#failed = false;
	#last = 0;

	/** Throws what the serial port throws that cannot be opened. */
	constructor(options: ImprovSerialOptions) {
		this.#options = options;
		this.#decoder = new ImprovDecoder(mostData, {
			onPacket: (type, data) => this.#packet(type, data),
			onFault: () => this.#error(improvErrors.packet),
		});
		const { io, receive, transmit, port, device } = options.serial;
		this.#serial = new io({
			...(receive !== undefined && { receive }),
			...(transmit !== undefined && { transmit }),
			...(port !== undefined && { port }),
			...(device !== undefined && { device }),
			baud,
			bufferSize,
			quiet,
			onReadable: () => this.#read(),
			onWritable: count => this.#output?.writable(count),
			onError: () => {
				options.onLog?.("Improv: the serial port is gone");
				this.close();
			},
		});
		this.#output = new ImprovOutput(this.#serial, options.onLog);
	}

	/** The network's state is different, or that of an attempt. */
	changed(): void {
		if (this.#trying === undefined || !this.#serial)
			return;
		const { trying } = this.#options.network.status;
		if (trying?.state === "connecting" && trying.ssid === this.#trying)
			return;
		const mine = trying?.ssid === this.#trying;
		this.#trying = undefined;
		if (mine && trying?.state === "connected" && !trying.error)
			this.#tellState(improvCommands.settings);
		else {
			// What works and cannot be saved is no fault of the network.
			this.#error(mine && trying?.state === "connected" ? improvErrors.unknown : improvErrors.connect);
			this.#tellState();
		}
	}

	/** A line of the log for who reads along. False when it will not be there: nobody reads, or the port is gone. */
	print(text: string): boolean {
		return this.#output?.print(text) ?? false;
	}

	/** May be called twice. */
	close(): void {
		const serial = this.#serial;
		this.#serial = this.#output = this.#trying = undefined;
		serial?.close();
	}

	#read(): void {
		const { ticks } = this.#options.timers;
		if (ticks - this.#last > patience)
			this.#decoder.reset();
		this.#last = ticks;
		try {
			const bytes = this.#serial?.read();
			if (bytes)
				this.#decoder.push(new Uint8Array(bytes));
		}
		catch (error) {
			this.#options.onLog?.(`Improv: ${describeError(error)}`);
		}
	}

	#packet(type: number, data: Uint8Array): void {
		if (type !== improvTypes.command)
			return;
		if (data.length < 2 || data[1] !== data.length - 2)
			return this.#error(improvErrors.packet);
		if (this.#failed)
			this.#error(improvErrors.none);
		switch (data[0]) {
			case improvCommands.settings:
				return this.#settings(data.subarray(2));
			case improvCommands.state:
				return this.#tellState(improvCommands.state);
			case improvCommands.device:
				return this.#result(improvCommands.device, this.#options.device());
			case improvCommands.scan:
				return this.#scan();
			default:
				this.#error(improvErrors.command);
		}
	}

	#settings(data: Uint8Array): void {
		const credentials = readCredentials(data);
		if (!credentials)
			return this.#error(improvErrors.packet);
		this.#trying = credentials.SSID;
		this.#send(improvTypes.state, [improvStates.provisioning]);
		try {
			this.#options.network.try(credentials);
		}
		catch (error) {
			this.#options.onLog?.(`Improv: ${describeError(error)}`);
			this.#trying = undefined;
			this.#error(improvErrors.unknown);
			this.#tellState();
		}
	}

	#scan(): void {
		if (this.#scanning)
			return;
		this.#scanning = true;
		this.#options.setup.scan((error, networks) => {
			this.#scanning = false;
			if (error) {
				this.#options.onLog?.(`Improv: ${error}`);
				return this.#error(improvErrors.unknown);
			}
			for (const { ssid, rssi, secure } of networks)
				this.#result(improvCommands.scan, [ssid, `${rssi}`, secure ? "YES" : "NO"]);
			this.#result(improvCommands.scan, []);
		});
	}

	/** `command`: whose answer holds the page's address once there is one. */
	#tellState(command?: number): void {
		const online = this.#options.network.state === "online";
		const state = this.#trying !== undefined ? improvStates.provisioning : online ? improvStates.provisioned : improvStates.ready;
		this.#send(improvTypes.state, [state]);
		if (command === undefined || state !== improvStates.provisioned)
			return;
		const url = this.#options.url();
		this.#result(command, url ? [url] : []);
	}

	#error(error: number): void {
		this.#failed = error !== improvErrors.none;
		this.#send(improvTypes.error, [error]);
	}

	#result(command: number, texts: readonly string[]): void {
		this.#send(improvTypes.result, improvResult(command, texts));
	}

	#send(type: number, data: ArrayLike<number>): void {
		this.#output?.send(type, data);
	}
}

/** Name and password, each with its length before it; `undefined` for anything else. */
function readCredentials(data: Uint8Array): Credentials | undefined {
	const nameLength = data[0] ?? 0;
	const passwordLength = data[1 + nameLength];
	if (!nameLength || nameLength > longestName || passwordLength === undefined || data.length !== 2 + nameLength + passwordLength)
		return undefined;
	const SSID = decodeText(data.slice(1, 1 + nameLength).buffer), password = decodeText(data.slice(2 + nameLength).buffer);
	return SSID === undefined || password === undefined ? undefined : { SSID, password };
}
