import { Chip } from "hardware/chip/chip";

/** Instead of no address at all: the SDK would send a record that ends before its data. */
const none = "0.0.0.0";

// By its whole name: the build knows this file as `net`.

/**
 * The module `net` as far as the SDK's DNS-SD asks it. The SDK's own knows no address while the set-up network is open beside the station, and
 * then answers are sent without one.
 */
export default class Net {
	/** The device's IPv4 address, for `IP`. */
	static get(name: string): string | undefined {
		return name === "IP" ? Chip.address() || none : undefined;
	}
}
