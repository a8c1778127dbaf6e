import type { Meter } from "../../meters/meter";

/** Last levels of the topic of a meter's own availability: `P1/LWT`. */
export function meterTopic({ name }: Meter): string {
	return `${name.replace(/[+#/ ]/g, "_")}/LWT`;
}
