import { unread } from "./create-reader";
import type { MeterType, Script, ScriptMeterDescription } from "./script-description";

/** Ports that a script's meters can be put on. */
export const scriptPorts = Object.freeze(["p1", "optical", "mbus", "can", "pulse1", "pulse2"] as const);
export type ScriptPort = (typeof scriptPorts)[number];
/** Those with a UART. */
export type SerialScriptPort = "p1" | "optical" | "mbus";

/** From this rate on OBIS text comes from a P1 port: no optical port is so fast. */
const p1Baud = 38_400;

/** Where each type's line usually hangs, best first, with blanks between them. */
const wishes: Readonly<Partial<Record<MeterType, string>>> = Object.freeze({
	o: "optical p1",
	s: "optical",
	k: "optical",
	r: "mbus optical",
	R: "mbus optical",
	m: "mbus optical",
	M: "mbus optical",
	v: "optical mbus",
	e: "optical mbus",
	p: "optical mbus",
	C: "can",
	c: "pulse1 pulse2",
});
/** Types whose meters only speak when they are asked. */
const sharing = "mMkprR";
/** Such meters have a customer port, whose rate and frames the P1 port finds by itself. */
const encrypted: readonly ScriptPort[] = Object.freeze(["p1", "mbus", "optical"]);
const fast: readonly ScriptPort[] = Object.freeze(["p1", "optical"]);

/**
 * Which of the board's ports each meter of a script gets. A script names GPIOs of another board; what counts here is the type and, among equals, the
 * order. Meters on one pair get the same port. A meter for which no port is left gets none.
 */
export function assignPorts(script: Script, available: readonly ScriptPort[]): Map<number, ScriptPort> {
	const assigned = new Map<number, ScriptPort>();
	const free = [...available];
	script.meters.forEach(meter => {
		const neighbour = script.meters.find(other => assigned.has(other.number) && areOnOneLine(other, meter));
		if (neighbour) {
			assigned.set(meter.number, assigned.get(neighbour.number)!);
			return;
		}
		const port = wishesOf(meter).find(wish => free.includes(wish));
		if (!port)
			return;
		assigned.set(meter.number, port);
		free.splice(free.indexOf(port), 1);
	});
	return assigned;
}

/** Meters that are asked can share a pair, or a gateway: their lines name the same receive pin, or the same address. */
export function areOnOneLine(one: ScriptMeterDescription, other: ScriptMeterDescription): boolean {
	if (one.address !== undefined || other.address !== undefined)
		return one.address === other.address && one.parameter === other.parameter;
	return sharing.includes(one.type) && sharing.includes(other.type) && one.receive === other.receive;
}

function wishesOf(meter: ScriptMeterDescription): readonly ScriptPort[] {
	if (unread(meter) || meter.address !== undefined)
		return [];
	if (meter.options.key !== undefined)
		return encrypted;
	return meter.type === "o" && meter.parameter >= p1Baud ? fast : (wishes[meter.type]?.split(" ") ?? []) as ScriptPort[];
}
