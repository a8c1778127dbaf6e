import { freezeTable } from "../../protocols/freeze-table";
import { settingNames } from "../settings/settings-schema";
import type { CommandContext, CommandRow } from "./commands";
import { isOptionOn, setOption as switchOption, switchableOptions } from "./set-options";

/** Options that Home Assistant and scripts ask for. They are off here and cannot be switched on. */
const knownOptions: readonly number[] = Object.freeze([0, 1, 3, 8, 11, 13, 17, 20, 30, 68, 73, 82, 104, 114, 117]);
/** 0: Tasmota's discovery; 1: none of it. */
const discoveryOption = 19;

export const deviceCommands: readonly CommandRow[] = freezeTable([
	{ name: "setoption", run: setOption },
	{ name: "reset", run: reset },
	{ name: "upgrade", run: upgrade },
	{ name: "otaurl", run: otaUrl },
]);

function setOption({ facts: { settings } }: CommandContext, argument: string, index = 0): string {
	const name = `SetOption${index}`, wanted = argument.toLowerCase();
	if (index === discoveryOption) {
		if (argument)
			settings.set("discovery", wanted === "1" || wanted === "on" ? "off" : "tasmota");
		settings.save();
		return JSON.stringify({ [name]: settings.get("discovery") === "off" ? "ON" : "OFF" });
	}
	if (switchableOptions.includes(index)) {
		if (argument)
			switchOption(settings, index, wanted === "1" || wanted === "on");
		settings.save();
		return JSON.stringify({ [name]: isOptionOn(settings, index) ? "ON" : "OFF" });
	}
	if (!knownOptions.includes(index) || wanted && wanted !== "0" && wanted !== "off")
		throw new RangeError(`${name} cannot be switched on`);
	return JSON.stringify({ [name]: "OFF" });
}

/** 1 and above: all settings back to their defaults. 99 only counts boots anew in Tasmota. */
function reset({ facts: { settings }, restartSoon }: CommandContext, argument: string): string {
	const kind = Number(argument);
	if (!argument || !(kind >= 1 && kind <= 6))
		return "{\"Reset\":\"1 to reset\"}";
	restartSoon();
	for (const name of settingNames) {
		// 4 and 5 of Tasmota's kinds keep the network and the broker.
		if ((kind === 4 || kind === 5) && (name.startsWith("wifi") || name.startsWith("mqtt")))
			continue;
		settings.reset(name);
	}
	settings.save();
	return "{\"Reset\":\"Reset and Restarting\"}";
}

/** `Upgrade 1` loads what `OtaUrl` names; the device checks whether it is newer and signed. */
function upgrade({ facts: { update, version } }: CommandContext, argument: string): string {
	if (!update)
		return "{\"Upgrade\":\"This build cannot update itself\"}";
	if (argument !== "1")
		return JSON.stringify({ Upgrade: "1 to upgrade" });
	update.pull();
	return JSON.stringify({ Upgrade: `Version ${version} from ${update.url}` });
}

/** 1 is the default, `"` empties it. */
function otaUrl({ facts: { update } }: CommandContext, argument: string): string {
	if (update && argument)
		update.url = argument === "1" || argument === "\"" ? "" : argument;
	return JSON.stringify({ OtaUrl: update?.url ?? "" });
}
