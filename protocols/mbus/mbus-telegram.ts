import type { Telegram } from "../reading";
import type { Explanation } from "./explanation";

/** What a meter on the bus told in one frame. */
export interface MbusTelegram extends Telegram {
	readonly protocol: "mbus";
	/** Primary address of the slave that answered. */
	readonly address: number;
	/** The meter's own count of its answers; a repeated one is the same telegram once more. */
	readonly access?: number;
	/** Status bits of the header in words; empty when all is well. */
	readonly status: readonly string[];
	/** The meter has more to tell: ask again with the frame count bit toggled (DIF 1Fh). */
	readonly more: boolean;
	/** What each octet stands for, where that was asked for. */
	readonly explanation?: readonly Explanation[];
}
