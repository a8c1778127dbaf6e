import { PulseMeter } from "../../meters/pulse-meter";
import { freezeTable } from "../../protocols/freeze-table";
import type { CommandContext, CommandRow } from "./commands";

/** `Counter1` shows a pulse input's total, `Counter1 1234.567` sets it to what the meter shows. */
export const counterCommands: readonly CommandRow[] = freezeTable([{ name: "counter", run: counter }]);

function counter({ facts: { meters, settings } }: CommandContext, argument: string, index = 1): string {
	const meter = meters.find(each => each.status.port === `pulse${index}`);
	if (!(meter instanceof PulseMeter))
		throw new RangeError(`there is no counter ${index}`);
	if (argument) {
		// By way of the setting, which checks it.
		settings.set(`pulse${index}Value`, argument);
		settings.save();
	}
	return `{"Counter${index}":${meter.total}}`;
}
