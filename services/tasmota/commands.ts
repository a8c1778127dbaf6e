import { freezeTable } from "../../protocols/freeze-table";
import { consistsOf } from "../../protocols/text-shape";
import { describeError } from "../text";
import type { DeviceFacts } from "./device-messages";
import { deviceCommands } from "./device-commands";
import { counterCommands } from "./counter-command";
import { mbusCommands } from "./mbus-commands";
import { scriptQuery } from "./script-query";
import { sensor53 } from "./sensor53";
import { isOptionOn } from "./set-options";
import { settingCommands } from "./setting-commands";
import { statusRows } from "./status-rows";
import { timeZoneCommand } from "./time-zone-command";
import { parseCommand } from "./tasmota-topics";

/** What a command can do. */
export interface CommandContext {
	readonly facts: DeviceFacts;
	/** Publishes under `stat/<topic>/`. */
	reply(last: string, text: string): void;
	/** STATE and SENSOR within a second; the period may have changed. */
	telemetrySoon(): void;
	restartSoon(): void;
	log(text: string): void;
}

export interface CommandRow {
	/** Lower case, without index. */
	readonly name: string;
	/** Returns what goes to RESULT; `undefined` when everything has been answered. Throws for an argument that it does not take. */
	run(context: CommandContext, argument: string, index: number | undefined, row: CommandRow): string | undefined;
}

/** Commands; a new one is a row here. */
const commands: readonly CommandRow[] = freezeTable([
	{ name: "teleperiod", run: telePeriod },
	{ name: "status", run: status },
	{ name: "restart", run: restart },
	{ name: "backlog", run: backlog },
	// The device itself publishes an empty one when it connects, as Tasmota does. There is nothing to switch.
	{ name: "power", run: () => undefined },
	{ name: "sensor", run: sensor53 },
	...settingCommands,
	timeZoneCommand,
	...deviceCommands,
	...mbusCommands,
	...counterCommands,
]);

const longestBacklog = 30;
/** `stat/<topic>/<COMMAND>` instead of `…/RESULT`. */
const ownTopics = 4;

/** Runs a command and publishes its answer. An unknown one is answered with that. */
export function runCommand(context: CommandContext, name: string, index: number | undefined, argument: string): void {
	const { facts: { settings, script }, log } = context;
	const own: CommandContext = {
		...context,
		reply: (last, text) => context.reply(last === "RESULT" && isOptionOn(settings, ownTopics) ? name.toUpperCase() : last, text),
	};
	const row = commands.find(each => each.name === name);
	let answer: string | undefined = scriptQuery(name, script) ?? "{\"Command\":\"Unknown\"}";
	try {
		if (row)
			answer = row.run(own, argument.trim(), index, row);
	}
	catch (error) {
		log(`command ${name}: ${describeError(error)}`);
		answer = "{\"Command\":\"Error\"}";
	}
	if (answer !== undefined)
		own.reply("RESULT", answer);
}

/** Runs a command as it is typed: `Status 10`. */
export function runCommandLine(context: CommandContext, text: string): void {
	const trimmed = text.trim(), blank = trimmed.indexOf(" ");
	const { command, index } = parseCommand(blank < 0 ? trimmed : trimmed.slice(0, blank));
	runCommand(context, command, index, blank < 0 ? "" : trimmed.slice(blank + 1));
}

/** Seconds, with Tasmota's own words for some: 1 is the default, 2 … 9 become 10. Anything outside leaves the period as it is. */
function telePeriod({ facts: { settings }, telemetrySoon }: CommandContext, argument: string): string {
	const wanted = consistsOf(argument, "09", 1) ? Number(argument) : -1;
	if (wanted === 1)
		settings.reset("telePeriod");
	else if (wanted >= 0 && wanted <= 3600)
		settings.set("telePeriod", String(wanted && Math.max(wanted, 10)));
	settings.save();
	telemetrySoon();
	return JSON.stringify({ TelePeriod: settings.get("telePeriod") });
}

function status({ facts, reply }: CommandContext, argument: string, index: number | undefined): undefined {
	const together = statusRows.filter(row => !row.alone);
	// `Status0` with the digit in the command is the same in one message.
	if (index === 0 && !argument)
		return void reply("STATUS0", `{${together.map(row => `"${row.name}":${row.compose(facts)}`).join(",")}}`);
	const number = consistsOf(argument, "09", 1) ? Number(argument) : undefined;
	const rows = number === 0 ? together : statusRows.filter(row => row.number === (number ?? 0));
	if (!rows.length)
		throw new RangeError(`there is no status ${argument}`);
	for (const row of rows)
		reply(`STATUS${row.number || ""}`, `{"${row.name}":${row.compose(facts)}}`);
}

function restart({ restartSoon }: CommandContext, argument: string): string {
	if (argument !== "1")
		return "{\"Restart\":\"1 to restart\"}";
	restartSoon();
	return "{\"Restart\":\"Restarting\"}";
}

function backlog(context: CommandContext, argument: string): string | undefined {
	const parts = argument.split(";").map(part => part.trim()).filter(part => part);
	if (!parts.length)
		return "{\"Backlog\":\"Empty\"}";
	// A backlog in a backlog would run without end.
	parts.slice(0, longestBacklog).filter(part => !part.toLowerCase().startsWith("backlog")).forEach(part => runCommandLine(context, part));
	return undefined;
}
