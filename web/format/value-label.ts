import type { Texts } from "../languages/texts";
import { fill } from "./fill";

/**
 * What a value is called in the reader's language: `Voltage.2` or `Voltage_L2` is the second phase's, `Gas_2` the second gas meter, `Power_max` a maximum. A name that is
 * not known stays as it is.
 */
export function valueLabel(name: string, t: Texts): string {
	const known: Readonly<Record<string, string>> = t.values;
	if (Object.hasOwn(known, name))
		return known[name]!;
	const [, base = "", rest = ""] = /^([A-Za-z]+)[._](.+)$/.exec(name) ?? [];
	if (!Object.hasOwn(known, base))
		return name;
	const [, phase] = /^L([123])$/.exec(rest) ?? [];
	return `${known[base]!} ${phase ? fill(t.live.phase, { number: phase }) : rest}`;
}
