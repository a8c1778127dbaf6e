import type { CanHardware } from "../drivers/can/can";
import type { EncoderPortOptions } from "../drivers/encoder-port/encoder-port";
import type { PulseCounterConstructor } from "../drivers/pulse-input/pulse-counter";
import type { DigitalConstructor, SerialConstructor } from "../drivers/serial";
import type { Timers } from "../drivers/timers";
import type { GcmDecrypt } from "../protocols/dlms/ciphering";
import type { MbusDecrypt } from "../protocols/mbus/encryption";

/**
 * Everything the firmware gets from the outside. `main.ts` (with a board's folder) fills it in on the chip, `simulator/host` on a PC. Nothing in
 * `services/`, `meters/`, `drivers/` or `protocols/` knows more of the machine than this.
 */
export interface Platform {
	readonly timers: Timers;
	readonly clock: SystemClock;
	readonly device: DeviceIdentity;
	readonly network: NetworkHardware;
	/** The serial port of the console, for Improv. Absent where it is not the firmware's to use. */
	readonly console?: ConsoleHardware;
	/** A button that opens the set-up network while it is held. */
	readonly button?: ButtonHardware;
	readonly mqtt: MQTTHardware;
	/** The SDK's `embedded:network/http/client`. Absent where the build has none. */
	readonly http?: HTTPClientConstructor;
	readonly ntp?: NTPHardware;
	readonly storage: Storage;
	/** The flash chip's data partitions. Absent where there is none. */
	readonly flash?: Flash;
	readonly ports: Ports;
	/** Settings by name whose defaults are others on this board. */
	readonly defaults?: Readonly<Record<string, string>>;
	/** AES-128 in cipher block chaining, for meters that encrypt. Absent where the build has none. */
	readonly decrypt?: MbusDecrypt;
	/** AES-128 in Galois/counter mode, for meters that encrypt. Absent where the build has none. */
	readonly decryptGcm?: GcmDecrypt;
	/** Absent where the build has no web server. */
	readonly web?: WebHardware;
	/** The two slots for firmware. Absent where the build has one. */
	readonly update?: UpdateHardware;
	/** Bytes of heap that are free for JavaScript, where the engine can tell. */
	freeMemory(): number | undefined;
	/**
	 * Bytes that the engine can still hand out, for objects or for texts, whichever is less: without any left the device starts again. With less than `enough`
	 * free, what nobody refers to is collected first. `undefined`, or not there, where the engine's memory grows as it needs it.
	 */
	freeHeap?(enough: number): number | undefined;
	/** One line to the console. */
	log(text: string): void;
	restart(): void;
}

export interface SystemClock {
	/** Milliseconds since 1970-01-01T00:00:00Z; `undefined` until somebody has set the clock. */
	readonly now: number | undefined;
	set(epoch: number): void;
}

export interface DeviceIdentity {
	/** MAC address: 12 upper-case hexadecimal digits without colons. */
	readonly mac: string;
	/** `ESP32`, `ESP32-C3`, `ESP32-S3`, or `simulator`. */
	readonly chip: string;
	/** Name of the board's folder under `hardware/boards`. */
	readonly board: string;
	/** Why the chip started, in words. */
	readonly restartReason: string;
}

/** The meter ports that a board has. A port that is absent does not exist on that board. */
export interface Ports {
	readonly p1?: P1Hardware;
	readonly optical?: OpticalHardware;
	readonly mbus?: MbusHardware;
	readonly encoder?: EncoderHardware;
	readonly pulse1?: PulseHardware;
	readonly pulse2?: PulseHardware;
	/** For scripts only. */
	readonly can?: CanHardware;
}

/** A pulse input: a native counter and its pin. */
export interface PulseHardware {
	readonly io: PulseCounterConstructor;
	/** Counts a Ferraris disc's turns by the light of a reflective sensor at the same pin. Absent where the pin has no ADC. */
	readonly light?: PulseCounterConstructor;
	readonly pin: number;
	/** Level of a pulse at the pin. Default 0. */
	readonly active?: 0 | 1;
	readonly pull?: "up" | "down" | "none";
}

/** A port's serial line: pins and whatever the board fixes. */
export interface SerialHardware {
	readonly io: SerialConstructor;
	readonly receive?: number;
	readonly transmit?: number;
	/** Which of the chip's UARTs. Two ports of a board may have the same one: the first that is in use gets it. */
	readonly port?: number;
	readonly device?: string;
	/** Takes the place of `io` while another port has the UART: software that needs none, for rates up to `maximumBaud`. */
	readonly software?: { readonly io: SerialConstructor; readonly maximumBaud: number; };
}

/** The serial port at which a PC is. */
export interface ConsoleHardware extends SerialHardware {
	/**
	 * The log goes there: `also`, where `Platform.log` does not reach it once this port is open; `instead`, where both would write to the same place.
	 */
	readonly log?: "also" | "instead";
}

/** The encoder port's serial port, whose transmit pin feeds the meter, and the sensors that the board has. */
export type EncoderHardware = Pick<EncoderPortOptions, "hold" | "current" | "voltage" | "currentReceiver"> & {
	readonly serial: SerialHardware;
};

export interface P1Hardware {
	readonly serial: SerialHardware;
	/** The data-request line. `activeLow` where a transistor inverts it. Absent where the plug wires it to +5 V. */
	readonly request?: { io: DigitalConstructor; pin: number; activeLow?: boolean; };
}

export interface OpticalHardware {
	/** `invert` where the head's light is the other way round at a pin. */
	readonly serial: SerialHardware & { readonly invert?: { receive?: boolean; transmit?: boolean; }; };
}

export interface MbusHardware {
	/** Behind the level shifter. */
	readonly serial: SerialHardware;
	/** Switches the bus supply. Absent where it is always on. */
	readonly supply?: { io: DigitalConstructor; pin: number; activeLow?: boolean; settling?: number; };
	/** Milliseconds by which the port delays what it hears: a USB adapter 16 and more. */
	readonly latency?: number;
}

/** A push button. */
export interface ButtonHardware {
	readonly io: DigitalConstructor;
	readonly pin: number;
	/** Pressed is 0, and the pin has a pull-up. Default true. */
	readonly activeLow?: boolean;
}

/** Wi-Fi or Ethernet: the ECMA-419 network interface as the SDK has it. */
export interface NetworkHardware {
	readonly kind: "wifi" | "ethernet";
	readonly io: new(options: { onChanged?(this: NetworkInterface): void; }) => NetworkInterface;
	/** What the SDK's Wi-Fi class lacks. Absent on boards without Wi-Fi. */
	readonly radio?: Radio;
	readonly udp?: UDPConstructor;
	/** Tells the resolver servers that no DHCP server names. An empty list: those of the DHCP server. */
	setNameServers?(addresses: readonly string[]): void;
	/** Announces names and services with multicast DNS (RFC 6762, 6763): the SDK's `embedded:network/dnssd`. */
	readonly dnssd?: { readonly io: DNSSDConstructor; readonly socket: { readonly io: unknown; }; };
}

export interface NetworkInterface {
	/** 0 off, 100 starting, 200 started, 300 connecting, 400 connected without an address, 500 ready. */
	readonly connection: number;
	readonly address?: string;
	readonly MAC?: string;
	readonly RSSI?: number;
	readonly BSSID?: string;
	readonly channel?: number;
	connect(options: { SSID?: string; password?: string; }): void;
	disconnect(): void;
	/** `static`: an address instead of DHCP's; `null`: DHCP again. */
	configure?(options: { hostname?: string; static?: StaticAddress | null; }): void;
	/** Throws while a scan runs, and while the station connects. */
	scan?(options: { onFound(network: FoundNetwork): void; onComplete(): void; }): void;
	close(): void;
}

export interface StaticAddress {
	readonly address: string;
	readonly mask: string;
	readonly gateway: string;
}

export interface FoundNetwork {
	readonly SSID: string;
	/** dBm. */
	readonly RSSI: number;
	readonly channel?: number;
	/** `none`, `wpa2_psk`, … */
	readonly security: string;
}

/** The Wi-Fi radio beside its station. */
export interface Radio {
	/** Why the station was thrown out or not let in (`wifi_err_reason_t` of ESP-IDF, `esp_wifi_types_generic.h`); 0: nothing new. Asking forgets it. */
	takeReason(): number;
	/** Opens an access point of the device's own, beside the station. Returns its address, which its DHCP server also names as name server. Throws. */
	openAccessPoint(SSID: string, password: string): string;
	closeAccessPoint(): void;
}

/** ECMA-419 UDP as the SDK has it. */
export interface UDP {
	/** `address` and `port` are the sender's. `undefined`: nothing there. */
	read(): (ArrayBuffer & { readonly address: string; readonly port: number; }) | undefined;
	write(data: ArrayBuffer | Uint8Array, address: string, port: number): void;
	close(): void;
}

/** Throws when the port is taken. */
export type UDPConstructor = new(options: { port?: number; onReadable?(this: UDP, count: number): void; }) => UDP;

/** Throws where it cannot join the group. It must not be closed from within `onError`. `txt` is the record's data as it goes out. */
export interface DNSSDConstructor {
	new(options: { socket: { io: unknown; }; }): {
		claim(options: { host: string; onReady(): void; onError(): void; }): { close(): void; };
		advertise(options: { serviceType: string; name?: string; host: string; port: number; txt?: Uint8Array; }): { close(): void; };
		close(): void;
	};
}

/** Constructors for the SDK's `embedded:network/mqtt/client` and what it stands on. */
export interface MQTTHardware {
	readonly io: MQTTClientConstructor;
	readonly dns: { io: unknown; };
	readonly socket: { io: SocketConstructor; };
	/** Absent where the build has no TLS. `roots`: it knows the public certificate authorities. */
	readonly tls?: { io: SocketConstructor; TCP: { io: SocketConstructor; }; roots?: true; };
}

/** ECMA-419 TCP as the SDK has it, faults included (specs: reads beyond what is there throw). */
export interface Socket {
	format: "buffer" | "number";
	read(count?: number | ArrayBuffer | Uint8Array): ArrayBuffer | number | undefined;
	/** Returns how many bytes may still be written. */
	write(data: ArrayBuffer | Uint8Array | number, options?: { more?: boolean; byteLength?: number; }): number;
	close(): void;
}

export interface SocketOptions {
	address?: string;
	host?: string;
	port?: number;
	secure?: object;
	TCP?: object;
	/** A connection from a listener: its place is taken over, and it is closed. */
	from?: Socket;
	onReadable?(this: Socket, count: number): void;
	onWritable?(this: Socket, count: number): void;
	onError?(this: Socket, error?: unknown): void;
}

export type SocketConstructor = new(options: SocketOptions) => Socket;

/** MQTT 3.1.1 control message as the SDK's client reports it: one argument. */
export interface MQTTControl {
	readonly operation: number;
	readonly id?: number;
	readonly returnCode?: number;
	readonly payload?: number[];
}

export interface MQTTClientOptions {
	host: string;
	port?: number;
	id?: string;
	user?: string;
	password?: string;
	/** Milliseconds. */
	keepAlive?: number;
	clean?: boolean;
	will?: { topic: string; message: string; QoS?: number; retain?: boolean; };
	dns: { io: unknown; };
	socket: SocketOptions & { io: SocketConstructor; };
	onControl?(this: MQTTClient, message: MQTTControl): void;
	onReadable?(this: MQTTClient, count: number, options: { topic?: string; byteLength?: number; QoS?: number; more?: boolean; }): void;
	onWritable?(this: MQTTClient, count: number): void;
	onClose?(this: MQTTClient): void;
	onError?(this: MQTTClient, error?: unknown): void;
}

export interface MQTTWriteOptions {
	operation?: number;
	id?: number;
	topic?: string;
	QoS?: number;
	retain?: boolean;
	duplicate?: boolean;
	byteLength?: number;
	items?: { topic: string; QoS?: number; }[];
}

export interface MQTTClient {
	read(count?: number): ArrayBuffer | undefined;
	/** Returns how many bytes may still be written. Throws `overflow` when the packet is larger than that, and when not connected. */
	write(data: ArrayBuffer | null, options?: MQTTWriteOptions): number;
	close(): void;
}

export interface MQTTClientConstructor {
	new(options: MQTTClientOptions): MQTTClient;
	readonly CONNACK: number;
	readonly PUBLISH: number;
	readonly PUBACK: number;
	readonly SUBSCRIBE: number;
	readonly SUBACK: number;
	readonly PINGREQ: number;
	readonly PINGRESP: number;
	readonly DISCONNECT: number;
}

/** One request of the SDK's `embedded:network/http/client`. */
export interface HTTPClientRequest {
	/** A part of the body, not longer than there is room. Returns the room that is left. Throws `would block` for more. */
	write(data: ArrayBuffer | Uint8Array): number;
}

export interface HTTPClientRequestOptions {
	method?: string;
	path?: string;
	headers?: Map<string, string>;
	/** Names in small letters. */
	onHeaders?(this: HTTPClientRequest, status: number, headers: Map<string, string>): void;
	/** There is room for so many bytes of the body, which may be none. */
	onWritable?(this: HTTPClientRequest, count: number): void;
	onReadable?(this: HTTPClientRequest, count: number): void;
	onDone?(this: HTTPClientRequest, error: unknown): void;
}

/** One connection to a web server, for requests one after the other. */
export interface HTTPClient {
	request(options: HTTPClientRequestOptions): HTTPClientRequest;
	close(): void;
}

export type HTTPClientConstructor = new(options: {
	host: string;
	port?: number;
	dns: { io: unknown; };
	socket: SocketOptions & { io: SocketConstructor; };
	onError?(error?: unknown): void;
}) => HTTPClient;

export interface NTPHardware {
	readonly io: new(options: { servers: string[]; dns?: unknown; socket?: unknown; }) => {
		getTime(callback: (error: unknown, epoch?: number) => void): void;
		close(): void;
	};
	readonly dns?: unknown;
	readonly socket?: unknown;
}

/** The flash chip by the names of its partitions (`hardware/partitions.csv`). */
export interface Flash {
	/** Throws when there is no such partition. */
	open(name: string): FlashPartition;
}

/**
 * A part of the flash: NOR, so a write only clears bits, and a block has to be erased before the same place is written again. While either is under
 * way (a block takes 45 ms to erase, in the worst case 400) the firmware does nothing else.
 */
export interface FlashPartition {
	readonly blocks: number;
	/** Bytes that are erased at once. */
	readonly blockLength: number;
	/** Offset and count in bytes. Throws outside the partition. */
	read(offset: number, count: number): ArrayBuffer;
	write(offset: number, data: ArrayBuffer | Uint8Array): void;
	/** All bits of the block become 1. A power cut may leave anything. */
	eraseBlock(block: number): void;
	close(): void;
}

/** ECMA-419 TCP listener as the SDK has it: the address is ignored, a connection that is read is open already. */
export interface Listener {
	readonly port: number;
	/** A connection that was made, for `from` of its own class; `undefined` when there is none (any more). */
	read(): Socket | undefined;
	close(): void;
}

export interface ListenerOptions {
	port?: number;
	target?: unknown;
	/** So many connections can be read. */
	onReadable(this: Listener, count: number): void;
}

export type ListenerConstructor = new(options: ListenerOptions) => Listener;

/** The device's page, as `npm run web` makes it. */
export interface WebPage {
	/** `Content-Security-Policy` of its files. */
	readonly policy: string;
	readonly files: readonly WebPageFile[];
}

export interface WebPageFile {
	/** Address: `/`, `/de.json`. */
	readonly path: string;
	readonly type: string;
	/** Differs with the contents. */
	readonly tag: string;
	/** Packed with gzip. */
	readonly data: ArrayBuffer;
}

/** The SDK's `embedded:network/http/server`, its random numbers and digests, and the page. */
export interface WebHardware {
	readonly server: HTTPServerConstructor;
	readonly listener: ListenerConstructor;
	/** TCP port of the page. Default 80. */
	readonly port?: number;
	/** Absent where the build has none. */
	readonly page?: WebPage;
	/** Connections at a time, and browsers among them that may listen for events, where the board's memory allows fewer than is usual. */
	readonly connections?: number;
	readonly listeners?: number;
	/** Bytes that nobody can foresee. */
	random(count: number): Uint8Array;
	/** SHA-256 (FIPS 180-4) of all parts in a row: 32 bytes. */
	digest(...parts: Uint8Array[]): Uint8Array;
}

/** One request and its answer, as the SDK's server has them. */
export interface HTTPConnection {
	accept(callbacks: HTTPCallbacks): void;
	/** At most `count` bytes of the request's body. */
	read(count?: number): ArrayBuffer | undefined;
	/** A part of the answer's body, not longer than there is room. Returns the room that is left. */
	write(data: ArrayBuffer | Uint8Array): number;
	respond(response: HTTPResponse): void;
	close(): void;
}

export interface HTTPResponse {
	status: number;
	headers: Map<string, string>;
}

export interface HTTPCallbacks {
	onRequest?(this: HTTPConnection, request: { method: string; path: string; headers: Map<string, string>; }): void;
	onReadable?(this: HTTPConnection, count: number): void;
	/** Header and body have come. Without this callback the server answers by itself. */
	onResponse?(this: HTTPConnection, response: HTTPResponse): void;
	onWritable?(this: HTTPConnection, count: number): void;
	onDone?(this: HTTPConnection): void;
	onError?(this: HTTPConnection, error?: unknown): void;
}

export type HTTPServerConstructor = new(options: {
	io: ListenerConstructor;
	port?: number;
	onConnect(connection: HTTPConnection): void;
}) => { readonly port: number; close(): void; };

/** The two slots for firmware, the boot loader that chooses between them, and what is needed to trust an image. */
export interface UpdateHardware {
	/** Public keys of those who may sign: uncompressed points on P-256, 130 hexadecimal digits each (SEC 1, 2.3.3). */
	readonly keys: readonly string[];
	/** The slot that runs. */
	readonly slot: "a" | "b";
	/** Bytes of the slot that does not run. */
	readonly slotLength: number;
	/** The boot loader goes back to the other image with the next restart unless `confirm` is called. */
	readonly pending: boolean;
	/** A new SHA-256. */
	digest(): UpdateDigest;
	/** Whether `signature` (r and s, 32 bytes each) over `data` was made with the private part of `key` (65 bytes): ECDSA with SHA-256, FIPS 186-5, 6.4.2. */
	verify(key: Uint8Array, data: Uint8Array, signature: Uint8Array): boolean;
	/** Opens the slot that does not run, to be written from its start. Throws while `pending`. */
	open(length: number): UpdateSlot;
	/** The running image is good: it stays. */
	confirm(): void;
	/** The running image is no good: restarts with the other one. Throws when there is none. */
	rollBack(): void;
}

export interface UpdateDigest {
	write(data: ArrayBuffer | Uint8Array): void;
	/** The sum; nothing can be written afterwards. */
	close(): ArrayBuffer;
}

/** A slot that is being written. */
export interface UpdateSlot {
	/** Appends. Erases by itself what comes next. */
	write(data: Uint8Array): void;
	read(offset: number, count: number): ArrayBuffer;
	/** The chip's own check of the image; then it is the one that starts next. Throws when the image is no good. */
	complete(): void;
	/** Nothing changes for the next start. */
	close(): void;
}

/** Small texts that survive a restart. Keys have at most 15 characters (NVS). */
export interface Storage {
	read(key: string): string | undefined;
	write(key: string, value: string): void;
	delete(key: string): void;
	/** Deletes everything. Absent where that cannot be. */
	clear?(): void;
}
