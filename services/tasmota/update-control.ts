import type { UpdateStatus } from "../update/update";

/** What `Upgrade` and `OtaUrl` act on, and what telemetry tells of updates. */
export interface UpdateControl {
	readonly status: UpdateStatus;
	/** Where `Upgrade` gets the firmware from; empty: what the update server offers. Throws a `RangeError` for what is no address. */
	url: string;
	/** Begins to load it. Throws when that cannot be. */
	pull(): void;
}
