import type { MbusEntry } from "../meters/mbus-entry";
import { parseMbusEntries } from "../meters/mbus-entry";
import { freezeTable } from "../protocols/freeze-table";
import type { Ports, SerialHardware } from "./platform";
import type { SettingReader } from "./settings/settings";
import type { SettingName } from "./settings/settings-schema";

/** The ports that have a serial line. */
export type SerialPort = "p1" | "optical" | "mbus" | "encoder";

/** The rate that a meter script wants of a port that it uses; `undefined` for the port's own. */
export type ScriptDemands = Readonly<Partial<Record<SerialPort, number | undefined>>>;

/** A port that has to stay shut, and why. */
export interface UartConflict {
	readonly port: SerialPort;
	/** A sentence with what to do. */
	readonly text: string;
	/** Which settings it depends on. */
	readonly settings: readonly SettingName[];
}

interface Row {
	readonly port: SerialPort;
	readonly name: string;
	/** What switches it off; absent: it cannot be. */
	readonly off?: string;
	/** What makes it slower. */
	readonly slower?: string;
	readonly settings: readonly SettingName[];
	/** The fastest rate that it may come to; `undefined` while it is switched off. */
	demand(get: SettingReader): number | undefined;
}

/** First come, first served. */
const rows: readonly Row[] = freezeTable<Row[]>([
	{ port: "p1", name: "the P1 port", settings: [], demand: () => 115_200 },
	{
		port: "optical",
		name: "the optical port",
		off: "opticalMode off",
		settings: ["opticalMode"],
		demand: get => get("opticalMode") === "off" ? undefined : 19_200,
	},
	{
		port: "mbus",
		name: "the M-Bus port",
		off: "mbusPort off",
		slower: "mbusBaud and the rates in mbusMeters",
		settings: ["mbusPort", "mbusBaud", "mbusMeters"],
		demand: get => get("mbusPort") ? mbusRate(get) : undefined,
	},
	{
		port: "encoder",
		name: "the encoder port",
		off: "encoderPort off",
		settings: ["encoderPort"],
		demand: get => get("encoderPort") ? 2_400 : undefined,
	},
]);

/**
 * Which port gets which of the chip's UARTs. Boards give some ports the same one; the first that is in use has it then, and a slow port does
 * without one where the board has software for that.
 */
export class UartPlan {
	readonly conflicts: readonly UartConflict[];
	readonly #serials = new Map<SerialPort, SerialHardware>();

	/** `script`: the ports that a meter script uses, whatever the settings say. */
	constructor(ports: Ports, get: SettingReader, script: ScriptDemands = {}) {
		const owners = new Map<number, Row>();
		const conflicts: UartConflict[] = [];
		for (let index = 0; index < rows.length; index++) {
			const row = rows[index]!;
			const serial = ports[row.port]?.serial;
			const demand = row.port in script ? script[row.port] ?? row.demand(get) ?? 0 : row.demand(get);
			if (!serial || demand === undefined)
				continue;
			const owner = serial.port === undefined ? undefined : owners.get(serial.port);
			const { software } = serial;
			if (!owner) {
				this.#serials.set(row.port, serial);
				if (serial.port !== undefined)
					owners.set(serial.port, row);
			}
			else if (software && demand <= software.maximumBaud)
				this.#serials.set(row.port, withoutUart(serial, software.io));
			else
				conflicts.push(conflictOf(row, owner, serial, demand));
		}
		this.conflicts = conflicts;
	}

	/** What a port is to be opened with. Throws an Error that says why it cannot be. */
	serial(port: SerialPort): SerialHardware {
		const serial = this.#serials.get(port);
		if (!serial)
			throw new Error(this.conflicts.find(conflict => conflict.port === port)?.text ?? "the port is switched off");
		return serial;
	}
}

/** What is wrong with settings on a board: the setting among `changed` that is to blame, and a sentence. `undefined` when all is well. */
export function uartFault(
	ports: Ports,
	get: SettingReader,
	changed: readonly SettingName[],
): { name: SettingName; text: string; } | undefined {
	const { conflicts } = new UartPlan(ports, get);
	for (let index = 0; index < conflicts.length; index++) {
		const { text, settings } = conflicts[index]!;
		const name = changed.find(each => settings.includes(each));
		if (name)
			return { name, text };
	}
	return undefined;
}

function withoutUart({ receive, transmit }: SerialHardware, io: SerialHardware["io"]): SerialHardware {
	return { io, ...(receive !== undefined && { receive }), ...(transmit !== undefined && { transmit }) };
}

function conflictOf(row: Row, owner: Row, { port, software }: SerialHardware, demand: number): UartConflict {
	const cures: string[] = [];
	if (software && row.slower)
		cures.push(`${row.slower} to at most ${software.maximumBaud}`);
	if (owner.off)
		cures.push(owner.off);
	if (row.off)
		cures.push(row.off);
	const limit = software ? ` at ${demand} baud, for without a UART of the chip ${software.maximumBaud} are the most` : "";
	return {
		port: row.port,
		text: `${row.name} cannot be used${limit}: ${owner.name} has UART ${port}; set ${cures.join(", or ")}`,
		settings: [...row.settings, ...owner.settings],
	};
}

function mbusRate(get: SettingReader): number {
	let most = Number(get("mbusBaud"));
	for (const { baud = 0 } of entries(get("mbusMeters")))
		most = Math.max(most, baud);
	return most;
}

function entries(text: string): readonly MbusEntry[] {
	try {
		return text ? parseMbusEntries(text) : [];
	}
	catch {
		return [];
	}
}
