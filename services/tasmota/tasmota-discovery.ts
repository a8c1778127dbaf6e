import type { Announcements, DiscoveredMeter, DiscoveryFacts } from "./discovery-facts";
import { composeSensor } from "./sensor-message";
import { isOptionOn } from "./set-options";

/** `tasmota/discovery/<MAC>/config` and `…/sensors` (hatasmota 0.10: `discovery.py`), for Home Assistant's Tasmota integration. */
export function tasmotaDiscovery(facts: DiscoveryFacts, meters: readonly DiscoveredMeter[]): Announcements {
	const base = `tasmota/discovery/${facts.device.mac}`;
	return new Map([
		[`${base}/config`, JSON.stringify(config(facts))],
		[`${base}/sensors`, `{"sn":${composeSensor(facts.clock.local(), meters.map(({ members }) => members))},"ver":1}`],
	]);
}

function config({ network, settings, topics, hostname, device, version }: DiscoveryFacts): object {
	const name = settings.get("deviceName") || topics.topic;
	return {
		ip: network.status.address ?? "",
		dn: name,
		fn: [name, null, null, null, null, null, null, null],
		hn: hostname,
		mac: device.mac,
		md: device.board,
		ty: 0,
		if: 0,
		ofln: "Offline",
		onln: "Online",
		state: ["OFF", "ON", "TOGGLE", "HOLD"],
		sw: version,
		t: topics.topic,
		ft: settings.get("fullTopic"),
		tp: ["cmnd", "stat", "tele"],
		rl: [0],
		swc: [-1],
		swn: [null],
		btn: [0],
		// Made anew each time: the SDK's JSON.stringify throws for a frozen object with numbers as names in a preloaded module.
		so: { 4: isOptionOn(settings, 4) ? 1 : 0, 11: 0, 13: 0, 17: 0, 20: 0, 30: 0, 68: 0, 73: 0, 82: 0, 114: 0, 117: 0 },
		lk: 0,
		lt_st: 0,
		bat: 0,
		dslp: 0,
		sho: [],
		sht: [],
		ver: 1,
	};
}
