import { obisChannel, obisGroup, obisValue } from "../../protocols/obis";

/** What codes mean, by C.D.E or C.D (IEC 62056-61; P1 Companion Standard 5.0.2 section 6.12; EN 13757-1 for the short codes of heat meters). */
const words: Readonly<Record<string, string>> = Object.freeze({
	"0.0": "meter number",
	"0.2": "version",
	"1.0": "time of the telegram",
	"1.4": "average power drawn",
	"1.6": "highest average power drawn",
	"1.7": "power drawn",
	"1.8": "energy drawn",
	"2.4": "average power fed in",
	"2.6": "highest average power fed in",
	"2.7": "power fed in",
	"2.8": "energy fed in",
	"3.7": "reactive power, drawn",
	"3.8": "reactive energy, drawn",
	"4.7": "reactive power, fed in",
	"4.8": "reactive energy, fed in",
	"5.8": "reactive energy, first quadrant",
	"6.8": "reactive energy, second quadrant",
	"7.8": "reactive energy, third quadrant",
	"8.8": "reactive energy, fourth quadrant",
	"9.7": "apparent power",
	"13.7": "power factor",
	"14.7": "frequency",
	"15.7": "sum of the powers",
	"15.8": "sum of the energies",
	"16.7": "power, drawn less fed in",
	"17.0": "limit of the power",
	"21.7": "power drawn, L1",
	"22.7": "power fed in, L1",
	"24.2": "reading of a meter on the M-Bus",
	"24.3": "reading of a meter on the M-Bus",
	"24.1": "kind of a meter on the M-Bus",
	"24.4": "valve or switch of a meter on the M-Bus",
	"31.4": "limit of the current",
	"31.7": "current, L1",
	"32.7": "voltage, L1",
	"32.32": "voltage sags, L1",
	"32.36": "voltage swells, L1",
	"36.7": "power, L1",
	"41.7": "power drawn, L2",
	"42.7": "power fed in, L2",
	"42.0": "logical device name",
	"51.7": "current, L2",
	"52.7": "voltage, L2",
	"52.32": "voltage sags, L2",
	"52.36": "voltage swells, L2",
	"56.7": "power, L2",
	"61.7": "power drawn, L3",
	"62.7": "power fed in, L3",
	"71.7": "current, L3",
	"72.7": "voltage, L3",
	"72.32": "voltage sags, L3",
	"72.36": "voltage swells, L3",
	"76.7": "power, L3",
	"91.7": "current in the neutral conductor",
	"96.1": "equipment identifier",
	"96.3": "breaker",
	"96.7": "power failures",
	"96.13": "message of the operator",
	"96.14": "tariff",
	"96.50": "maker",
	"97.97": "error register",
	"98.1": "values of earlier periods",
	"99.97": "list of long power failures",
});

/** The meaning of a code in a few words, with its tariff; empty for a code that is not known. */
export function obisWords(code: string): string {
	const value = obisValue(code), found = words[value] ?? words[obisGroup(code)];
	if (!found)
		return "";
	const tariff = value.slice(value.lastIndexOf(".") + 1), channel = obisChannel(code);
	const isEnergy = obisGroup(code).endsWith(".8");
	const part = isEnergy ? tariff === "0" ? ", total" : `, tariff ${tariff}` : "";
	return `${found}${part}${code.startsWith("0-") && channel > 0 ? `, channel ${channel}` : ""}`;
}
