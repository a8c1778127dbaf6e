import { askedMeters } from "./optical-asked";
import { q3d, smlMeter } from "./optical-pushing";
import type { OpticalModel } from "./optical-model";
import { requestedMeters } from "./optical-requested";

/** All virtual meters with an optical port, by name. */
export const opticalModels: Readonly<Record<string, OpticalModel>> = Object.freeze(
	Object.fromEntries([smlMeter, q3d, ...askedMeters, ...requestedMeters].map(model => [model.name, model])),
);
