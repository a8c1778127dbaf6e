import { isDigits } from "../../protocols/text-shape";
import type { Settings } from "../settings/settings";

/**
 * Tasmota's options that do something here: 4 answers on `stat/<topic>/<COMMAND>` instead of `…/RESULT`, 52 puts the time zone behind each time,
 * 90 leaves out what is no JSON (the empty `POWER` on connecting).
 */
export const switchableOptions: readonly number[] = Object.freeze([4, 52, 90]);

/** Those that are on, as the setting keeps them: numbers with blanks between them. */
export function optionsOf(settings: Settings): number[] {
	return settings.get("setOptions").split(" ").filter(text => text).map(Number);
}

export function isOptionOn(settings: Settings, number: number): boolean {
	return optionsOf(settings).includes(number);
}

export function setOption(settings: Settings, number: number, on: boolean): void {
	const others = optionsOf(settings).filter(each => each !== number);
	settings.set("setOptions", (on ? [...others, number] : others).sort((one, other) => one - other).join(" "));
}

/** What is wrong with the setting's text, in words that follow its name. */
export function optionsFault(text: string): string | undefined {
	const odd = text.split(" ").find(word => word && !(isDigits(word) && switchableOptions.includes(Number(word))));
	return odd === undefined ? undefined : `has ${odd}, which is none of ${switchableOptions.join(", ")}`;
}
