import type { Texts } from "../languages/texts";

/** The text of that name; empty where there is none. */
export function lookUp(texts: Readonly<Record<string, string>>, name: string): string {
	return Object.hasOwn(texts, name) ? texts[name]! : "";
}

/** What a port is called. */
export function portName(port: string, t: Texts): string {
	return lookUp(t.groups, port) || port.replace("pulse", `${t.groups.pulse} `);
}
