import { belgian } from "./belgian";
import { am550, ma309, smarty } from "./dlms-meters";
import { dsmr22 } from "./dsmr22";
import { e350 } from "./e350";
import type { P1Model } from "./p1-model";
import { sx631 } from "./sx631";

/** Every P1 meter that a house can have, by name. */
export const p1Models: Readonly<Record<string, P1Model>> = Object.freeze({ e350, sx631, dsmr22, belgian, smarty, am550, ma309 });
