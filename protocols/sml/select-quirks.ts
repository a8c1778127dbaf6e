import { QUIRKS, type SmlQuirk } from "./quirks";
import type { ServerId } from "./server-id";

/** A quirk's name or family → true: for whatever meter; false: never. */
export type QuirkSettings = Readonly<Record<string, boolean>>;

/** The quirks of one meter. */
export function selectQuirks(server: ServerId | undefined, settings: QuirkSettings): readonly SmlQuirk[] {
	return QUIRKS.filter(quirk => settings[quirk.name] ?? settings[quirk.family] ?? applies(quirk, server));
}

function applies({ manufacturers, serials }: SmlQuirk, server: ServerId | undefined): boolean {
	if (!server?.manufacturer || !manufacturers.includes(server.manufacturer))
		return false;
	const { serial } = server;
	return !serials || serial !== undefined && serials.some(([first, last]) => serial >= first && serial <= last);
}
