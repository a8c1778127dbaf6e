import { elsterEncoder, kamstrup402, pulseAdapter, siemensWfn21, slowMeter, threeTelegrams, waterMeter } from "./example-slaves";
import type { VirtualSlave } from "./virtual-slave";

/** The meters that a house can have on its M-Bus, by name. All of them together are `eightSlaves`. */
export const mbusModels: Readonly<Record<string, () => VirtualSlave>> = Object.freeze({
	kamstrup402: () => kamstrup402(),
	wfn21: () => siemensWfn21(),
	water1: () => waterMeter("31000017", 154_210),
	water2: () => waterMeter("31000018", 87_034, { delay: 32 }),
	three: () => threeTelegrams(),
	slow: () => slowMeter(),
	encoder: () => elsterEncoder(),
	pulses: () => pulseAdapter(),
});
