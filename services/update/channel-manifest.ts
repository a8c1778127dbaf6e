import { UpdateError } from "./update-error";
import { isVersion } from "./version-order";
import { resolveWebAddress } from "./web-address";
import type { WebAddress } from "./web-address";

/** What a channel offers for one board. */
export interface ChannelOffer {
	readonly version: string;
	/** A few words on what is new; may be empty. */
	readonly notes: string;
	readonly address: WebAddress;
}

/** Most bytes of a channel's file. */
export const longestManifest = 16_384;
const longestNotes = 250;

/**
 * Reads a channel's file as `npm run release` writes it: `{"version":…,"notes":…,"builds":[{"board":…,"chip":…,"path":…}]}`. `undefined` when it has
 * nothing for this board. Throws an `UpdateError` when it cannot be read.
 */
export function readChannel(text: string, base: WebAddress, board: string): ChannelOffer | undefined {
	let value: unknown;
	try {
		value = JSON.parse(text);
	}
	catch {
		throw new UpdateError("the channel's file cannot be read: it is no JSON");
	}
	const { version, notes, builds } = members(value);
	if (typeof version !== "string" || !isVersion(version) || !Array.isArray(builds))
		throw new UpdateError("the channel's file cannot be read: it has no version, or no builds");
	const build = builds.map(members).find(each => each["board"] === board);
	if (!build)
		return undefined;
	const address = typeof build["path"] === "string" ? resolveWebAddress(base, build["path"]) : undefined;
	if (!address)
		throw new UpdateError(`the channel's file has no address for the board ${board}`);
	return { version, notes: typeof notes === "string" ? notes.slice(0, longestNotes) : "", address };
}

function members(value: unknown): Record<string, unknown> {
	return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
}
