import { buildKeys } from "./build-keys";
import type { Platform, PulseHardware } from "../../services/platform";
import { HostAnalog } from "./host-analog";
import { HostClock } from "./host-clock";
import { HostCounter } from "./host-counter";
import { decryptAtHost, decryptGcmAtHost } from "./host-decrypt";
import { HostDigital } from "./host-digital";
import { HostCrypto } from "./host-crypto";
import { HostDNSSD } from "./host-dnssd";
import { HostFlash } from "./host-flash";
import { HostDNS } from "./host-dns";
import { HostHTTPClient } from "./host-http-client";
import { HostHTTPServer } from "./host-http-server";
import type { HostLink } from "./host-link";
import { HostListener } from "./host-listener";
import { HostMQTTClient } from "./host-mqtt-client";
import { HostNetworkInterface } from "./host-network-interface";
import { HostRadio } from "./host-radio";
import { HostNTP } from "./host-ntp";
import { hostPage } from "./host-page";
import { HostSerial } from "./host-serial";
import { HostStorage } from "./host-storage";
import { HostTCP } from "./host-tcp";
import type { HostTimers } from "./host-timers";
import { HostTLS } from "./host-tls";
import { HostUpdate } from "./host-update";
import { HostUDP } from "./host-udp";
import { kinds } from "./records";
import type { HostStart } from "./records";

/** The chip as the firmware sees it, made of stand-ins that talk to the simulator. */
export function hostPlatform(link: HostLink, timers: HostTimers, start: HostStart): Platform {
	const TCP = HostTCP.bind(link), crypto = new HostCrypto(link);
	const radio = start.network === "wifi" ? new HostRadio(link) : undefined;
	const { p1, optical, encoder, mbus } = start.ports;
	return {
		timers,
		clock: new HostClock(timers),
		device: start.device,
		network: {
			kind: start.network,
			io: HostNetworkInterface.bind(link, radio),
			...(radio && { radio }),
			udp: HostUDP.bind(link),
			dnssd: { io: HostDNSSD.bind(link, timers), socket: { io: HostUDP.bind(link) } },
		},
		...(start.ports.console && { console: { io: HostSerial.bind(link, "console"), receive: 14, transmit: 15, port: 0, log: "also" } }),
		mqtt: {
			io: HostMQTTClient.bind(timers),
			dns: { io: HostDNS.bind(link) },
			socket: { io: TCP },
			tls: { io: HostTLS, TCP: { io: TCP }, roots: true },
		},
		http: HostHTTPClient.bind(timers),
		ntp: { io: HostNTP.bind(link) },
		storage: new HostStorage(link, start.storage),
		flash: new HostFlash(link),
		web: {
			server: HostHTTPServer.bind(timers),
			listener: HostListener.bind(link, TCP),
			...(start.page && { page: hostPage(link, start.page) }),
			random: count => crypto.random(count),
			digest: (...parts) => crypto.digest(...parts),
		},
		update: new HostUpdate(link, start.update, buildKeys),
		decrypt: (key, iv, data) => decryptAtHost(link, { key, iv, data }),
		decryptGcm: input => decryptGcmAtHost(link, input),
		ports: {
			...(p1 && {
				p1: {
					serial: { io: HostSerial.bind(link, "p1"), receive: 1, port: 1 },
					...(p1.request && { request: { io: HostDigital.bind(link, "p1.request"), pin: 2 } }),
				},
			}),
			...(optical && { optical: { serial: { io: HostSerial.bind(link, "optical"), receive: 3, transmit: 4, port: 2 } } }),
			...(mbus && {
				mbus: {
					serial: {
						io: HostSerial.bind(link, "mbus"),
						receive: 11,
						transmit: 12,
						port: start.fewUarts ? 2 : 4,
						...(start.fewUarts && { software: { io: HostSerial.bind(link, "mbus"), maximumBaud: 2400 } }),
					},
					supply: { io: HostDigital.bind(link, "mbus.supply"), pin: 13 },
				},
			}),
			...(start.ports.pulse1 && { pulse1: pulseHardware(link, "pulse1", 11) }),
			...(start.ports.pulse2 && { pulse2: pulseHardware(link, "pulse2", 12) }),
			...(encoder && {
				encoder: {
					serial: { io: HostSerial.bind(link, "encoder"), receive: 5, transmit: 6, port: 3 },
					hold: { io: HostDigital.bind(link, "encoder.hold"), pin: 6 },
					current: { io: HostAnalog.bind(link, "encoder.current"), pin: 7 },
					voltage: { io: HostAnalog.bind(link, "encoder.voltage"), pin: 8 },
					currentReceiver: {
						serial: { io: HostSerial.bind(link, "encoderCurrent"), receive: 9, transmit: 6, port: 3 },
						threshold: { io: HostAnalog.bind(link, "encoder.threshold"), pin: 10 },
					},
				},
			}),
		},
		// The engine's heap is a PC's: its figure would say nothing about a chip.
		freeMemory: () => undefined,
		log: text => link.send(kinds.log, 0, text),
		restart: () => link.send(kinds.restart, 0, null),
	};
}

function pulseHardware(link: HostLink, port: string, pin: number): PulseHardware {
	return { io: HostCounter.bind(link, port), light: HostCounter.bind(link, port, "light"), pin };
}
