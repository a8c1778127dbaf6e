import Listener from "embedded:io/socket/listener";
import TCP from "embedded:io/socket/tcp";
import TLSSocket from "embedded:io/socket/tcp/tls";
import UDP from "embedded:io/socket/udp";
import Resolver from "embedded:network/dns/resolver/udp";
import HTTPClient from "embedded:network/http/client";
import HTTPServer from "embedded:network/http/server";
import MQTTClient from "embedded:network/mqtt/client";
import type { Timers } from "../drivers/timers";
import type {
	Flash,
	HTTPClientConstructor,
	HTTPServerConstructor,
	ListenerConstructor,
	MQTTClientConstructor,
	NetworkHardware,
	NTPHardware,
	Platform,
	SocketConstructor,
	Storage,
	SystemClock,
	UDPConstructor,
	UpdateHardware,
} from "../services/platform";
import { decryptCBC } from "./adapters/sdk-decrypt";
import { decryptGCM } from "./adapters/sdk-gcm";
import { digestSHA256 } from "./adapters/sdk-digest";
import { readPage } from "./adapters/sdk-page";
import type { Board } from "./board";
import { Chip } from "./chip/chip";
import { restartReason } from "./chip/restart-reason";

/** What the chip and Linux have each in their own way. */
export interface Parts {
	readonly board: Board;
	readonly timers: Timers;
	readonly clock: SystemClock;
	readonly storage: Storage;
	/** In place of the SDK's. */
	readonly listener?: ListenerConstructor;
	/** TCP port of the page where 80 is not free. */
	readonly webPort?: number;
	/** Absent where there is no flash of our own. */
	readonly flash?: Flash;
	readonly update?: UpdateHardware;
	/** Absent where somebody else keeps the clock right. */
	readonly ntp?: NTPHardware["io"];
	/** Absent where the UDP class knows no multicast. */
	readonly dnssd?: NonNullable<NetworkHardware["dnssd"]>["io"];
}

// The SDK's typings differ from its classes, and the TLS socket has none: what the firmware knows of them is written in services/platform.ts.
const client = MQTTClient as unknown as MQTTClientConstructor;
const socket = TCP as unknown as SocketConstructor;
const web = HTTPClient as unknown as HTTPClientConstructor;
const server = HTTPServer as unknown as HTTPServerConstructor;
const udp = UDP as unknown as UDPConstructor;
const secureSocket = TLSSocket as unknown as SocketConstructor;

/** The platform that the firmware runs on, made of modules of the Moddable SDK. */
export function sdkPlatform(parts: Parts): Platform {
	const { board, timers, clock, storage, ntp, dnssd, webPort, flash, update } = parts, page = readPage();
	const listener = parts.listener ?? Listener as unknown as ListenerConstructor;
	let nameServers: readonly string[] = [];
	const dns = {
		io: Resolver,
		socket: { io: UDP },
		// Asked for each look-up: they come with the address, and change with the network.
		get servers(): string[] {
			return nameServers.length ? [...nameServers] : Chip.nameServers().split(" ").filter(address => address);
		},
	};
	return {
		timers,
		clock,
		device: { mac: Chip.mac(), chip: board.chip, board: board.name, restartReason: restartReason(Chip.resetReason()) },
		network: {
			...board.network,
			udp,
			...(dnssd && { dnssd: { io: dnssd, socket: { io: UDP } } }),
			setNameServers: addresses => nameServers = addresses,
		},
		...(board.console && { console: board.console }),
		...(board.button && { button: board.button }),
		mqtt: { io: client, dns, socket: { io: socket }, tls: { io: secureSocket, TCP: { io: socket } } },
		http: web,
		...(ntp && { ntp: { io: ntp, dns, socket: { io: UDP } } }),
		storage,
		...(flash && { flash }),
		...(update && { update }),
		decrypt: decryptCBC,
		decryptGcm: decryptGCM,
		ports: board.ports,
		...(board.defaults && { defaults: board.defaults }),
		web: {
			server,
			listener,
			...(webPort !== undefined && { port: webPort }),
			...(page && { page }),
			...board.web,
			random: count => new Uint8Array(Chip.random(count)),
			digest: digestSHA256,
		},
		freeMemory: () => Chip.freeMemory(),
		freeHeap: enough => Chip.freeHeap(enough),
		log: text => trace(`${text}\n`),
		restart: () => Chip.restart(),
	};
}
