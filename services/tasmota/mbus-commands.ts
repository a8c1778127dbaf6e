import { mbusEntryObject, nameFault, readMbusEntry } from "../../meters/mbus-entry";
import type { MbusMeter } from "../../meters/mbus-meter";
import { freezeTable } from "../../protocols/freeze-table";
import type { MbusService } from "../mbus/mbus-service";
import { describeError } from "../text";
import type { CommandContext, CommandRow } from "./commands";

/** Commands of the M-Bus port. They are unknown on a board without one. */
export const mbusCommands: readonly CommandRow[] = freezeTable([
	{ name: "mbusscan", run: scan },
	{ name: "mbusadd", run: add },
	{ name: "mbusremove", run: remove },
	{ name: "mbuslist", run: list },
]);

/** What went wrong is the answer, in words: these arguments are typed by people. */
function answer(name: string, { facts }: CommandContext, run: (mbus: MbusService) => unknown): string {
	const mbus = facts.mbus?.();
	if (!mbus)
		return JSON.stringify({ [name]: { Error: "this board has no M-Bus port, or a script has it" } });
	try {
		return JSON.stringify({ [name]: run(mbus) });
	}
	catch (error) {
		return JSON.stringify({ [name]: { Error: describeError(error) } });
	}
}

function scan(context: CommandContext, argument: string): string {
	return answer("MbusScan", context, mbus => {
		const word = argument.toLowerCase();
		if (word === "stop" || word === "0") {
			const was = mbus.scanning;
			mbus.cancelScan();
			return { State: was ? "Stopping" : "Idle" };
		}
		mbus.scan(argument);
		return { State: "Started" };
	});
}

/** `68123402`, `68123402 Heat`, or an entry as in the setting `mbusMeters`. */
function add(context: CommandContext, argument: string): string {
	return answer("MbusAdd", context, mbus => {
		const blank = argument.indexOf(" ");
		let value: unknown = blank < 0 ? { address: argument } : { address: argument.slice(0, blank), name: argument.slice(blank + 1).trim() };
		if (argument.startsWith("{"))
			value = JSON.parse(argument);
		const name = (value as { name?: unknown; }).name;
		const fault = name === undefined ? undefined : nameFault(name);
		if (fault)
			throw new RangeError(`name ${JSON.stringify(name)} ${fault}`);
		return shown(mbusEntryObject(mbus.add(readMbusEntry(value, "the meter"), name !== undefined)));
	});
}

function remove(context: CommandContext, argument: string): string {
	return answer("MbusRemove", context, mbus => {
		const name = mbus.remove(argument);
		if (name === undefined)
			throw new RangeError(`there is no meter ${argument}`);
		return name;
	});
}

function list(context: CommandContext): string {
	return answer("MbusList", context, mbus => mbus.meters.map(meter => row(meter, mbus)));
}

function row(meter: MbusMeter, mbus: MbusService): object {
	const { identity, status, counters, line } = meter;
	const { readouts, failures, silences, garbled } = counters;
	return {
		...shown(mbusEntryObject(meter.entry)),
		Baud: line.baud,
		Interval: mbus.interval(meter),
		State: meter.state,
		...(identity.id !== undefined
			&& { Meter: identity.id, Maker: identity.manufacturer, Medium: identity.medium, Version: identity.version }),
		...(status.age !== undefined && { Age: Math.round(status.age / 1000) }),
		Readouts: readouts,
		Failures: failures,
		Silences: silences,
		Garbled: garbled,
		...(status.note && { Note: status.note }),
		...(status.lastError && { LastError: status.lastError }),
	};
}

/** Name and address as Tasmota spells members; nobody gets to see a key. */
function shown({ name, address, key }: Record<string, unknown>): object {
	return { Name: name, Address: address, ...(key !== undefined && { Key: "set" }) };
}
