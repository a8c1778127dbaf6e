import { askedMeters } from "./optical-asked";
import { q3d, smlMeter } from "./optical-pushing";
import type { OpticalModel } from "./optical-model";

/** All virtual meters with an optical port, by name. */
export const opticalModels: Readonly<Record<string, OpticalModel>> = Object.freeze(
	Object.fromEntries([smlMeter, q3d, ...askedMeters].map(model => [model.name, model])),
);
