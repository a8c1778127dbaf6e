/* eslint-disable @typescript-eslint/consistent-type-imports -- an import at the top would make this file a module, and its declarations local */

/*
	The modules of the Moddable SDK that the firmware's own files in `hardware/` import, as narrow as these use them. The SDK's typings are
	partly wrong (specs: platform, 3.3), and most JavaScript modules there have none.
*/

declare module "timer" {
	export default class Timer {
		static set(callback: () => void, delay?: number): object;
		static repeat(callback: () => void, interval: number): object;
		/** Throws for nothing: a timer that has run is ignored. */
		static clear(timer: object | undefined): void;
	}
}

declare module "time" {
	export default class Time {
		/** Milliseconds. On the chip a 32-bit integer that wraps and is negative half of the time; under Linux the wall clock. */
		static get ticks(): number;
		/** Sets the system's clock, in seconds since 1970. Does nothing under Linux. */
		static set(seconds: number): void;
	}
}

declare module "preference" {
	export default class Preference {
		static get(domain: string, name: string): boolean | number | string | ArrayBuffer | undefined;
		static set(domain: string, name: string, value: boolean | number | string | ArrayBuffer): void;
		static delete(domain: string, name: string): void;
		static keys(domain: string): string[];
	}
}

declare module "file" {
	export class File {
		/** Opens for reading, or for writing, which makes the file when it is not there. */
		constructor(path: string, writable?: boolean);
		read(type: typeof String): string;
		read(type: typeof ArrayBuffer, count: number): ArrayBuffer;
		/** Of buffers only whole ones. */
		write(data: string | ArrayBuffer): void;
		/** Where the next byte is read or written. */
		position: number;
		close(): void;
		static delete(path: string): void;
		static exists(path: string): boolean;
	}
}

declare module "crypt" {
	export class Digest {
		constructor(type: "SHA256");
		write(data: ArrayBuffer | Uint8Array): void;
		close(): ArrayBuffer;
	}

	/** One block at a time. */
	export class BlockCipher {
		constructor(cipher: "AES", key: ArrayBuffer);
		encrypt(block: ArrayBuffer): ArrayBuffer;
		decrypt(block: ArrayBuffer): ArrayBuffer;
	}

	/** The hash of Galois/counter mode. `key` is the cipher's block for sixteen zeros. */
	export class GHASH {
		constructor(key: ArrayBuffer, additional: ArrayBuffer);
		write(data: ArrayBuffer): void;
		close(): ArrayBuffer;
	}

	/** A cipher in a mode. */
	export class Mode {
		constructor(mode: "CTR", cipher: BlockCipher);
		setIV(counter: ArrayBuffer): void;
		decrypt(data: ArrayBuffer): ArrayBuffer;
	}
}

declare module "Resource" {
	/** A file of the build in flash. Stands where an `ArrayBuffer` is read, and costs no memory. */
	export default class Resource {
		constructor(name: string);
		readonly byteLength: number;
		slice(begin: number, end?: number): ArrayBuffer;
		static exists(name: string): boolean;
	}
}

declare module "embedded:io/socket/listener" {
	const Listener: import("../services/platform").ListenerConstructor;
	export default Listener;
}

declare module "embedded:network/http/client" {
	const HTTPClient: import("../services/platform").HTTPClientConstructor;
	export default HTTPClient;
}

declare module "embedded:network/http/server" {
	const HTTPServer: import("../services/platform").HTTPServerConstructor;
	export default HTTPServer;
}

declare module "embedded:network/dnssd" {
	const DNSSD: import("../services/platform").DNSSDConstructor;
	export default DNSSD;
}

declare module "mc/config" {
	/** What the manifests and the command line of the build have put together. */
	const config: Readonly<Record<string, unknown>>;
	export default config;
}

declare module "embedded:io/digital" {
	export default class Digital {
		constructor(options: { pin: number; mode: number; edge?: number; initialValue?: number; onReadable?(): void; });
		read(): number;
		write(value: number): void;
		close(): void;
		static readonly Input: number;
		static readonly InputPullUp: number;
		static readonly InputPullDown: number;
		static readonly Output: number;
		static readonly OutputOpenDrain: number;
		static readonly Rising: number;
		static readonly Falling: number;
	}
}

declare module "embedded:io/pwm" {
	export default class PWM {
		constructor(options: { pin: number; hz?: number; resolution?: number; });
		/** 0 to 2^resolution - 1. */
		write(value: number): void;
		close(): void;
	}
}

declare module "embedded:io/socket/tcp" {
	const TCP: import("../services/platform").SocketConstructor;
	export default TCP;
}

declare module "embedded:io/socket/tcp/tls" {
	const TLSSocket: import("../services/platform").SocketConstructor;
	export default TLSSocket;
}

declare module "embedded:io/socket/udp" {
	const UDP: new(options: object) => object;
	export default UDP;
}

declare module "embedded:network/dns/resolver/udp" {
	const Resolver: new(options: { servers: string[]; socket: { io: unknown; }; }) => object;
	export default Resolver;
}

declare module "embedded:network/mqtt/client" {
	const MQTTClient: import("../services/platform").MQTTClientConstructor;
	export default MQTTClient;
}

declare module "embedded:network/ntp/client" {
	const NTP: import("../services/platform").NTPHardware["io"];
	export default NTP;
}

declare module "embedded:network/interface/wifi" {
	const WiFi: import("../services/platform").NetworkHardware["io"];
	export default WiFi;
}

declare module "embedded:network/interface/ethernet" {
	const Ethernet: import("../services/platform").NetworkHardware["io"];
	export default Ethernet;
}

/**
 * The board that the build is made for: `board.ts` of its folder, under a name of the same depth, so that its relative imports hold.
 */
declare module "hardware/chip/chip" {
	export const Chip: typeof import("../hardware/chip/chip").Chip;
}

declare module "hardware/boards/this/board" {
	export const board: import("../hardware/board").Board;
}

/** `hardware/esp32/platform.ts` or `hardware/lin/platform.ts`, as the manifest says. */
declare module "hardware/target/platform" {
	export function createPlatform(): import("../services/platform").Platform;
}

declare module "curve" {
	export default class Curve {
		constructor(name: "secp256r1");
		/** The group's order. */
		readonly n: bigint;
	}
}

declare module "ecp" {
	export default class ECPoint {
		constructor(x: bigint, y: bigint);
	}
}

declare module "ecdsa" {
	export default class ECDSA {
		constructor(key: import("ecp").default, curve: import("curve").default);
		/** `signature`: r and s. The class does not look at their range. */
		verify(hash: ArrayBuffer, signature: ArrayBuffer): boolean;
	}
}

declare module "embedded:storage/flash" {
	interface Partition {
		status(): { readonly size: number; readonly blocks: number; readonly blockLength: number; };
		read(count: number, offset: number): ArrayBuffer;
		write(data: ArrayBuffer | Uint8Array, offset: number): void;
		eraseBlock(block: number): void;
		close(): void;
	}

	/** `nextota` is the slot that does not run. */
	const flash: { open(options: { path: string; mode?: "r" | "r+"; }): Partition; };
	export default flash;
}

declare module "embedded:update" {
	interface Update {
		write(data: ArrayBuffer | Uint8Array): void;
		/** The chip checks the image; then it is the next to start. */
		complete(): void;
		close(): void;
	}

	const updates: { open(options: { partition: object; byteLength?: number; mode?: "a" | "w"; }): Update; };
	export default updates;
}
