import type { Meter } from "../../meters/meter";
import { replaceEach } from "../../protocols/text-shape";

/** Last levels of the topic of a meter's own availability: `P1/LWT`. */
export function meterTopic({ name }: Meter): string {
	return `${replaceEach(name, "+#/ ", "_")}/LWT`;
}
