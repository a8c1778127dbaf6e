import type { DigitalOptions, SerialOptions } from "../../drivers/serial";
import type { PulseCounterOptions } from "../../drivers/pulse-input/pulse-counter";
import { AcceptedPeer } from "./accepted-peer";
import { AnalogPeer } from "./analog-peer";
import { DatagramPeer } from "./datagram-peer";
import { DecryptPeer } from "./decrypt-peer";
import { GcmPeer, type GcmQuestion } from "./gcm-peer";
import { CounterPeer } from "./counter-peer";
import { CryptoPeer } from "./crypto-peer";
import { DigestPeer } from "./digest-peer";
import { DigitalPeer } from "./digital-peer";
import { DnssdPeer } from "./dnssd-peer";
import { FlashPeer } from "./flash-peer";
import { ListenerPeer } from "./listener-peer";
import type { OtaSlots } from "../flash/ota-slots";
import type { MachineOptions } from "./machine-options";
import { NamePeer } from "./name-peer";
import { NetworkPeer } from "./network-peer";
import { PagePeer } from "./page-peer";
import type { Peer, PeerLine } from "./peer";
import { RadioPeer } from "./radio-peer";
import { SerialPeer } from "./serial-peer";
import { SocketPeer } from "./socket-peer";
import { UpdatePeer } from "./update-peer";
import { TimePeer } from "./time-peer";

/** What the chip's MAC address is unless told otherwise; the range is set aside for local use. */
export const defaultMac = "02A1B2C3D4E5";

type OpenOptions = { readonly type: string; } & Record<string, unknown>;

/** How each type of instance is made outside. */
const makers: Readonly<Record<string, (line: PeerLine, options: OpenOptions, machine: MachineOptions, slots: OtaSlots) => Peer>> = Object
	.freeze({
		serial: (line, { port, ...options }, { ports }) => {
			const { serial } = ports[port as string] ?? {};
			if (!serial)
				throw new Error(`no serial port ${String(port)}`);
			return new SerialPeer(line, serial, options as unknown as SerialOptions);
		},
		digital: (line, { line: name, ...options }, { ports }) => {
			const [port, wire] = (name as string).split(".");
			const digital = ports[port!]?.digital?.[wire!];
			if (!digital)
				throw new Error(`no line ${String(name)}`);
			return new DigitalPeer(line, digital, options as unknown as DigitalOptions);
		},
		analog: (_line, { line: name, pin }, { ports }) => {
			const [port, wire] = (name as string).split(".");
			const analog = ports[port!]?.analog?.[wire!];
			if (!analog)
				throw new Error(`no line ${String(name)}`);
			return new AnalogPeer(analog, pin as number);
		},
		digest: () => new DigestPeer(),
		update: (_line, _options, _machine, slots) => new UpdatePeer(slots),
		flash: (_line, { name }, { flash }) => new FlashPeer(flash, name as string),
		decryptGcm: (_line, options) => new GcmPeer(options as unknown as GcmQuestion),
		decrypt: (_line, options) => new DecryptPeer(options as unknown as { key: string; iv: string; data: string; }),
		counter: (_line, { port, way, ...options }, { ports }) => {
			const counter = ports[port as string]?.[way as "counter" | "light"];
			if (!counter)
				throw new Error(`no ${String(way)} ${String(port)}`);
			return new CounterPeer(counter, options as unknown as PulseCounterOptions);
		},
		crypto: () => new CryptoPeer(),
		page: (_line, { path }, { page }) => new PagePeer(page, path as string),
		listener: (line, { port }, { network }) => new ListenerPeer(line, network, port as number),
		accepted: (line, { number }, { network, scheduler }) => new AcceptedPeer(line, network, scheduler, number as number),
		tcp: (line, options, { network, scheduler }) =>
			new SocketPeer(line, network, scheduler, options as unknown as { address: string; port: number; }),
		udp: (line, { port }, { network }) => new DatagramPeer(line, network, port as number),
		radio: (_line, _options, { network }) => new RadioPeer(network),
		dns: (line, _options, { network }) => new NamePeer(line, network),
		ntp: (line, _options, { scheduler, network, epoch }) => new TimePeer(line, scheduler, network, epoch),
		dnssd: (line, _options, { network }) => new DnssdPeer(line, network),
		network: (line, _options, { scheduler, network, mac = defaultMac }) => new NetworkPeer(line, scheduler, network, mac),
	});

export function makePeer(line: PeerLine, options: OpenOptions, machine: MachineOptions, slots: OtaSlots): Peer {
	return makers[options.type]!(line, options, machine, slots);
}
